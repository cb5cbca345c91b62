// EvaluateAllWays: what kernels promise to give the same result for.
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/output.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

// Builds the outputs to evaluate.
using OutputsFunction = std::function<std::vector<Output>(
    const Graph& graph, const std::vector<Output>& inputs)>;

// The outputs of a function of fed inputs; or the first error. Fails the test
// at the caller's line unless these ways agree:
//   static shapes, planned outputs, one thread;
//   the same with three threads (bit for bit);
//   shapes unknown until the run, outputs allocated by the kernels (likewise);
//   inputs that are constants (to within `constant_tolerance`, since kernels
//   may rearrange them).
absl::StatusOr<std::vector<Tensor>> EvaluateAllWays(
    const OutputsFunction& function, const std::vector<Tensor>& inputs,
    double constant_tolerance = 1e-5, const char* file = __builtin_FILE(),
    int line = __builtin_LINE());

}  // namespace thalweg
