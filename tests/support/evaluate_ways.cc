#include "thalweg/tests/support/evaluate_ways.h"

#include <gtest/gtest.h>

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

enum class Inputs { kStatic, kUnknown, kConstant };

struct Way {
  Inputs inputs;
  EvaluateOptions options;
};

absl::StatusOr<std::vector<Tensor>> EvaluateOneWay(
    const OutputsFunction& function, const std::vector<Tensor>& tensors,
    const Way& way) {
  Graph graph;
  std::vector<Output> inputs;
  Feeds feeds;
  for (const Tensor& tensor : tensors) {
    if (way.inputs == Inputs::kConstant) {
      inputs.push_back(Constant(graph, tensor));
      continue;
    }
    inputs.push_back(Placeholder(
        graph, tensor.dtype(),
        way.inputs == Inputs::kStatic ? tensor.shape() : Shape::Unknown()));
    feeds.emplace_back(inputs.back(), tensor);
  }
  const std::vector<Output> outputs = function(graph, inputs);
  RETURN_IF_ERROR(graph.status());
  return Evaluate(feeds, outputs, way.options);
}

}  // namespace

absl::StatusOr<std::vector<Tensor>> EvaluateAllWays(
    const OutputsFunction& function, const std::vector<Tensor>& inputs,
    double constant_tolerance, const char* file, int line) {
  const Way plain = {Inputs::kStatic, {.num_threads = 1, .planned = true}};
  ASSIGN_OR_RETURN(const std::vector<Tensor> expected,
                   EvaluateOneWay(function, inputs, plain));
  const Way others[] = {
      {Inputs::kStatic, {.num_threads = 3, .planned = true}},
      {Inputs::kUnknown, {.num_threads = 1, .planned = false}},
      {Inputs::kConstant, {.num_threads = 1, .planned = true}},
  };
  for (const Way& way : others) {
    ASSIGN_OR_RETURN(const std::vector<Tensor> actual,
                     EvaluateOneWay(function, inputs, way));
    for (size_t i = 0; i < expected.size(); ++i) {
      if (way.inputs == Inputs::kConstant) {
        ExpectClose(actual[i], expected[i], constant_tolerance, file, line);
      } else {
        ExpectEqual(actual[i], expected[i], file, line);
      }
    }
  }
  return expected;
}

}  // namespace thalweg
