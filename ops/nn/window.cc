#include "thalweg/ops/nn/window.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// Keeps all sums and products of two sizes within int64.
constexpr int64_t kMaxSize = std::numeric_limits<int32_t>::max();

absl::Status CheckSize(int64_t size, int64_t least, const char* what) {
  if (size == Shape::kUnknown) return absl::OkStatus();
  if (size >= least && size <= kMaxSize) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      what, " must be in [", least, ", ", kMaxSize, "], got ", size));
}

// Sizes that come from attributes: unknown is no excuse.
absl::Status CheckAttr(int64_t size, int64_t least, const char* what) {
  if (size == Shape::kUnknown) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " must be >= ", least, ", got ", size));
  }
  return CheckSize(size, least, what);
}

void SlideSame(WindowDim& dim) {
  dim.output = (dim.input + dim.stride - 1) / dim.stride;
  if (dim.window == Shape::kUnknown) {
    dim.pad_before = dim.pad_after = Shape::kUnknown;
    return;
  }
  const int64_t pads = std::max<int64_t>(
      0, (dim.output - 1) * dim.stride + dim.span() - dim.input);
  dim.pad_before = pads / 2;
  dim.pad_after = pads - dim.pad_before;
}

absl::Status SlideExplicit(WindowDim& dim) {
  if (dim.window == Shape::kUnknown) {
    dim.output = Shape::kUnknown;
    return absl::OkStatus();
  }
  // Rounds towards 0, as TensorFlow's does.
  dim.output =
      (dim.input + dim.pad_before + dim.pad_after - dim.span() + dim.stride) /
      dim.stride;
  if (dim.output < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Computed output size would be negative: ", dim.output,
        " [input_size: ", dim.input, ", effective_filter_size: ", dim.span(),
        ", stride: ", dim.stride, "]"));
  }
  return absl::OkStatus();
}

absl::Status CheckList(absl::Span<const int64_t> list, size_t size,
                       const char* what) {
  if (list.size() == size) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "expected ", what, " of ", size, " values, got ", list.size()));
}

}  // namespace

absl::StatusOr<Padding> ParsePadding(absl::string_view text) {
  if (text == "SAME") return Padding::kSame;
  if (text == "VALID") return Padding::kValid;
  if (text == "EXPLICIT") return Padding::kExplicit;
  return absl::InvalidArgumentError(absl::StrCat(
      "padding must be SAME, VALID or EXPLICIT, got \"", text, "\""));
}

absl::Status CheckExplicitPaddings(absl::Span<const int64_t> paddings,
                                   Padding padding, int rank,
                                   int channels_dim) {
  if (padding != Padding::kExplicit) {
    if (paddings.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        "explicit_paddings attribute must be empty if the padding attribute "
        "is not EXPLICIT");
  }
  RETURN_IF_ERROR(CheckList(paddings, 2 * rank, "explicit_paddings"));
  for (int64_t pad : paddings) {
    RETURN_IF_ERROR(CheckAttr(pad, 0, "explicit padding"));
  }
  const int channels = 2 * channels_dim;
  if (paddings[0] != 0 || paddings[1] != 0 || paddings[channels] != 0 ||
      paddings[channels + 1] != 0) {
    return absl::InvalidArgumentError(
        "explicit padding of the batch and depth dimensions must be 0");
  }
  return absl::OkStatus();
}

absl::StatusOr<WindowDim> SlideWindow(WindowDim dim, Padding padding,
                                      ExplicitPadding explicit_padding) {
  RETURN_IF_ERROR(CheckAttr(dim.stride, 1, "stride"));
  RETURN_IF_ERROR(CheckAttr(dim.dilation, 1, "dilation"));
  RETURN_IF_ERROR(CheckSize(dim.window, 1, "window size"));
  RETURN_IF_ERROR(CheckSize(dim.input, 0, "input size"));
  dim.pad_before = explicit_padding.before;
  dim.pad_after = explicit_padding.after;
  if (dim.input == Shape::kUnknown) {
    dim.output = Shape::kUnknown;
  } else if (padding == Padding::kSame) {
    SlideSame(dim);
  } else {
    RETURN_IF_ERROR(SlideExplicit(dim));
  }
  return dim;
}

absl::StatusOr<Shape> RequireImages(const Shape& shape, int rank,
                                    const char* what) {
  if (!shape.has_rank()) return Shape::OfRank(rank);
  if (shape.rank() == rank) return shape;
  return absl::InvalidArgumentError(absl::StrCat(
      what, " must be ", rank, "-dimensional: ", shape.ToString()));
}

}  // namespace thalweg
