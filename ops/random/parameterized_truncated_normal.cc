#include "thalweg/ops/random/parameterized_truncated_normal.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status TruncatedNormalShape(ShapeContext& context) {
  for (int i = 1; i < context.num_inputs(); ++i) {
    const Shape& parameter = context.input(i);
    if (!parameter.has_rank() || parameter.rank() <= 1) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "Shape must be at most rank 1 but is rank ", parameter.rank()));
  }
  return ShapeOfFirstInput(context);
}

const OpRegistration kTruncatedNormal =
    OpSchema("ParameterizedTruncatedNormal")
        .Input("shape", "T")
        .Input("means", "dtype")
        .Input("stdevs", "dtype")
        .Input("minvals", "dtype")
        .Input("maxvals", "dtype")
        .Output("output", "dtype")
        .Attrs<SeedAttrs>()
        .Attr("dtype", kFloating)
        .Attr("T", kIndices)
        .Traits({Trait::kStateful})
        .Shape(TruncatedNormalShape)
        .NotDifferentiable("gives no gradient to its parameters in TensorFlow");

}  // namespace

Output ParameterizedTruncatedNormal(Input shape, Input means, Input stdevs,
                                    Input minvals, Input maxvals,
                                    SeedAttrs attrs) {
  return Build(kTruncatedNormal, {shape, means, stdevs, minvals, maxvals},
               attrs);
}

}  // namespace thalweg
