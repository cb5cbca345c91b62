// Summarize: what is in a GraphDef, also in one that can't be run here.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "thalweg/graph/dtype.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

class GraphDef;  // proto/graph.proto

namespace command {

struct TensorSummary {
  std::string name;  // "x:0"
  DType dtype = DType::kInvalid;
  Shape shape = Shape::Unknown();
};

struct Amount {
  int64_t count = 0;     // Variables or constants,
  int64_t elements = 0;  // what they hold as far as shapes are known,
  int64_t bytes = 0;     // and the memory of that.
};

struct FunctionSummary {
  std::string name;
  int inputs = 0;
  int outputs = 0;
  int nodes = 0;
};

// An op that can't be run.
struct UnsupportedOp {
  std::string op;
  std::string reason;  // "unknown op", "no CPU kernel", ...
  std::string node;    // The first one.
  int count = 0;
};

struct ModelSummary {
  int producer = 0;
  int min_consumer = 0;
  std::vector<int> bad_consumers;
  int nodes = 0;
  int control_edges = 0;
  // Placeholders; nodes whose outputs nobody takes and that compute something
  // (of unknown dtype when the graph can't be imported); those of them that
  // have no outputs.
  std::vector<TensorSummary> inputs;
  std::vector<TensorSummary> outputs;
  std::vector<std::string> targets;
  // The likely initializer: a group of first assignments; "" when there is
  // none.
  std::string init;
  std::vector<TensorSummary> variables;
  Amount variable_amount;
  Amount constant_amount;
  // Nodes by op and by requested device ("" for none).
  std::map<std::string, int> ops;
  std::map<std::string, int> devices;
  std::vector<FunctionSummary> functions;
  // In the graph and in its functions.
  std::vector<UnsupportedOp> unsupported;
  // Why the graph can't be imported; OK when it can.
  absl::Status import_status;
};

ModelSummary Summarize(const GraphDef& def);

}  // namespace command
}  // namespace thalweg
