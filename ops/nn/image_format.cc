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

}  // namespace thalweg
