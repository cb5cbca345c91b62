// MatMul: the product of two matrices.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct MatMulAttrs {
  bool transpose_a = false;
  bool transpose_b = false;
  // Marks a product made by a gradient; has no effect.
  bool grad_a = false;
  bool grad_b = false;
  void Fields(AttrFields& fields) {
    fields("transpose_a", transpose_a)("transpose_b", transpose_b)(
        "grad_a", grad_a)("grad_b", grad_b);
  }
};

// The matrix product a b; a or b is transposed before where the attributes
// say so.
//   a  [m, k], or [k, m] with transpose_a; numbers
//   b  [k, n], or [n, k] with transpose_b; the same dtype
//   -> [m, n]; zeros where k is 0
// half and bfloat16 are summed in float, integers wrap.
// Gradient: g b^T for a, a^T g for b (conjugated where complex).
// Errors: an argument that is no matrix, or inner dimensions that differ:
// "Matrix size-incompatible: In[0]: [1,2], In[1]: [1,3]".
// Equals TensorFlow's MatMul.
Output MatMul(Input a, Input b, MatMulAttrs attrs = {});

// The shape of the product, as far as partial shapes tell. INVALID_ARGUMENT as
// above.
absl::StatusOr<Shape> MatMulShape(const Shape& a, const Shape& b,
                                  bool transpose_a, bool transpose_b);

}  // namespace thalweg
