#include "thalweg/ops/array/ensure_shape.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status EnsureShapeShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(EnsureShapeAttrs attrs, context.attrs<EnsureShapeAttrs>());
  ASSIGN_OR_RETURN(Shape shape, context.input(0).MergeWith(attrs.shape));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status EnsureShapeGradient(GradientContext& context) {
  context.set(0, context.upstream(0));
  return absl::OkStatus();
}

// kView, not kIdentity: it may go only where the shape is known.
const OpRegistration kEnsureShape = OpSchema("EnsureShape")
                                        .Input("input", "T")
                                        .Output("output", "T")
                                        .Attrs<EnsureShapeAttrs>()
                                        .Attr("T", kAnyType)
                                        .Traits({Trait::kView})
                                        .Shape(EnsureShapeShape)
                                        .Value(PassValue)
                                        .Gradient(EnsureShapeGradient);

}  // namespace

Output EnsureShape(Input input, Shape shape) {
  return Build(kEnsureShape, {input}, EnsureShapeAttrs{std::move(shape)});
}

}  // namespace thalweg
