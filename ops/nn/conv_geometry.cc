#include "thalweg/ops/nn/conv_geometry.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/nn/image_format.h"

namespace thalweg {
namespace {

int FirstSpaceDim(bool channels_last) { return channels_last ? 1 : 2; }

absl::StatusOr<ImageLayout> LayoutOf(const ConvWindows& windows) {
  ASSIGN_OR_RETURN(const ImageLayout layout,
                   ParseImageLayout(windows.data_format));
  if (layout.rank == windows.rank) return layout;
  return absl::InvalidArgumentError(
      absl::StrCat("Invalid data format string: ", windows.data_format,
                   " of images of rank ", windows.rank));
}

// One value for each dimension, 1 for batch and channels.
absl::Status CheckPerDim(absl::Span<const int64_t> values, const char* what,
                         const ConvWindows& windows, int channels) {
  if (values.size() != static_cast<size_t>(windows.rank)) {
    return absl::InvalidArgumentError(
        absl::StrCat("expected ", what, " of ", windows.rank, " values, got ",
                     values.size()));
  }
  for (int64_t value : values) {
    if (value >= 1) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(what, " must be > 0, but got ", value));
  }
  if (values[0] == 1 && values[channels] == 1) return absl::OkStatus();
  return absl::UnimplementedError(
      absl::StrCat("Current implementation does not yet support ", what,
                   " in the batch and depth dimensions."));
}

absl::Status CheckFilterDim(const Shape& filter, int d) {
  if (filter.dim(d) != 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "filter must not have zero elements (i.e. all dimensions must be "
      "non-zero), got shape ",
      filter.ToString()));
}

// Fills in format and space; the last dimensions of `space` are the images'.
absl::Status SlideOverSpace(const Shape& input, const Shape& filter,
                            const ConvWindows& windows, ConvGeometry& g) {
  ASSIGN_OR_RETURN(const ImageLayout layout, LayoutOf(windows));
  g.channels_last = layout.channels_last;
  ASSIGN_OR_RETURN(const Padding padding, ParsePadding(windows.padding));
  const int channels = layout.channels_dim();
  RETURN_IF_ERROR(CheckPerDim(windows.strides, "strides", windows, channels));
  RETURN_IF_ERROR(
      CheckPerDim(windows.dilations, "dilations", windows, channels));
  RETURN_IF_ERROR(CheckExplicitPaddings(windows.explicit_paddings, padding,
                                        windows.rank, channels));
  // Images of rank 4 have one plane, under windows of one.
  g.space[0].input = g.space[0].output = 1;
  for (int i = 0; i < windows.rank - 2; ++i) {
    const int d = FirstSpaceDim(g.channels_last) + i;
    WindowDim dim;
    dim.input = input.dim(d);
    dim.window = filter.dim(i);
    dim.stride = windows.strides[d];
    dim.dilation = windows.dilations[d];
    ExplicitPadding pads;
    if (padding == Padding::kExplicit) {
      pads = {windows.explicit_paddings[2 * d],
              windows.explicit_paddings[2 * d + 1]};
    }
    ASSIGN_OR_RETURN(dim, SlideWindow(dim, padding, pads));
    // Windows over nothing would have to be made of padding alone.
    if (dim.input == 0 && dim.output > 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "images must not be empty where there are windows, got shape ",
          input.ToString()));
    }
    g.space[5 - windows.rank + i] = dim;
  }
  return absl::OkStatus();
}

absl::Status SetGroups(int64_t filter_depth, ConvGeometry& g) {
  if (g.in_depth == Shape::kUnknown || filter_depth == Shape::kUnknown) {
    g.groups = Shape::kUnknown;
    return absl::OkStatus();
  }
  if (g.in_depth == 0 || g.in_depth % filter_depth != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "input depth must be evenly divisible by filter depth: ", g.in_depth,
        " vs ", filter_depth));
  }
  g.groups = g.in_depth / filter_depth;
  if (g.out_depth == Shape::kUnknown || g.out_depth % g.groups == 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "output depth must be evenly divisible by number of groups: ",
      g.out_depth, " vs ", g.groups));
}

// A group for each depth.
absl::Status SetDepthwise(int64_t filter_depth, int64_t multiplier,
                          ConvGeometry& g) {
  if (g.in_depth == Shape::kUnknown) {
    g.in_depth = filter_depth;
  } else if (filter_depth != Shape::kUnknown && filter_depth != g.in_depth) {
    return absl::InvalidArgumentError(
        absl::StrCat("input and filter must have the same depth: ", g.in_depth,
                     " vs ", filter_depth));
  }
  g.groups = g.in_depth;
  g.out_depth = Shape::kUnknown;
  if (g.in_depth == Shape::kUnknown || multiplier == Shape::kUnknown) {
    return absl::OkStatus();
  }
  if (__builtin_mul_overflow(g.in_depth, multiplier, &g.out_depth)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "output depth is too large: ", g.in_depth, " times ", multiplier));
  }
  return absl::OkStatus();
}

