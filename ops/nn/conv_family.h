// What the ops of a convolution share, be it in the plane, in space or
// depthwise: the convolution and its gradients by images and by filter.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/flops.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg {

// Inputs: images, filter.
absl::Status InferConv(ShapeContext& context, const ConvWindows& windows);
// Inputs: the shape of images, filter, out_backprop.
absl::Status InferConvBackpropInput(ShapeContext& context,
                                    const ConvWindows& windows);
// Inputs: images, the shape of the filter, out_backprop.
absl::Status InferConvBackpropFilter(ShapeContext& context,
                                     const ConvWindows& windows);

// A shape function: one of the above with the windows of the attributes.
template <class Attrs, absl::Status (*infer)(ShapeContext&, const ConvWindows&)>
absl::Status ConvShape(ShapeContext& context) {
  const absl::StatusOr<Attrs> attrs = context.attrs<Attrs>();
  return attrs.ok() ? infer(context, attrs->windows()) : attrs.status();
}

// A convolution and both of its gradients cost the same: for each element of
// the result, the cells of the filter that make it.
double ConvolutionFlops(const Shape& result, const Shape& filter,
                        bool depthwise);
template <bool depthwise = false>
double ConvFlops(absl::Span<const Shape> in, absl::Span<const Shape> out) {
  return ConvolutionFlops(out[0], in[1], depthwise);
}
template <bool depthwise = false>
double ConvBackpropInputFlops(absl::Span<const Shape> in,
                              absl::Span<const Shape> /*out*/) {
  return ConvolutionFlops(in[2], in[1], depthwise);
}
template <bool depthwise = false>
double ConvBackpropFilterFlops(absl::Span<const Shape> in,
                               absl::Span<const Shape> out) {
  return ConvolutionFlops(in[2], out[0], depthwise);
}

// The gradients. A Family names Attrs and the wrappers Forward, ToImages and
// ToFilter; each op of it is linear in both of its tensors, and the other two
// are its derivatives.
template <class Family>
absl::Status ConvGradient(GradientContext& context) {
  const auto read = context.attrs<typename Family::Attrs>();
  if (!read.ok()) return read.status();
  const auto& a = *read;
  const Output x = context.input(0), f = context.input(1);
  const Output g = context.upstream(0).dense();
  context.set(0, Family::ToImages(ShapeOf(x), f, g, a.strides, a.padding, a));
  context.set(1, Family::ToFilter(x, ShapeOf(f), g, a.strides, a.padding, a));
  return absl::OkStatus();
}

template <class Family>
absl::Status ConvBackpropInputGradient(GradientContext& context) {
  const auto read = context.attrs<typename Family::Attrs>();
  if (!read.ok()) return read.status();
  const auto& a = *read;
  const Output f = context.input(1), y = context.input(2);
  const Output g = context.upstream(0).dense();
  context.set(1, Family::ToFilter(g, ShapeOf(f), y, a.strides, a.padding, a));
  context.set(2, Family::Forward(g, f, a.strides, a.padding, a));
  return absl::OkStatus();
}

template <class Family>
absl::Status ConvBackpropFilterGradient(GradientContext& context) {
  const auto read = context.attrs<typename Family::Attrs>();
  if (!read.ok()) return read.status();
  const auto& a = *read;
  const Output x = context.input(0), y = context.input(2);
  const Output g = context.upstream(0).dense();
  context.set(0, Family::ToImages(ShapeOf(x), g, y, a.strides, a.padding, a));
  context.set(2, Family::Forward(x, g, a.strides, a.padding, a));
  return absl::OkStatus();
}

}  // namespace thalweg
