// ImageFormat: where the dimensions of a batch of images lie.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace thalweg {

// kNhwc: batch, height, width, channels; kNchw: batch, channels, height, width.
enum class ImageFormat { kNhwc, kNchw };

// Of an attribute data_format. INVALID_ARGUMENT for what is no format,
// UNIMPLEMENTED for NCHW_VECT_C.
absl::StatusOr<ImageFormat> ParseImageFormat(absl::string_view text);

// Where channels lie in images in the plane (rank 4) or in space (rank 5).
struct ImageLayout {
  int rank = 4;
  bool channels_last = true;

  int channels_dim() const { return channels_last ? rank - 1 : 1; }
};

// Of "NHWC", "NCHW", "NDHWC" or "NCDHW"; errors as above.
absl::StatusOr<ImageLayout> ParseImageLayout(absl::string_view text);

}  // namespace thalweg
