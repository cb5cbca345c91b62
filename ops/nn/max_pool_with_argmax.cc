#include "thalweg/ops/nn/max_pool_with_argmax.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

using GradAttrs = MaxPoolGradWithArgmaxAttrs;

absl::Status WithArgmaxShape(ShapeContext& context) {
  RETURN_IF_ERROR(PoolShape<PoolDepth::kForgotten>(context));
  context.set_output(1, context.node().output_shape(0));
  return absl::OkStatus();
}

absl::Status GradWithArgmaxShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const PoolSpec spec,
                   PoolSpecOf(context, PoolDepth::kForgotten));
  const Shape& images = context.input(0);
  ASSIGN_OR_RETURN(const PoolGeometry geometry, PoolGeometryOf(images, spec));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(1), "grad"));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(2), "argmax"));
  context.set_output(0, images.has_rank() ? images : Shape::OfRank(spec.rank));
  return absl::OkStatus();
}

absl::Status GradGradWithArgmaxShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const PoolSpec spec,
                   PoolSpecOf(context, PoolDepth::kForgotten));
  const Shape& images = context.input(0);
  if (!images.IsCompatibleWith(context.input(1))) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected grad shape to be ", images.ToString(),
                     ", but got ", context.input(1).ToString()));
  }
  ASSIGN_OR_RETURN(PoolGeometry geometry, PoolGeometryOf(images, spec));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(2), "argmax"));
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}

absl::Status WithArgmaxGradient(GradientContext& context) {
  if (context.upstream(0).absent()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<GradAttrs>());
  context.set(
      0, MaxPoolGradWithArgmax(context.input(0), context.upstream(0).dense(),
                               context.output(1), attrs.ksize, attrs.strides,
                               attrs.padding, attrs));
  return absl::OkStatus();
}

// By MaxPoolGradGradWithArgmax for MaxPoolGradWithArgmax, and the other way.
template <auto other>
absl::Status GradWithArgmaxGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<GradAttrs>());
  context.set(0, ZerosLike(context.input(0)));
  context.set(
      1, other(context.input(0), context.upstream(0).dense(), context.input(2),
               attrs.ksize, attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

const OpRegistration kMaxPoolWithArgmax =
    OpSchema("MaxPoolWithArgmax")
        .Input("input", "T")
        .Output("output", "T")
        .Output("argmax", "Targmax")
        .Attrs<MaxPoolWithArgmaxAttrs>()
        .Minimum("ksize", 4)
        .Minimum("strides", 4)
        .Allowed("Targmax", kIndices)
        .Allowed("padding", {"SAME", "VALID"})
        .Attr("T", kRealNumbers)
        .Shape(WithArgmaxShape)
        .Gradient(WithArgmaxGradient);

OpSchema GradientSchema(const char* name) {
  return OpSchema(name)
      .Input("input", "T")
      .Input("grad", "T")
      .Input("argmax", "Targmax")
      .Output("output", "T")
      .Attrs<GradAttrs>()
      .Minimum("ksize", 4)
      .Minimum("strides", 4)
      .Allowed("padding", {"SAME", "VALID"})
      .Attr("Targmax", kIndices)
      .Attr("T", kRealNumbers);
}

const OpRegistration kMaxPoolGradWithArgmax =
    GradientSchema("MaxPoolGradWithArgmax")
        .Shape(GradWithArgmaxShape)
        .Gradient(GradWithArgmaxGradient<MaxPoolGradGradWithArgmax>);

const OpRegistration kMaxPoolGradGradWithArgmax =
    GradientSchema("MaxPoolGradGradWithArgmax")
        .Shape(GradGradWithArgmaxShape)
        .Gradient(GradWithArgmaxGradient<MaxPoolGradWithArgmax>);

}  // namespace

Operation MaxPoolWithArgmax(Input input, std::vector<int64_t> ksize,
                            std::vector<int64_t> strides, Text padding,
                            MaxPoolWithArgmaxAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kMaxPoolWithArgmax, {input}, std::move(attrs));
}

Output MaxPoolGradWithArgmax(Input input, Input grad, Input argmax,
                             std::vector<int64_t> ksize,
                             std::vector<int64_t> strides, Text padding,
                             MaxPoolGradWithArgmaxAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kMaxPoolGradWithArgmax, {input, grad, argmax}, std::move(attrs));
}

Output MaxPoolGradGradWithArgmax(Input input, Input grad, Input argmax,
                                 std::vector<int64_t> ksize,
                                 std::vector<int64_t> strides, Text padding,
                                 MaxPoolGradWithArgmaxAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kMaxPoolGradGradWithArgmax, {input, grad, argmax},
               std::move(attrs));
}

}  // namespace thalweg
