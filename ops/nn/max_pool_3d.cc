#include "thalweg/ops/nn/max_pool_3d.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status MaxPool3DGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<MaxPool3DAttrs>());
  context.set(0, MaxPool3DGrad(context.input(0), context.output(),
                               context.upstream(0).dense(), attrs.ksize,
                               attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

// By MaxPool3DGradGrad for MaxPool3DGrad, and the other way.
template <auto other>
absl::Status MaxPool3DGradGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<MaxPool3DAttrs>());
  context.set(0, ZerosLike(context.input(0)));
  context.set(1, ZerosLike(context.input(1)));
  context.set(
      2, other(context.input(0), context.input(1), context.upstream(0).dense(),
               attrs.ksize, attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

constexpr DTypeSet kTypes = {kHalf, kBfloat16, kFloat};

OpSchema WithAttrs(OpSchema schema) {
  return schema.Output("output", "T")
      .Attrs<MaxPool3DAttrs>()
      .Minimum("ksize", 5)
      .Minimum("strides", 5)
      .Allowed("padding", {"SAME", "VALID"})
      .Allowed("data_format", {"NDHWC", "NCDHW"});
}

const OpRegistration kMaxPool3D =
    WithAttrs(OpSchema("MaxPool3D").Input("input", "T"))
        .Attr("T", kTypes)
        .Shape(PoolShape<PoolDepth::kRefused>)
        .Gradient(MaxPool3DGradient);

const OpRegistration kMaxPool3DGrad =
    WithAttrs(OpSchema("MaxPool3DGrad")
                  .Input("orig_input", "TInput")
                  .Input("orig_output", "TInput")
                  .Input("grad", "T"))
        .Attr("T", kTypes, kFloat)
        .Attr("TInput", kTypes, kFloat)
        .Shape(MaxPoolGradShape)
        .Gradient(MaxPool3DGradGradient<MaxPool3DGradGrad>);

const OpRegistration kMaxPool3DGradGrad =
    WithAttrs(OpSchema("MaxPool3DGradGrad")
                  .Input("orig_input", "T")
                  .Input("orig_output", "T")
                  .Input("grad", "T"))
        .Attr("T", kRealNumbers)
        .Shape(MaxPoolGradGradShape)
        .Gradient(MaxPool3DGradGradient<MaxPool3DGrad>);

}  // namespace

Output MaxPool3D(Input input, std::vector<int64_t> ksize,
                 std::vector<int64_t> strides, Text padding,
                 MaxPool3DAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kMaxPool3D, {input}, std::move(attrs));
}

Output MaxPool3DGrad(Input orig_input, Input orig_output, Input grad,
                     std::vector<int64_t> ksize, std::vector<int64_t> strides,
                     Text padding, MaxPool3DAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kMaxPool3DGrad, {orig_input, orig_output, grad},
               std::move(attrs));
}

Output MaxPool3DGradGrad(Input orig_input, Input orig_output, Input grad,
                         std::vector<int64_t> ksize,
                         std::vector<int64_t> strides, Text padding,
                         MaxPool3DAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kMaxPool3DGradGrad, {orig_input, orig_output, grad},
               std::move(attrs));
}

}  // namespace thalweg
