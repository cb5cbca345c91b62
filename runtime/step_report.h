// StepReport: what a run tells of itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "thalweg/graph/dtype.h"
#include "thalweg/graph/graph.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// An output of a step as the step left it.
struct OutputTrace {
  DType dtype = DType::kInvalid;  // kInvalid: left unset.
  Shape shape = {};
  int64_t bytes = 0;
};

// One step of a run as it happened.
struct StepTrace {
  std::string node = {};
  std::string op = {};
  std::string device = {};
  std::string implementation = {};
  int64_t start_ns = 0;  // From the start of the run.
  int64_t end_ns = 0;
  // The system's number of the thread that walked the plan; a pool's helpers
  // are not told apart.
  int64_t thread_id = 0;
  // As a GraphDef has them: "a", "split:1", "^init".
  std::vector<std::string> inputs = {};
  std::vector<OutputTrace> outputs = {};
  int64_t scratch_bytes = 0;
};

// A node of the compiled graph and what it cost.
struct NodeCost {
  // Output `output` of the node at index `node` of StepReport::cost_graph.
  struct Input {
    int node = 0;
    int output = 0;
  };
  struct Output {
    DType dtype = DType::kInvalid;
    // As the plan knows it, or as the step left it when the run got so far.
    Shape shape = Shape::Unknown();
    int64_t bytes = -1;  // -1: not known.
    // The input whose memory it is; -1 for its own.
    int alias_input = -1;
  };

  std::string node = {};
  std::string op = {};
  std::string device = {};
  std::vector<Input> inputs = {};
  std::vector<int> control_inputs = {};  // Indices, as Input::node.
  std::vector<Output> outputs = {};
  int64_t scratch_bytes = 0;
  // Of this run; 0 for a node without a step of its own (feeds, constants,
  // views).
  int64_t compute_ns = 0;
  // Fetched or a target: its value is wanted by the caller.
  bool is_final = false;
};

// One pass of the step compiler.
struct PassRecord {
  std::string name = {};
  double ms = 0;
  int nodes_before = 0;
  int nodes_after = 0;
  std::string note = {};  // "3 fused", "1.2 MB in 14 buffers".
};

struct StepReport {
  // True when this run made its plan.
  bool compiled = false;
  // How the plan in use was made.
  std::vector<PassRecord> passes = {};
  // In order of execution, as far as the run came; empty unless
  // StepOptions::trace.
  std::vector<StepTrace> steps = {};
  // When the run started, in nanoseconds since 1970; 0 unless traced.
  int64_t start_unix_ns = 0;
  // Bytes of the plan's arenas, and the least any order could need at its
  // widest step.
  int64_t arena_bytes = 0;
  int64_t arena_lower_bound = 0;
  // What each device runs, with _Send and _Recv where values cross; in the
  // order of Session::ListDevices, devices without nodes left out. Empty
  // unless StepOptions::partition_graphs.
  std::vector<Graph> partition_graphs = {};
  // The compiled graph in order of execution; empty unless
  // StepOptions::cost_graph.
  std::vector<NodeCost> cost_graph = {};
};

}  // namespace thalweg
