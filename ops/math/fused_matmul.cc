#include "thalweg/ops/math/fused_matmul.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/flops.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/math/matmul.h"
#include "thalweg/ops/math/product_flops.h"
#include "thalweg/ops/nn/bias_add.h"

namespace thalweg {
namespace {

absl::Status FusedMatMulShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(FusedMatMulAttrs attrs, context.attrs<FusedMatMulAttrs>());
  ASSIGN_OR_RETURN(Shape shape,
                   MatMulShape(context.input(0), context.input(1),
                               attrs.transpose_a, attrs.transpose_b));
  if (!attrs.fused_ops.empty() && context.num_inputs() > 2) {
    RETURN_IF_ERROR(
        CheckBias(shape, context.input(2), ImageFormat::kNhwc).status());
  }
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

const OpRegistration kFusedMatMul =
    OpSchema("_FusedMatMul")
        .Input("a", "T")
        .Input("b", "T")
        .InputList("args", "num_args", "T")
        .Output("product", "T")
        .Attr("T", {kHalf, kBfloat16, kFloat})
        .Number("num_args", 0)
        .Attrs<FusedMatMulAttrs>()
        .Shape(FusedMatMulShape)
        .NotDifferentiable("is made of a graph that is differentiated already");
const FlopsRegistration kFusedMatMulFlops(kFusedMatMul, ProductFlops);

}  // namespace

Output FusedMatMul(Input a, Input b, InputList args, FusedMatMulAttrs attrs) {
  return Build(kFusedMatMul, {a, b, args}, attrs);
}

}  // namespace thalweg
