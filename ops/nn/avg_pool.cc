#include "thalweg/ops/nn/avg_pool.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status AvgPoolShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(AvgPoolAttrs attrs, context.attrs<AvgPoolAttrs>());
  ASSIGN_OR_RETURN(PoolGeometry geometry,
                   AvgPoolGeometry(context.input(0), attrs));
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}

absl::Status AvgPoolGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(AvgPoolAttrs attrs, context.attrs<AvgPoolAttrs>());
  ASSIGN_OR_RETURN(Shape spelled, context.input_as_shape(0));
  ASSIGN_OR_RETURN(Shape images, RequireImages(spelled, "orig_input_shape"));
  ASSIGN_OR_RETURN(PoolGeometry geometry, AvgPoolGeometry(images, attrs));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(1), "grad"));
  context.set_output(0, std::move(images));
  return absl::OkStatus();
}

absl::Status AvgPoolGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const AvgPoolAttrs attrs, context.attrs<AvgPoolAttrs>());
  context.set(
      0, AvgPoolGrad(ShapeOf(context.input(0)), context.upstream(0).dense(),
                     attrs.ksize, attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

absl::Status AvgPoolGradGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const AvgPoolAttrs attrs, context.attrs<AvgPoolAttrs>());
  context.set(1, AvgPool(context.upstream(0).dense(), attrs.ksize,
                         attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

const OpRegistration kAvgPool = OpSchema("AvgPool")
                                    .Input("value", "T")
                                    .Output("output", "T")
                                    .Attrs<AvgPoolAttrs>()
                                    .Minimum("ksize", 4)
                                    .Minimum("strides", 4)
                                    .Allowed("padding", {"SAME", "VALID"})
                                    .Allowed("data_format", {"NHWC", "NCHW"})
                                    .Attr("T", kFloating)
                                    .Shape(AvgPoolShape)
                                    .Gradient(AvgPoolGradient);

const OpRegistration kAvgPoolGrad =
    OpSchema("AvgPoolGrad")
        .Input("orig_input_shape", kInt32)
        .Input("grad", "T")
        .Output("output", "T")
        .Attrs<AvgPoolAttrs>()
        .Minimum("ksize", 4)
        .Minimum("strides", 4)
        .Allowed("padding", {"SAME", "VALID"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Attr("T", kFloating)
        .Shape(AvgPoolGradShape)
        .Gradient(AvgPoolGradGradient);

}  // namespace

absl::StatusOr<PoolGeometry> AvgPoolGeometry(const Shape& images,
                                             const AvgPoolAttrs& attrs) {
  ASSIGN_OR_RETURN(
      PoolGeometry geometry,
      PoolGeometryOf(
          images, attrs.ksize,
          {attrs.strides, {}, attrs.padding, {}, attrs.data_format}));
  if (geometry.depth.window != 1) {
    return absl::UnimplementedError(
        "Non-spatial pooling is not yet supported: mean over channels");
  }
  return geometry;
}

Output AvgPool(Input value, std::vector<int64_t> ksize,
               std::vector<int64_t> strides, Text padding, AvgPoolAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kAvgPool, {value}, std::move(attrs));
}

Output AvgPoolGrad(Input orig_input_shape, Input grad,
                   std::vector<int64_t> ksize, std::vector<int64_t> strides,
                   Text padding, AvgPoolAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kAvgPoolGrad, {orig_input_shape, grad}, std::move(attrs));
}

}  // namespace thalweg
