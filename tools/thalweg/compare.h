// Compare: whether a result is the expected one, and how far off it is.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/tensor.h"

namespace thalweg::command {

struct Tolerance {
  double relative = 0;
  double absolute = 0;
};

struct Comparison {
  // Dtypes and shapes are the same; without, nothing below is set.
  bool comparable = false;
  // Elements outside the tolerance, and the first of them, by axis; empty for
  // a scalar.
  int64_t num_bad = 0;
  std::vector<int64_t> first_bad;
  // Scalars: both values there.
  Tensor got;
  Tensor expected;
  // |got - expected|, and that over |expected| where that is not 0: the
  // largest over all elements that are numbers and finite on both sides.
  double max_absolute = 0;
  double max_relative = 0;

  bool agrees() const { return comparable && num_bad == 0; }
};

// Element by element |got - expected| <= absolute + relative * |expected|, as
// numpy's isclose has it with NaN equal to NaN. Integers may differ by
// `absolute`; strings and bools not at all.
Comparison Compare(const Tensor& got, const Tensor& expected,
                   Tolerance tolerance);

// Empty when they agree; otherwise what differs:
// "got float [2], expected float [3]" or "element [1,2] of [4,3]: got 3.5,
// expected 3; 2 of 12 differ, by at most 0.5 (relative 0.17)".
std::string Difference(const Tensor& got, const Tensor& expected,
                       Tolerance tolerance);
std::string Describe(const Comparison& comparison, const Tensor& got,
                     const Tensor& expected);

}  // namespace thalweg::command
