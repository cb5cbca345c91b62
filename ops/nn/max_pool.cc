#include "thalweg/ops/nn/max_pool.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

constexpr DTypeSet kMaxPoolGradTypes = kRealNumbers;

absl::Status MaxPoolShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(MaxPoolAttrs attrs, context.attrs<MaxPoolAttrs>());
  ASSIGN_OR_RETURN(PoolGeometry geometry,
                   MaxPoolGeometry(context.input(0), attrs));
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}

// Merges what is known of images and checks what is pooled.
absl::Status MaxPoolGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(MaxPoolAttrs attrs, context.attrs<MaxPoolAttrs>());
  ASSIGN_OR_RETURN(PoolGeometry geometry,
                   MaxPoolGeometry(context.input(0), attrs));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(1), "orig_output"));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(2), "grad"));
  ASSIGN_OR_RETURN(Shape images, RequireImages(context.input(0), "tensor_in"));
  context.set_output(0, std::move(images));
  return absl::OkStatus();
}

absl::Status MaxPoolGradGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(MaxPoolAttrs attrs, context.attrs<MaxPoolAttrs>());
  const Shape& images = context.input(0);
  if (!images.IsCompatibleWith(context.input(2))) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected grad shape to be ", images.ToString(),
                     ", but got ", context.input(2).ToString()));
  }
  ASSIGN_OR_RETURN(PoolGeometry geometry, MaxPoolGeometry(images, attrs));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(1), "orig_output"));
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}

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

const OpRegistration kMaxPool =
    OpSchema("MaxPool")
        .Input("input", "T")
        .Output("output", "T")
        .Attr("T",
              kFloating | DTypeSet{kInt32, kInt64, kUint8, kInt16, kInt8,
                                   kUint16, kQint8},
              kFloat)
        .Attrs<MaxPoolAttrs>()
        .Minimum("ksize", 4)
        .Minimum("strides", 4)
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW", "NCHW_VECT_C"})
        .Shape(MaxPoolShape)
        .Gradient(MaxPoolGradient);

const OpRegistration kMaxPoolGrad =
    OpSchema("MaxPoolGrad")
        .Input("orig_input", "T")
        .Input("orig_output", "T")
        .Input("grad", "T")
        .Output("output", "T")
        .Attrs<MaxPoolAttrs>()
        .Minimum("ksize", 4)
        .Minimum("strides", 4)
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Attr("T", kMaxPoolGradTypes, kFloat)
        .Shape(MaxPoolGradShape)
        .Gradient(MaxPoolGradGradient);

const OpRegistration kMaxPoolGradGrad =
    OpSchema("MaxPoolGradGrad")
        .Input("orig_input", "T")
        .Input("orig_output", "T")
        .Input("grad", "T")
        .Output("output", "T")
        .Attrs<MaxPoolGradGradAttrs>()
        .Minimum("ksize", 4)
        .Minimum("strides", 4)
        .Allowed("padding", {"SAME", "VALID"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Attr("T", kMaxPoolGradTypes)
        .Shape(MaxPoolGradGradShape)
        .Gradient(MaxPoolGradGradGradient);

}  // namespace

absl::StatusOr<PoolGeometry> MaxPoolGeometry(const Shape& images,
                                             const MaxPoolAttrs& attrs) {
  return PoolGeometryOf(images, attrs.ksize,
                        {attrs.strides,
                         {},
                         attrs.padding,
                         attrs.explicit_paddings,
                         attrs.data_format});
}

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

}  // namespace thalweg
