// One op run in every way that a plan may run it, against one expectation.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/tensor.h"
#include "thalweg/tests/support/gradient_check.h"

namespace thalweg {

// Fails the test at the caller's line unless the function of these inputs
// gives exactly `expected`
//   - of constants, with planned outputs and two threads,
//   - fed, with static shapes and planned outputs,
//   - fed, with unknown shapes, where nothing is known before the run.
void ExpectEveryWay(const GraphFunction& function,
                    const std::vector<Tensor>& inputs, const Tensor& expected,
                    const char* file = __builtin_FILE(),
                    int line = __builtin_LINE());

// The same where elements may differ by tolerance * max(1, |expected|).
void ExpectCloseEveryWay(const GraphFunction& function,
                         const std::vector<Tensor>& inputs,
                         const Tensor& expected, double tolerance,
                         const char* file = __builtin_FILE(),
                         int line = __builtin_LINE());

// Fails the test unless the function is refused in all of these ways with
// INVALID_ARGUMENT and a message that contains `text`: while the graph is
// built, or by the kernel.
void ExpectRefusedEveryWay(const GraphFunction& function,
                           const std::vector<Tensor>& inputs,
                           const std::string& text,
                           const char* file = __builtin_FILE(),
                           int line = __builtin_LINE());

}  // namespace thalweg
