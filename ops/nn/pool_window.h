// The windows of pooling: attributes and shapes that its ops share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/shape.h"
#include "thalweg/ops/nn/window.h"

namespace thalweg {

// What attributes and the images' shape make of a pooling; unknown sizes are
// Shape::kUnknown.
struct PoolGeometry {
  ImageWindow window;
  // Channels are pooled in whole blocks; or, as a rule, not at all.
  WindowDim depth;
  int64_t batch = 0;
  Shape output;
};

// Windows of `ksize` (one size for each dimension of the images) over images
// of this shape. INVALID_ARGUMENT for malformed lists, sizes below 1, windows
// that do not fit, channels that a depth window does not divide;
// UNIMPLEMENTED for windows over the batch.
absl::StatusOr<PoolGeometry> PoolGeometryOf(const Shape& images,
                                            absl::Span<const int64_t> ksize,
                                            const WindowAttrs& attrs);

// OK when `shape` can be that of the pooled images.
absl::Status CheckPooled(const PoolGeometry& geometry, const Shape& shape,
                         const char* what);

}  // namespace thalweg
