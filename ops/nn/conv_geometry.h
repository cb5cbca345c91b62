// How filters slide over images: the arithmetic that all convolutions share.
#pragma once

#include <array>
#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "thalweg/graph/shape.h"
#include "thalweg/ops/nn/window.h"

namespace thalweg {

// The attributes of a convolution, as views of its attribute struct. Lists
// have one element (explicit_paddings: two) for each dimension of the images.
struct ConvWindows {
  // Of the images: 4 in the plane, 5 in space.
  int rank = 4;
  // The filter is [..., depth, multiplier], with outputs of its own for each
  // depth; else [..., depth / groups, out_depth].
  bool depthwise = false;
  // What spells the images' shape may be its spatial sizes alone.
  bool spatial_sizes = false;
  absl::Span<const int64_t> strides = {};
  absl::Span<const int64_t> dilations = {};
  absl::string_view padding = "";
  absl::Span<const int64_t> explicit_paddings = {};
  // "NHWC", "NCHW", "NDHWC" or "NCDHW".
  absl::string_view data_format = "";
};

// What the shapes of images and filter make of a convolution; unknown sizes
// are Shape::kUnknown. A depthwise one is of as many groups as depths, its
// filter's last two dimensions being read as one.
struct ConvGeometry {
  bool channels_last = true;
  // Planes, rows and columns; images of rank 4 have one plane.
  std::array<WindowDim, 3> space;
  int64_t batch = 0;
  int64_t in_depth = 0;
  int64_t out_depth = 0;
  int64_t groups = 1;
  // The shape of the result.
  Shape output;

  // Windows over an image, cells of the filter, elements of an image and of a
  // result of one image.
  int64_t windows() const {
    return space[0].output * space[1].output * space[2].output;
  }
  int64_t taps() const {
    return space[0].window * space[1].window * space[2].window;
  }
  int64_t image_elements() const {
    return space[0].input * space[1].input * space[2].input * in_depth;
  }
  int64_t result_elements() const { return windows() * out_depth; }
};

// INVALID_ARGUMENT for other ranks, a depth that the filter's does not divide
// (depthwise: equal), an empty filter, windows that do not fit or see padding
// alone, malformed lists; UNIMPLEMENTED for strides and dilations of batch and
// depth.
absl::StatusOr<ConvGeometry> ConvGeometryOf(const Shape& input,
                                            const Shape& filter,
                                            const ConvWindows& windows);
// The same for the gradients, which know what the result's shape was: the
// filter may have no outputs.
absl::StatusOr<ConvGeometry> ConvBackpropGeometryOf(const Shape& input,
                                                    const Shape& filter,
                                                    const Shape& out_backprop,
                                                    const ConvWindows& windows);
// The shape of the images that `input_sizes`, the elements of a gradient's
// input, stands for.
absl::StatusOr<Shape> ConvInputShape(const Shape& input_sizes,
                                     const Shape& filter,
                                     const Shape& out_backprop,
                                     const ConvWindows& windows);
// The same for the filter.
absl::StatusOr<Shape> ConvFilterShape(const Shape& filter_sizes,
                                      const ConvWindows& windows);

}  // namespace thalweg
