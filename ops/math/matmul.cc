#include "thalweg/ops/math/matmul.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/flops.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/product_flops.h"

namespace thalweg {
namespace {

absl::Status MatMulOutputShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(MatMulAttrs attrs, context.attrs<MatMulAttrs>());
  ASSIGN_OR_RETURN(Shape shape,
                   MatMulShape(context.input(0), context.input(1),
                               attrs.transpose_a, attrs.transpose_b));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status MatMulGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const MatMulAttrs attrs, context.attrs<MatMulAttrs>());
  const Output g = context.upstream(0).dense();
  const Output a = Conjugate(context.input(0));
  const Output b = Conjugate(context.input(1));
  const bool ta = attrs.transpose_a, tb = attrs.transpose_b;
  // With x = op(a), y = op(b): dx = g y^T and dy = x^T g, transposed again
  // where the argument was.
  if (context.needs(0)) {
    context.set(
        0, ta ? MatMul(b, g,
                       {.transpose_a = tb, .transpose_b = true, .grad_b = true})
              : MatMul(g, b, {.transpose_b = !tb, .grad_a = true}));
  }
  if (context.needs(1)) {
    context.set(
        1, tb ? MatMul(g, a,
                       {.transpose_a = true, .transpose_b = ta, .grad_a = true})
              : MatMul(a, g, {.transpose_a = !ta, .grad_b = true}));
  }
  return absl::OkStatus();
}

const OpRegistration kMatMul = OpSchema("MatMul")
                                   .Input("a", "T")
                                   .Input("b", "T")
                                   .Output("product", "T")
                                   .Attrs<MatMulAttrs>()
                                   .Attr("T", kNumbers.Without({kInt8, kInt16}))
                                   .Traits({Trait::kContraction})
                                   .FusedForm("_FusedMatMul")
                                   .Shape(MatMulOutputShape)
                                   .Gradient(MatMulGradient);
const FlopsRegistration kMatMulFlops(kMatMul, ProductFlops);

absl::Status CheckMatrix(const Shape& shape, int input) {
  if (!shape.has_rank() || shape.rank() == 2) return absl::OkStatus();
  if (shape.rank() < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("In[", input, "] ndims must be >= 2: ", shape.rank()));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("In[", input, "] is not a matrix. Instead it has shape ",
                   shape.ToString()));
}

}  // namespace

absl::StatusOr<Shape> MatMulShape(const Shape& a, const Shape& b,
                                  bool transpose_a, bool transpose_b) {
  RETURN_IF_ERROR(CheckMatrix(a, 0));
  RETURN_IF_ERROR(CheckMatrix(b, 1));
  const Shape left = a.has_rank() ? a : Shape::OfRank(2);
  const Shape right = b.has_rank() ? b : Shape::OfRank(2);
  if (!MergeDims(left.dim(transpose_a ? 0 : 1), right.dim(transpose_b ? 1 : 0))
           .ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Matrix size-incompatible: In[0]: ", a.ToString(),
                     ", In[1]: ", b.ToString()));
  }
  return Shape::Make(
      {left.dim(transpose_a ? 1 : 0), right.dim(transpose_b ? 0 : 1)});
}

Output MatMul(Input a, Input b, MatMulAttrs attrs) {
  return Build(kMatMul, {a, b}, attrs);
}

}  // namespace thalweg
