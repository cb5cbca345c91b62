// Whether a result is the recorded one.
#pragma once

#include <string>

#include "thalweg/graph/tensor.h"

namespace thalweg {

struct Tolerance {
  double relative = 0;
  double absolute = 0;
};

// Empty when `got` has the dtype, shape and values of `expected`, as numpy's
// isclose has it with NaN equal to NaN; otherwise what differs, first.
// Integers may differ by `absolute`; strings and bools not at all.
std::string Difference(const Tensor& got, const Tensor& expected,
                       Tolerance tolerance);

}  // namespace thalweg
