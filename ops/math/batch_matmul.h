// BatchMatMul: products of many pairs of matrices.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct BatchMatMulAttrs {
  // Take the conjugate transposes of the matrices of x or y.
  bool adj_x = false;
  bool adj_y = false;
  // Marks a product made by a gradient; has no effect.
  bool grad_x = false;
  bool grad_y = false;
  void Fields(AttrFields& fields) {
    fields("adj_x", adj_x)("adj_y", adj_y)("grad_x", grad_x)("grad_y", grad_y);
  }
};

struct BatchMatMulV3Attrs {
  DType Tout = kInvalid;
  bool adj_x = false;
  bool adj_y = false;
  bool grad_x = false;
  bool grad_y = false;
  void Fields(AttrFields& fields) {
    fields.Required("Tout", Tout)("adj_x", adj_x)("adj_y", adj_y)(
        "grad_x", grad_x)("grad_y", grad_y);
  }
};

// The products of the matrices in the last two dimensions of x and y; the
// dimensions before them broadcast against each other.
//   x  [..., m, k], or [..., k, m] with adj_x; numbers
//   y  [..., k, n], or [..., n, k] with adj_y; the same dtype
//   -> [..., m, n]
// Gradient: as MatMul's, summed over the dimensions that were repeated.
// Errors: an argument of rank below 2, inner dimensions that differ, leading
// dimensions that do not broadcast. Equals TensorFlow's BatchMatMulV2.
Output BatchMatMul(Input x, Input y, BatchMatMulAttrs attrs = {});

// The same without broadcasting: leading dimensions must be equal.
//   x  [..., m, k], or [..., k, m] with adj_x; numbers
//   y  [..., k, n], or [..., n, k] with adj_y; the same dtype and leading
//      dimensions
//   -> [..., m, n]
// Gradient: as MatMul's. Errors: an argument of rank below 2, inner or leading
// dimensions that differ. Equals TensorFlow's BatchMatMul.
Output BatchMatMulV1(Input x, Input y, BatchMatMulAttrs attrs = {});

// BatchMatMul of matrices whose dtypes may differ from each other and from the
// products', which are computed in `Tout`.
//   x     [..., m, k], or [..., k, m] with adj_x; numbers
//   y     [..., k, n], or [..., n, k] with adj_y; numbers
//   Tout  the dtype of both; or bfloat16 where one is int8 or uint8 and the
//         other bfloat16; or int32 where both are of 8 bits   ->   [..., m, n]
// Gradient: as BatchMatMul's, for the arguments of dtype Tout.
// Errors: as BatchMatMul's; other dtypes. Equals TensorFlow's BatchMatMulV3.
Output BatchMatMulV3(Input x, Input y, DType Tout, BatchMatMulAttrs attrs = {});

// The shape of the products, as far as partial shapes tell. INVALID_ARGUMENT
// as above.
absl::StatusOr<Shape> BatchMatMulShape(const Shape& x, const Shape& y,
                                       const BatchMatMulAttrs& attrs,
                                       bool broadcast);

}  // namespace thalweg
