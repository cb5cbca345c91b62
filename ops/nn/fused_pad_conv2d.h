// FusedPadConv2D, FusedResizeAndPadConv2D: convolutions of images that are
// resized and mirrored around their borders first.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg {

struct FusedPadConv2DAttrs {
  // "REFLECT" or "SYMMETRIC", as MirrorPad's.
  std::string mode = "REFLECT";
  // As Conv2D's.
  std::vector<int64_t> strides = {1, 1, 1, 1};
  std::string padding = "VALID";
  void Fields(AttrFields& fields) {
    fields.Required("mode", mode).Required("strides", strides);
    fields.Required("padding", padding);
  }
};

struct FusedResizeAndPadConv2DAttrs {
  // The corners of the images stay where they are.
  bool resize_align_corners = false;
  // As FusedPadConv2D's.
  std::string mode = "REFLECT";
  std::vector<int64_t> strides = {1, 1, 1, 1};
  std::string padding = "VALID";
  void Fields(AttrFields& fields) {
    fields("resize_align_corners", resize_align_corners);
    fields.Required("mode", mode).Required("strides", strides);
    fields.Required("padding", padding);
  }
};

// Conv2D of MirrorPad(input, paddings).
//   input     [batch, height, width, depth]: half, bfloat16, float or double
//   paddings  [4, 2] int32: as MirrorPad's; 0 for batch and depth
//   filter    [filter height, filter width, depth, out_depth]
//     ->      as Conv2D's. Where strides leave cells over, windows begin at
//             half of what is left, not at the border
// Not differentiable: it is made of a graph that is differentiated already.
// Errors: as MirrorPad's and Conv2D's; empty images.
// Equals TensorFlow's FusedPadConv2D.
Output FusedPadConv2D(Input input, Input paddings, Input filter, Text mode,
                      std::vector<int64_t> strides, Text padding);

// The same of images that are resized first, bilinearly: row i of the resized
// ones is row i scale, scale = (height - 1) / (new height - 1) with
// resize_align_corners, else height / new height; columns likewise.
//   input             as FusedPadConv2D's; half, float or double
//   size              [2] int32: new height and width, > 0
//   paddings, filter  as FusedPadConv2D's
//     ->              likewise
// Not differentiable: it is made of a graph that is differentiated already.
// Errors: as FusedPadConv2D's; a size that is no size.
// Equals TensorFlow's FusedResizeAndPadConv2D.
Output FusedResizeAndPadConv2D(Input input, Input size, Input paddings,
                               Input filter, Text mode,
                               std::vector<int64_t> strides, Text padding,
                               FusedResizeAndPadConv2DAttrs attrs = {});

struct FusedPadConv2DGeometry {
  // Of the padded images without the first `skipped` rows and columns.
  ConvGeometry conv;
  std::array<int64_t, 2> skipped = {};
};
// Of images that are resized already; paddings has 8 elements. INVALID_ARGUMENT
// as above.
absl::StatusOr<FusedPadConv2DGeometry> FusedPadConv2DGeometryOf(
    const Shape& resized, absl::Span<const int64_t> paddings,
    const Shape& filter, const FusedPadConv2DAttrs& attrs);
// The shape of images resized to size, of 2 elements. INVALID_ARGUMENT as
// above.
absl::StatusOr<Shape> ResizedForConv2D(const Shape& input,
                                       absl::Span<const int64_t> size);

}  // namespace thalweg
