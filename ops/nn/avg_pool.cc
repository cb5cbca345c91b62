#include "thalweg/ops/nn/avg_pool.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

// By `grad`: AvgPoolGrad or its like.
template <class Attrs, auto grad>
absl::Status MeanGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const Attrs attrs, context.attrs<Attrs>());
  context.set(0, grad(ShapeOf(context.input(0)), context.upstream(0).dense(),
                      attrs.ksize, attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

// By `pool`: AvgPool or its like.
template <class Attrs, auto pool>
absl::Status MeanGradGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const Attrs attrs, context.attrs<Attrs>());
  context.set(1, pool(context.upstream(0).dense(), attrs.ksize, attrs.strides,
                      attrs.padding, attrs));
  return absl::OkStatus();
}

const OpRegistration kAvgPool =
    OpSchema("AvgPool")
        .Input("value", "T")
        .Output("output", "T")
        .Attrs<AvgPoolAttrs>()
        .Minimum("ksize", 4)
        .Minimum("strides", 4)
        .Allowed("padding", {"SAME", "VALID"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Attr("T", kFloating)
        .Shape(PoolShape<PoolDepth::kRefused>)
        .Gradient(MeanGradient<AvgPoolAttrs, AvgPoolGrad>);

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
        .Shape(MeanPoolGradShape)
        .Gradient(MeanGradGradient<AvgPoolAttrs, AvgPool>);

const OpRegistration kAvgPool3D =
    OpSchema("AvgPool3D")
        .Input("input", "T")
        .Output("output", "T")
        .Attrs<AvgPool3DAttrs>()
        .Minimum("ksize", 5)
        .Minimum("strides", 5)
        .Allowed("padding", {"SAME", "VALID"})
        .Allowed("data_format", {"NDHWC", "NCDHW"})
        .Attr("T", kFloating)
        .Shape(PoolShape<PoolDepth::kRefused>)
        .Gradient(MeanGradient<AvgPool3DAttrs, AvgPool3DGrad>);

const OpRegistration kAvgPool3DGrad =
    OpSchema("AvgPool3DGrad")
        .Input("orig_input_shape", kInt32)
        .Input("grad", "T")
        .Output("output", "T")
        .Attrs<AvgPool3DAttrs>()
        .Minimum("ksize", 5)
        .Minimum("strides", 5)
        .Allowed("padding", {"SAME", "VALID"})
        .Allowed("data_format", {"NDHWC", "NCDHW"})
        .Attr("T", kFloating)
        .Shape(MeanPoolGradShape)
        .Gradient(MeanGradGradient<AvgPool3DAttrs, AvgPool3D>);

}  // namespace

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

Output AvgPool3D(Input input, std::vector<int64_t> ksize,
                 std::vector<int64_t> strides, Text padding,
                 AvgPool3DAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kAvgPool3D, {input}, std::move(attrs));
}

Output AvgPool3DGrad(Input orig_input_shape, Input grad,
                     std::vector<int64_t> ksize, std::vector<int64_t> strides,
                     Text padding, AvgPool3DAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kAvgPool3DGrad, {orig_input_shape, grad}, std::move(attrs));
}

}  // namespace thalweg
