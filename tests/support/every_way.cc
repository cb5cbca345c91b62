#include "thalweg/tests/support/every_way.h"

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

struct Way {
  const char* name;
  bool constant;
  bool static_shapes;
  EvaluateOptions options;
};

const Way kWays[] = {
    {"constants, planned", true, true, {.num_threads = 2, .planned = true}},
    {"fed, planned", false, true, {.num_threads = 1, .planned = true}},
    {"fed, unknown shapes", false, false, {}},
};

absl::StatusOr<Tensor> RunOneWay(const Way& way, const GraphFunction& function,
                                 const std::vector<Tensor>& inputs) {
  Graph graph;
  std::vector<Output> outputs;
  Feeds feeds;
  for (const Tensor& input : inputs) {
    if (way.constant) {
      outputs.push_back(Const(graph, input));
      continue;
    }
    outputs.push_back(
        Placeholder(graph, input.dtype(),
                    way.static_shapes ? input.shape() : Shape::Unknown()));
    feeds.emplace_back(outputs.back(), input);
  }
  const Output result = function(graph, outputs);
  if (!graph.status().ok()) return graph.status();
  return Evaluate(result, feeds, way.options);
}

}  // namespace

void ExpectEveryWay(const GraphFunction& function,
                    const std::vector<Tensor>& inputs, const Tensor& expected,
                    const char* file, int line) {
  for (const Way& way : kWays) {
    testing::ScopedTrace trace(file, line, way.name);
    ExpectEqual(RunOneWay(way, function, inputs), expected, file, line);
  }
}

void ExpectCloseEveryWay(const GraphFunction& function,
                         const std::vector<Tensor>& inputs,
                         const Tensor& expected, double tolerance,
                         const char* file, int line) {
  for (const Way& way : kWays) {
    testing::ScopedTrace trace(file, line, way.name);
    ExpectClose(RunOneWay(way, function, inputs), expected, tolerance, file,
                line);
  }
}

void ExpectRefusedEveryWay(const GraphFunction& function,
                           const std::vector<Tensor>& inputs,
                           const std::string& text, const char* file,
                           int line) {
  for (const Way& way : kWays) {
    testing::ScopedTrace trace(file, line, way.name);
    EXPECT_THAT(RunOneWay(way, function, inputs),
                StatusIs(absl::StatusCode::kInvalidArgument, text));
  }
}

}  // namespace thalweg
