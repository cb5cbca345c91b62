#include "thalweg/ops/nn/pool_window.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status CheckKsize(absl::Span<const int64_t> ksize) {
  if (ksize.size() != 4) {
    return absl::InvalidArgumentError(
        absl::StrCat("Sliding window ksize field must specify 4 dimensions, "
                     "got ",
                     ksize.size()));
  }
  for (size_t i = 0; i < ksize.size(); ++i) {
    if (ksize[i] < 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("Sliding window ksize for dimension ", i,
                       " must be >= 1, got ", ksize[i]));
    }
  }
  if (ksize[0] != 1) {
    return absl::UnimplementedError(
        "Pooling is not yet supported on the batch dimension.");
  }
  return absl::OkStatus();
}

absl::StatusOr<WindowDim> DepthWindow(int64_t depth, int64_t window,
                                      int64_t stride,
                                      const ImageWindow& image) {
  WindowDim dim;
  dim.input = depth;
  dim.window = window;
  dim.stride = stride;
  if (window == 1 && stride == 1) {
    dim.output = depth;
    return dim;
  }
  if (image.height.window != 1 || image.width.window != 1) {
    return absl::UnimplementedError(
        "Pooling supports exactly one of pooling across depth or pooling "
        "across width/height.");
  }
  if (window != stride) {
    return absl::UnimplementedError(
        "Depthwise max pooling requires the depth window to equal the depth "
        "stride.");
  }
  ASSIGN_OR_RETURN(dim, SlideWindow(dim, Padding::kValid, {}));
  if (depth != Shape::kUnknown && depth % window != 0) {
    return absl::UnimplementedError(
        "Depthwise max pooling requires the depth window to evenly divide the "
        "input depth.");
  }
  return dim;
}

// A window that sees padding alone would have no value.
absl::Status CheckWindowsSeeCells(const WindowDim& dim) {
  const bool sees_cells =
      dim.pad_before < dim.window && dim.pad_after < dim.window;
  if (sees_cells && !(dim.input == 0 && dim.output > 0)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("Padding ", dim.pad_before, " and ", dim.pad_after,
                   " needs to be smaller than the window size ", dim.window,
                   ", of an input that is not empty: input size ", dim.input));
}

}  // namespace

absl::StatusOr<PoolGeometry> PoolGeometryOf(const Shape& images_shape,
                                            absl::Span<const int64_t> ksize,
                                            const WindowAttrs& attrs) {
  ASSIGN_OR_RETURN(const Shape images,
                   RequireImages(images_shape, "tensor_in"));
  RETURN_IF_ERROR(CheckKsize(ksize));
  PoolGeometry geometry;
  ASSIGN_OR_RETURN(const ImageFormat format,
                   ParseImageFormat(attrs.data_format));
  ASSIGN_OR_RETURN(geometry.window,
                   SlideOverImage(images, ksize[HeightDim(format)],
                                  ksize[WidthDim(format)], attrs));
  RETURN_IF_ERROR(CheckWindowsSeeCells(geometry.window.height));
  RETURN_IF_ERROR(CheckWindowsSeeCells(geometry.window.width));
  const int channels = ChannelsDim(format);
  ASSIGN_OR_RETURN(geometry.depth,
                   DepthWindow(images.dim(channels), ksize[channels],
                               attrs.strides[channels], geometry.window));
  geometry.batch = images.dim(0);
  ASSIGN_OR_RETURN(
      geometry.output,
      Shape::Make(
          ImageShape(format, geometry.batch, geometry.window.height.output,
                     geometry.window.width.output, geometry.depth.output)
              .dims()));
  return geometry;
}

absl::Status CheckPooled(const PoolGeometry& geometry, const Shape& shape,
                         const char* what) {
  RETURN_IF_ERROR(RequireImages(shape, what).status());
  if (geometry.output.IsCompatibleWith(shape)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Expected ", what, " shape to be ",
                   geometry.output.ToString(), ", but got ", shape.ToString()));
}

}  // namespace thalweg