// A shape of images, or of what becomes of them.
absl::StatusOr<Shape> ImagesShape(bool channels_last, int64_t batch,
                                  absl::Span<const int64_t> space,
                                  int64_t depth) {
  Shape::Dims dims = {batch};
  if (!channels_last) dims.push_back(depth);
  dims.insert(dims.end(), space.begin(), space.end());
  if (channels_last) dims.push_back(depth);
  return Shape::Make(dims);
}

absl::StatusOr<ConvGeometry> GeometryOf(const Shape& input_shape,
                                        const Shape& filter_shape,
                                        const ConvWindows& windows) {
  ASSIGN_OR_RETURN(const Shape input,
                   RequireImages(input_shape, windows.rank, "input"));
  ASSIGN_OR_RETURN(const Shape filter,
                   RequireImages(filter_shape, windows.rank, "filter"));
  const int depth = windows.rank - 2;
  for (int d = 0; d < depth; ++d) RETURN_IF_ERROR(CheckFilterDim(filter, d));
  ConvGeometry g;
  RETURN_IF_ERROR(SlideOverSpace(input, filter, windows, g));
  g.batch = input.dim(0);
  g.in_depth = input.dim(g.channels_last ? depth + 1 : 1);
  g.out_depth = filter.dim(depth + 1);
  if (windows.depthwise) {
    RETURN_IF_ERROR(SetDepthwise(filter.dim(depth), filter.dim(depth + 1), g));
  } else {
    RETURN_IF_ERROR(CheckFilterDim(filter, depth));
    RETURN_IF_ERROR(SetGroups(filter.dim(depth), g));
  }
  const int64_t outputs[] = {g.space[0].output, g.space[1].output,
                             g.space[2].output};
  ASSIGN_OR_RETURN(
      g.output,
      ImagesShape(g.channels_last, g.batch,
                  absl::MakeConstSpan(outputs).subspan(5 - windows.rank),
                  g.out_depth));
  return g;
}

}  // namespace

absl::StatusOr<ConvGeometry> ConvGeometryOf(const Shape& input,
                                            const Shape& filter,
                                            const ConvWindows& windows) {
  ASSIGN_OR_RETURN(ConvGeometry g, GeometryOf(input, filter, windows));
  if (filter.has_rank() && !windows.depthwise) {
    RETURN_IF_ERROR(CheckFilterDim(filter, windows.rank - 1));
  }
  return g;
}

absl::StatusOr<ConvGeometry> ConvBackpropGeometryOf(
    const Shape& input, const Shape& filter, const Shape& out_backprop,
    const ConvWindows& windows) {
  ASSIGN_OR_RETURN(ConvGeometry g, GeometryOf(input, filter, windows));
  RETURN_IF_ERROR(
      RequireImages(out_backprop, windows.rank, "out_backprop").status());
  if (g.output.IsCompatibleWith(out_backprop)) return g;
  return absl::InvalidArgumentError(absl::StrCat(
      "Size of out_backprop doesn't match computed: actual = ",
      out_backprop.ToString(), ", computed = ", g.output.ToString()));
}

absl::StatusOr<Shape> ConvInputShape(const Shape& input_sizes,
                                     const Shape& filter_shape,
                                     const Shape& out_backprop,
                                     const ConvWindows& windows) {
  ASSIGN_OR_RETURN(const ImageLayout layout, LayoutOf(windows));
  const bool channels_last = layout.channels_last;
  ASSIGN_OR_RETURN(const Shape filter,
                   RequireImages(filter_shape, windows.rank, "filter"));
  ASSIGN_OR_RETURN(const Shape result,
                   RequireImages(out_backprop, windows.rank, "out_backprop"));
  const int64_t filter_depth = filter.dim(windows.rank - 2);
  if (windows.spatial_sizes && input_sizes.has_rank() &&
      input_sizes.rank() == windows.rank - 2) {
    return ImagesShape(channels_last, result.dim(0), input_sizes.dims(),
                       filter_depth);
  }
  // Unless only the spatial sizes are spelled, which nobody knows yet.
  ASSIGN_OR_RETURN(const Shape images,
                   RequireImages(input_sizes, windows.rank, "input_sizes"));
  int64_t batch = images.dim(0);
  int64_t depth = images.dim(layout.channels_dim());
  if (batch == Shape::kUnknown) batch = result.dim(0);
  if (depth == Shape::kUnknown && windows.depthwise) depth = filter_depth;
  return ImagesShape(
      channels_last, batch,
      images.dims().subspan(FirstSpaceDim(channels_last), windows.rank - 2),
      depth);
}

absl::StatusOr<Shape> ConvFilterShape(const Shape& filter_sizes,
                                      const ConvWindows& windows) {
  return RequireImages(filter_sizes, windows.rank, "filter_sizes");
}

}  // namespace thalweg
