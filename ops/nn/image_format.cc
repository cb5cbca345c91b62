#include "thalweg/ops/nn/image_format.h"

#include "absl/strings/str_cat.h"

namespace thalweg {

absl::StatusOr<ImageFormat> ParseImageFormat(absl::string_view text) {
  if (text == "NHWC") return ImageFormat::kNhwc;
  if (text == "NCHW") return ImageFormat::kNchw;
  if (text == "NCHW_VECT_C") {
    return absl::UnimplementedError("data_format NCHW_VECT_C");
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "Invalid data format string: ", text, ", expected NHWC or NCHW"));
}

absl::StatusOr<ImageLayout> ParseImageLayout(absl::string_view text) {
  ImageLayout layout;
  layout.rank = static_cast<int>(text.size());
  layout.channels_last = text == "NHWC" || text == "NDHWC";
  if (layout.channels_last || text == "NCHW" || text == "NCDHW") return layout;
  if (text == "NCHW_VECT_C") {
    return absl::UnimplementedError("data_format NCHW_VECT_C");
  }
  return absl::InvalidArgumentError(
      absl::StrCat("Invalid data format string: ", text,
                   ", expected NHWC, NCHW, NDHWC or NCDHW"));
}

}  // namespace thalweg
