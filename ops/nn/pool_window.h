// The windows of pooling: attributes, shapes and shape functions that its ops
// share.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/shape.h"
#include "thalweg/ops/nn/window.h"

namespace thalweg {

class Node;          // graph/node.h
class ShapeContext;  // graph/shape_context.h
class Tensor;        // graph/tensor.h

// Of a pooling of images of this rank: 4 in the plane, 5 in space.
template <int rank>
struct PoolAttrsOf {
  // Sizes and steps of the window, one for each dimension of the images; 1 for
  // batch and depth. Given as the wrappers' own parameters.
  std::vector<int64_t> ksize = std::vector<int64_t>(rank, 1);
  std::vector<int64_t> strides = std::vector<int64_t>(rank, 1);
  // "SAME" or "VALID"; the wrappers' own parameter too.
  std::string padding = "VALID";
  // "NHWC" or "NCHW" ("NDHWC" or "NCDHW"), of images, ksize and strides alike.
  std::string data_format = rank == 4 ? "NHWC" : "NDHWC";
  void Fields(AttrFields& fields) {
    fields.Required("ksize", ksize).Required("strides", strides);
    fields.Required("padding", padding)("data_format", data_format);
  }
};
using PoolAttrs = PoolAttrsOf<4>;
using Pool3DAttrs = PoolAttrsOf<5>;

// What an op makes of windows over channels: refuses them, pools blocks of
// channels where there is no window over the plane, or checks and forgets them
// (as TensorFlow's MaxPoolWithArgmax does).
enum class PoolDepth { kRefused, kPooled, kForgotten };

// How windows move over images, checked as far as no image is needed for it.
struct PoolSpec {
  static constexpr int kMaxRank = 5;

  int rank = 4;
  bool channels_last = true;
  PoolDepth depth = PoolDepth::kRefused;
  Padding padding = Padding::kValid;
  // Before and after each dimension; 0 unless the padding is kExplicit.
  std::array<ExplicitPadding, kMaxRank> pads;
  // False while ksize and strides are inputs that nobody knows yet.
  bool has_windows = false;
  std::array<int64_t, kMaxRank> ksize;
  std::array<int64_t, kMaxRank> strides;

  int channels_dim() const { return channels_last ? rank - 1 : 1; }
  // Of the first of rank - 2 dimensions that are neither batch nor channels.
  int space_dim() const { return channels_last ? 1 : 2; }
};

// What the attributes of a pooling op say; has_windows only where it has
// attributes ksize and strides. INVALID_ARGUMENT for malformed lists and sizes
// below 1, UNIMPLEMENTED for windows over the batch.
absl::StatusOr<PoolSpec> PoolSpecOf(const Node& node, PoolDepth depth);

// Fills in ksize and strides. Errors as above.
absl::Status SetWindows(PoolSpec& spec, absl::Span<const int64_t> ksize,
                        absl::Span<const int64_t> strides);
// The same from int32 vectors.
absl::Status SetWindows(PoolSpec& spec, const Tensor& ksize,
                        const Tensor& strides);

// What a spec and the images' shape make of a pooling; unknown sizes are
// Shape::kUnknown.
struct PoolGeometry {
  bool channels_last = true;
  // Planes, rows and columns; images of rank 4 have one plane.
  std::array<WindowDim, 3> space;
  // Channels are pooled in whole blocks; or, as a rule, not at all.
  WindowDim depth;
  int64_t batch = 0;
  Shape output;
};

// Windows over images of this shape. Without windows only the output's rank
// and batch are known. INVALID_ARGUMENT for windows that do not fit and for
// images of another rank; UNIMPLEMENTED for channels that a depth window does
// not divide and for windows over both plane and depth.
absl::StatusOr<PoolGeometry> PoolGeometryOf(const Shape& images,
                                            const PoolSpec& spec);

// OK when `shape` can be that of the pooled images.
absl::Status CheckPooled(const PoolGeometry& geometry, const Shape& shape,
                         const char* what);

// ---- Shape functions ----
// Input 0, of images, gives output 0, pooled ones. Where the op has no
// attributes ksize and strides, they are its last two inputs.
template <PoolDepth depth>
absl::Status PoolShape(ShapeContext& context);
// Inputs: images, pooled ones, gradient by those. Output 0: as images.
absl::Status MaxPoolGradShape(ShapeContext& context);
// Inputs: images, pooled ones, gradient by images. Output 0: as pooled ones.
absl::Status MaxPoolGradGradShape(ShapeContext& context);
// Inputs: the shape of images, gradient by pooled ones. Output 0: images.
absl::Status MeanPoolGradShape(ShapeContext& context);

// The spec of the node with the windows that inputs are known to hold.
absl::StatusOr<PoolSpec> PoolSpecOf(const ShapeContext& context,
                                    PoolDepth depth);

}  // namespace thalweg
