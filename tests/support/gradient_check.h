// Numeric differentiation: the oracle of every gradient function.
#pragma once

#include <functional>
#include <vector>

#include "thalweg/graph/output.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

// Builds the function under test: one output of the inputs.
using GraphFunction = std::function<Output(const Graph& graph,
                                           const std::vector<Output>& inputs)>;

struct GradientCheckOptions {
  // Of the central differences.
  double step = 1e-5;
  // Of |analytic - numeric| / max(1, |numeric|).
  double tolerance = 1e-6;
  // Build it again with inputs of which not even the rank is known.
  bool unknown_shapes = true;
  // Differentiate the gradient too.
  bool second_order = false;
};

// Fails the test at the caller's line unless SymbolicGradients agrees with
// central differences of the function for every element of every input, for
// some upstream gradient. Inputs are double or complex128; what has another
// dtype is a constant of the function.
void CheckGradients(const GraphFunction& function,
                    const std::vector<Tensor>& inputs,
                    GradientCheckOptions options = {},
                    const char* file = __builtin_FILE(),
                    int line = __builtin_LINE());

}  // namespace thalweg
