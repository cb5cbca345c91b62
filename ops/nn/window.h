// Windows that slide over images: the arithmetic of convolution and pooling.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

enum class Padding { kSame, kValid, kExplicit };

// Of an attribute padding. INVALID_ARGUMENT for any other text.
absl::StatusOr<Padding> ParsePadding(absl::string_view text);

// A window over one dimension. Sizes that depend on something unknown are
// Shape::kUnknown.
struct WindowDim {
  int64_t input = 0;
  int64_t window = 1;
  int64_t stride = 1;
  int64_t dilation = 1;
  // Cells that count as input before and after it; pad_after is what `output`
  // windows reach, for kExplicit what was given.
  int64_t pad_before = 0;
  int64_t pad_after = 0;
  int64_t output = 0;

  // What a window reaches over.
  int64_t span() const { return (window - 1) * dilation + 1; }
};

// Cells added on each side of a dimension where the padding is kExplicit.
struct ExplicitPadding {
  int64_t before = 0;
  int64_t after = 0;
};

// Fills in pads and output:
//   kSame   ceil(input / stride); the window hangs over by half on each side,
//           one more at the end
//   else    (input + pads - span + stride) / stride, rounded towards 0
// INVALID_ARGUMENT for sizes < 1 or beyond 2^31, and where that is negative.
absl::StatusOr<WindowDim> SlideWindow(WindowDim dim, Padding padding,
                                      ExplicitPadding explicit_padding);

// OK for explicit paddings of images of this rank: before and after each
// dimension, 0 for batch and channels; none unless the padding is kExplicit.
absl::Status CheckExplicitPaddings(absl::Span<const int64_t> paddings,
                                   Padding padding, int rank, int channels_dim);

// `shape`, or that rank when the rank is unknown. INVALID_ARGUMENT "input must
// be 4-dimensional: [2,3]".
absl::StatusOr<Shape> RequireImages(const Shape& shape, int rank,
                                    const char* what);

}  // namespace thalweg
