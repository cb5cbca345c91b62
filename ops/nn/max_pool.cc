#include "thalweg/ops/nn/max_pool.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status MaxPoolGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const MaxPoolAttrs attrs, context.attrs<MaxPoolAttrs>());
  context.set(0, MaxPoolGrad(context.input(0), context.output(),
                             context.upstream(0).dense(), attrs.ksize,
                             attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

void SetZeroForImages(GradientContext& context) {
  context.set(0, ZerosLike(context.input(0)));
  context.set(1, ZerosLike(context.input(1)));
}

absl::Status MaxPoolGradGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<MaxPoolGradGradAttrs>());
  SetZeroForImages(context);
  context.set(2, MaxPoolGradGrad(context.input(0), context.input(1),
                                 context.upstream(0).dense(), attrs.ksize,
                                 attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

absl::Status MaxPoolGradGradGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const MaxPoolAttrs attrs, context.attrs<MaxPoolAttrs>());
  SetZeroForImages(context);
  context.set(2, MaxPoolGrad(context.input(0), context.input(1),
                             context.upstream(0).dense(), attrs.ksize,
                             attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

absl::Status MaxPoolV2Gradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<MaxPoolV2Attrs>());
  context.set(0, MaxPoolGradV2(context.input(0), context.output(),
                               context.upstream(0).dense(), context.input(1),
                               context.input(2), attrs.padding, attrs));
  return absl::OkStatus();
}

// By MaxPoolGradGradV2 for MaxPoolGradV2, and the other way.
template <auto other>
absl::Status MaxPoolGradV2Gradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<MaxPoolV2Attrs>());
  SetZeroForImages(context);
  context.set(
      2, other(context.input(0), context.input(1), context.upstream(0).dense(),
               context.input(3), context.input(4), attrs.padding, attrs));
  return absl::OkStatus();
}

constexpr DTypeSet kMaxPoolTypes =
    kFloating |
    DTypeSet{kInt32, kInt64, kUint8, kInt16, kInt8, kUint16, kQint8};

const OpRegistration kMaxPool =
    OpSchema("MaxPool")
        .Input("input", "T")
        .Output("output", "T")
        .Attr("T", kMaxPoolTypes, kFloat)
        .Attrs<MaxPoolAttrs>()
        .Minimum("ksize", 4)
        .Minimum("strides", 4)
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW", "NCHW_VECT_C"})
        .Shape(PoolShape<PoolDepth::kPooled>)
        .Gradient(MaxPoolGradient);

const OpRegistration kMaxPoolV2 =
    OpSchema("MaxPoolV2")
        .Input("input", "T")
        .Input("ksize", kInt32)
        .Input("strides", kInt32)
        .Output("output", "T")
        .Attr("T", kMaxPoolTypes, kFloat)
        .Attrs<MaxPoolV2Attrs>()
        .Allowed("padding", {"SAME", "VALID"})
        .Allowed("data_format", {"NHWC", "NCHW", "NCHW_VECT_C"})
        .Shape(PoolShape<PoolDepth::kPooled>)
        .Gradient(MaxPoolV2Gradient);

OpSchema GradientSchema(const char* name) {
  return OpSchema(name)
      .Input("orig_input", "T")
      .Input("orig_output", "T")
      .Input("grad", "T");
}

OpSchema GradientV2Schema(const char* name) {
  return GradientSchema(name)
      .Input("ksize", kInt32)
      .Input("strides", kInt32)
      .Output("output", "T")
      .Attrs<MaxPoolV2Attrs>()
      .Allowed("padding", {"SAME", "VALID"})
      .Allowed("data_format", {"NHWC", "NCHW"});
}

const OpRegistration kMaxPoolGrad =
    GradientSchema("MaxPoolGrad")
        .Output("output", "T")
        .Attrs<MaxPoolAttrs>()
        .Minimum("ksize", 4)
        .Minimum("strides", 4)
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Attr("T", kRealNumbers, kFloat)
        .Shape(MaxPoolGradShape)
        .Gradient(MaxPoolGradGradient);

const OpRegistration kMaxPoolGradGrad =
    GradientSchema("MaxPoolGradGrad")
        .Output("output", "T")
        .Attrs<MaxPoolGradGradAttrs>()
        .Minimum("ksize", 4)
        .Minimum("strides", 4)
        .Allowed("padding", {"SAME", "VALID"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Attr("T", kRealNumbers)
        .Shape(MaxPoolGradGradShape)
        .Gradient(MaxPoolGradGradGradient);

const OpRegistration kMaxPoolGradV2 =
    GradientV2Schema("MaxPoolGradV2")
        .Attr("T", kRealNumbers, kFloat)
        .Shape(MaxPoolGradShape)
        .Gradient(MaxPoolGradV2Gradient<MaxPoolGradGradV2>);

const OpRegistration kMaxPoolGradGradV2 =
    GradientV2Schema("MaxPoolGradGradV2")
        .Attr("T", kRealNumbers)
        .Shape(MaxPoolGradGradShape)
        .Gradient(MaxPoolGradV2Gradient<MaxPoolGradV2>);

}  // namespace

Output MaxPool(Input input, std::vector<int64_t> ksize,
               std::vector<int64_t> strides, Text padding, MaxPoolAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kMaxPool, {input}, std::move(attrs));
}

Output MaxPoolGrad(Input orig_input, Input orig_output, Input grad,
                   std::vector<int64_t> ksize, std::vector<int64_t> strides,
                   Text padding, MaxPoolAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kMaxPoolGrad, {orig_input, orig_output, grad}, std::move(attrs));
}

Output MaxPoolGradGrad(Input orig_input, Input orig_output, Input grad,
                       std::vector<int64_t> ksize, std::vector<int64_t> strides,
                       Text padding, MaxPoolGradGradAttrs attrs) {
  attrs.ksize = std::move(ksize);
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kMaxPoolGradGrad, {orig_input, orig_output, grad},
               std::move(attrs));
}

Output MaxPoolV2(Input input, Input ksize, Input strides, Text padding,
                 MaxPoolV2Attrs attrs) {
  attrs.padding = padding.str();
  return Build(kMaxPoolV2, {input, ksize, strides}, std::move(attrs));
}

Output MaxPoolGradV2(Input orig_input, Input orig_output, Input grad,
                     Input ksize, Input strides, Text padding,
                     MaxPoolV2Attrs attrs) {
  attrs.padding = padding.str();
  return Build(kMaxPoolGradV2, {orig_input, orig_output, grad, ksize, strides},
               std::move(attrs));
}

Output MaxPoolGradGradV2(Input orig_input, Input orig_output, Input grad,
                         Input ksize, Input strides, Text padding,
                         MaxPoolV2Attrs attrs) {
  attrs.padding = padding.str();
  return Build(kMaxPoolGradGradV2,
               {orig_input, orig_output, grad, ksize, strides},
               std::move(attrs));
}

}  // namespace thalweg
