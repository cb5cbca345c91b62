#include "thalweg/ops/array/placeholder.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status PlaceholderShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(PlaceholderAttrs attrs, context.attrs<PlaceholderAttrs>());
  context.set_output(0, std::move(attrs.shape));
  return absl::OkStatus();
}

const OpRegistration kPlaceholder =
    OpSchema("Placeholder")
        .Output("output", "dtype")
        .Attrs<PlaceholderAttrs>()
        .Traits({Trait::kPlaceholder})
        .Shape(PlaceholderShape)
        .NotDifferentiable("depends on nothing in the graph");

const OpRegistration kPlaceholderV2 =
    OpSchema("PlaceholderV2")
        .Output("output", "dtype")
        .Attrs<PlaceholderV2Attrs>()
        .Traits({Trait::kPlaceholder})
        .Shape(PlaceholderShape)
        .NotDifferentiable("depends on nothing in the graph")
        .Deprecated(23, "Placeholder now behaves the same as PlaceholderV2.");

// The attribute alone: what is fed need not have the default's shape.
absl::Status PlaceholderWithDefaultShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(PlaceholderWithDefaultAttrs attrs,
                   context.attrs<PlaceholderWithDefaultAttrs>());
  RETURN_IF_ERROR(context.input(0).MergeWith(attrs.shape).status());
  context.set_output(0, std::move(attrs.shape));
  return absl::OkStatus();
}

absl::Status PlaceholderWithDefaultGradient(GradientContext& context) {
  context.set(0, context.upstream(0));
  return absl::OkStatus();
}

// Without kIdentity: a pass that skipped it would skip what is fed.
const OpRegistration kPlaceholderWithDefault =
    OpSchema("PlaceholderWithDefault")
        .Input("input", "dtype")
        .Output("output", "dtype")
        .Attr("dtype", kAnyType)
        .Attrs<PlaceholderWithDefaultAttrs>()
        .Shape(PlaceholderWithDefaultShape)
        .Gradient(PlaceholderWithDefaultGradient);

}  // namespace

Output Placeholder(At graph, DType dtype, Shape shape) {
  return Build(graph, kPlaceholder, {},
               PlaceholderAttrs{dtype, std::move(shape)});
}

Output PlaceholderV2(At graph, DType dtype, Shape shape) {
  return Build(graph, kPlaceholderV2, {},
               PlaceholderV2Attrs{dtype, std::move(shape)});
}

Output PlaceholderWithDefault(Input input, Shape shape) {
  return Build(kPlaceholderWithDefault, {input},
               PlaceholderWithDefaultAttrs{std::move(shape)});
}

}  // namespace thalweg
