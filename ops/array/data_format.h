// DataFormatDimMap, DataFormatVecPermute: axes and vectors about them, for
// another order of dimensions.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// Letters for 4 or 5 dimensions, the same in both.
struct DataFormatAttrs {
  std::string src_format = "NHWC";
  std::string dst_format = "NCHW";
  void Fields(AttrFields& fields) {
    fields("src_format", src_format)("dst_format", dst_format);
  }
};

// Where dimension x of a tensor in src_format is in dst_format, for each
// element.
//   x  any shape of int32 or int64, taken modulo the number of dimensions
//   -> the same
// Not differentiable: it yields integers.
// Errors: formats that are no permutations of each other.
// Equals TensorFlow's DataFormatDimMap.
Output DataFormatDimMap(Input x, DataFormatAttrs attrs = {});

// A vector (or matrix [n, 2]) with an element for each dimension in src_format
// in the order of dst_format.
//   x  [n] or [n, 2] int32 or int64, with n the number of dimensions, or that
//      of the dimensions of space
//   -> the same
// Not differentiable: it yields integers.
// Errors: formats that are no permutations of each other, another shape.
// Equals TensorFlow's DataFormatVecPermute.
Output DataFormatVecPermute(Input x, DataFormatAttrs attrs = {});

// For each letter of src_format its place in dst_format; with `only_space`,
// among the letters D, H and W. INVALID_ARGUMENT as above.
absl::StatusOr<std::vector<int>> FormatPermutation(const DataFormatAttrs& attrs,
                                                   bool only_space = false);

// INVALID_ARGUMENT unless DataFormatVecPermute may take the shape, which may
// be partial.
absl::Status CheckVecPermute(const Shape& x, const DataFormatAttrs& attrs);

}  // namespace thalweg
