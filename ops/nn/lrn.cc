#include "thalweg/ops/nn/lrn.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status CheckRadius(const LrnAttrs& attrs) {
  if (attrs.depth_radius >= 0 &&
      attrs.depth_radius <= std::numeric_limits<int32_t>::max()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "depth_radius must be an int32 >= 0, got ", attrs.depth_radius));
}

// All inputs are of one shape, of rank 4.
absl::Status LrnShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<LrnAttrs>());
  RETURN_IF_ERROR(CheckRadius(attrs));
  Shape shape = Shape::OfRank(4);
  for (int i = 0; i < context.num_inputs(); ++i) {
    const Shape& input = context.input(i);
    const std::string& name = context.node().op().inputs()[i].name;
    if (!RequireRank(input, 4).ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          name, " must be 4-dimensional, got shape ", input.ToString()));
    }
    if (!input.IsCompatibleWith(shape)) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, " must have the shape of the others, ",
                       shape.ToString(), ", got ", input.ToString()));
    }
    for (int d = 0; d < 4 && input.has_rank(); ++d) {
      if (input.dim(d) != Shape::kUnknown) shape.set_dim(d, input.dim(d));
    }
  }
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status LrnGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<LrnAttrs>());
  context.set(0, LRNGrad(context.upstream(0).dense(), context.input(0),
                         context.output(), attrs));
  return absl::OkStatus();
}

const OpRegistration kLrn = OpSchema("LRN")
                                .Input("input", "T")
                                .Output("output", "T")
                                .Attrs<LrnAttrs>()
                                .Attr("T", {kHalf, kBfloat16, kFloat}, kFloat)
                                .MayOverwrite({0})
                                .Shape(LrnShape)
                                .Gradient(LrnGradient);

const OpRegistration kLrnGrad =
    OpSchema("LRNGrad")
        .Input("input_grads", "T")
        .Input("input_image", "T")
        .Input("output_image", "T")
        .Output("output", "T")
        .Attrs<LrnAttrs>()
        .Attr("T", {kHalf, kBfloat16, kFloat}, kFloat)
        .MayOverwrite({0, 1, 2})
        .Shape(LrnShape)
        .NotDifferentiable("is differentiated once only in TensorFlow");

}  // namespace

Output LRN(Input input, LrnAttrs attrs) {
  return Build(kLrn, {input}, std::move(attrs));
}

Output LRNGrad(Input input_grads, Input input_image, Input output_image,
               LrnAttrs attrs) {
  return Build(kLrnGrad, {input_grads, input_image, output_image},
               std::move(attrs));
}

}  // namespace thalweg
