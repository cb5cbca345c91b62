#include "thalweg/ops/nn/pool_window.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/node.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/ops/nn/image_format.h"

namespace thalweg {
namespace {

// The attributes of all pooling ops; each has some of them.
struct AnyPoolAttrs {
  std::vector<int64_t> ksize = {};
  std::vector<int64_t> strides = {};
  std::string padding = "VALID";
  std::vector<int64_t> explicit_paddings = {};
  std::string data_format = "NHWC";
  void Fields(AttrFields& fields) {
    fields("ksize", ksize)("strides", strides)("padding", padding)(
        "explicit_paddings", explicit_paddings)("data_format", data_format);
  }
};

absl::Status CheckPerDim(absl::Span<const int64_t> values, int rank,
                         const char* what) {
  if (values.size() != static_cast<size_t>(rank)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Sliding window ", what, " field must specify ", rank,
                     " dimensions, got ", values.size()));
  }
  for (int i = 0; i < rank; ++i) {
    if (values[i] < 1 || values[i] > std::numeric_limits<int32_t>::max()) {
      return absl::InvalidArgumentError(
          absl::StrCat("Sliding window ", what, " for dimension ", i,
                       " must be >= 1 and an int32, got ", values[i]));
    }
  }
  return absl::OkStatus();
}

// Of ksize and strides as inputs.
absl::Status CheckLength(const Shape& shape, int rank) {
  if (shape.IsCompatibleWith(Shape({rank}))) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Sliding window ksize and strides fields must specify ",
                   rank, " dimensions, got shape ", shape.ToString()));
}

absl::Status SetPads(PoolSpec& spec, const AnyPoolAttrs& attrs) {
  ASSIGN_OR_RETURN(spec.padding, ParsePadding(attrs.padding));
  RETURN_IF_ERROR(CheckExplicitPaddings(attrs.explicit_paddings, spec.padding,
                                        spec.rank, spec.channels_dim()));
  for (size_t i = 0; i < attrs.explicit_paddings.size(); i += 2) {
    spec.pads[i / 2] = {attrs.explicit_paddings[i],
                        attrs.explicit_paddings[i + 1]};
  }
  return absl::OkStatus();
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

// Windows over dimension d, unpadded where it is the channels'.
absl::StatusOr<WindowDim> Slide(const Shape& images, const PoolSpec& spec,
                                int d) {
  WindowDim dim;
  dim.input = images.dim(d);
  dim.window = spec.ksize[d];
  dim.stride = spec.strides[d];
  const bool is_depth = d == spec.channels_dim();
  return SlideWindow(dim, is_depth ? Padding::kValid : spec.padding,
                     spec.pads[d]);
}

absl::Status CheckDepth(const PoolGeometry& geometry, PoolDepth allowed) {
  const WindowDim& depth = geometry.depth;
  if (depth.window == 1 && depth.stride == 1) return absl::OkStatus();
  if (allowed == PoolDepth::kRefused) {
    return absl::UnimplementedError(
        "Pooling is not yet supported on the depth dimension.");
  }
  for (const WindowDim& dim : geometry.space) {
    if (dim.window == 1) continue;
    return absl::UnimplementedError(
        "Pooling supports exactly one of pooling across depth or pooling "
        "across width/height.");
  }
  if (depth.window != depth.stride) {
    return absl::UnimplementedError(
        "Depthwise max pooling requires the depth window to equal the depth "
        "stride.");
  }
  if (depth.input != Shape::kUnknown && depth.input % depth.window != 0) {
    return absl::UnimplementedError(
        "Depthwise max pooling requires the depth window to evenly divide the "
        "input depth.");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PoolSpec> PoolSpecOf(const Node& node, PoolDepth depth) {
  ASSIGN_OR_RETURN(const auto attrs, node.ReadAttrs<AnyPoolAttrs>());
  PoolSpec spec;
  ASSIGN_OR_RETURN(const ImageLayout layout,
                   ParseImageLayout(attrs.data_format));
  spec.rank = layout.rank;
  spec.channels_last = layout.channels_last;
  if (spec.rank == 4) spec.depth = depth;
  RETURN_IF_ERROR(SetPads(spec, attrs));
  if (node.op().FindAttr("ksize") != nullptr) {
    RETURN_IF_ERROR(SetWindows(spec, attrs.ksize, attrs.strides));
  }
  return spec;
}

absl::Status SetWindows(PoolSpec& spec, absl::Span<const int64_t> ksize,
                        absl::Span<const int64_t> strides) {
  RETURN_IF_ERROR(CheckPerDim(ksize, spec.rank, "ksize"));
  RETURN_IF_ERROR(CheckPerDim(strides, spec.rank, "strides"));
  if (ksize[0] != 1 || strides[0] != 1) {
    return absl::UnimplementedError(
        "Pooling is not yet supported on the batch dimension.");
  }
  std::copy(ksize.begin(), ksize.end(), spec.ksize.begin());
  std::copy(strides.begin(), strides.end(), spec.strides.begin());
  spec.has_windows = true;
  return absl::OkStatus();
}

absl::Status SetWindows(PoolSpec& spec, const Tensor& ksize,
                        const Tensor& strides) {
  std::array<int64_t, PoolSpec::kMaxRank> values[2];
  absl::Span<const int64_t> spans[2];
  int i = 0;
  for (const Tensor* tensor : {&ksize, &strides}) {
    RETURN_IF_ERROR(CheckLength(tensor->shape(), spec.rank));
    const int32_t* const from = tensor->data<int32_t>();
    std::copy(from, from + spec.rank, values[i].begin());
    spans[i] = absl::MakeConstSpan(values[i].data(), spec.rank);
    ++i;
  }
  return SetWindows(spec, spans[0], spans[1]);
}

absl::StatusOr<PoolSpec> PoolSpecOf(const ShapeContext& context,
                                    PoolDepth depth) {
  ASSIGN_OR_RETURN(PoolSpec spec, PoolSpecOf(context.node(), depth));
  if (spec.has_windows) return spec;
  const int n = context.num_inputs();
  for (int i : {n - 2, n - 1}) {
    RETURN_IF_ERROR(CheckLength(context.input(i), spec.rank));
  }
  const PartialValue* ksize = context.input_value(n - 2);
  const PartialValue* strides = context.input_value(n - 1);
  if (ksize != nullptr && ksize->IsKnown() && strides != nullptr &&
      strides->IsKnown()) {
    RETURN_IF_ERROR(SetWindows(spec, ksize->elements, strides->elements));
  }
  return spec;
}

absl::StatusOr<PoolGeometry> PoolGeometryOf(const Shape& images_shape,
                                            const PoolSpec& spec) {
  ASSIGN_OR_RETURN(const Shape images,
                   RequireImages(images_shape, spec.rank, "tensor_in"));
  PoolGeometry geometry;
  geometry.channels_last = spec.channels_last;
  geometry.batch = images.dim(0);
  geometry.output = Shape::OfRank(spec.rank);
  geometry.output.set_dim(0, geometry.batch);
  if (!spec.has_windows) return geometry;
  WindowDim one;
  one.input = one.output = 1;
  geometry.space.fill(one);
  const int dims = spec.rank - 2;
  for (int i = 0; i < dims; ++i) {
    const int d = spec.space_dim() + i;
    WindowDim& dim = geometry.space[3 - dims + i];
    ASSIGN_OR_RETURN(dim, Slide(images, spec, d));
    RETURN_IF_ERROR(CheckWindowsSeeCells(dim));
    geometry.output.set_dim(d, dim.output);
  }
  const int channels = spec.channels_dim();
  ASSIGN_OR_RETURN(geometry.depth, Slide(images, spec, channels));
  RETURN_IF_ERROR(CheckDepth(geometry, spec.depth));
  if (spec.depth == PoolDepth::kForgotten) {
    geometry.depth = WindowDim();
    geometry.depth.input = geometry.depth.output = images.dim(channels);
  }
  geometry.output.set_dim(channels, geometry.depth.output);
  // Refuses products that overflow.
  ASSIGN_OR_RETURN(geometry.output, Shape::Make(geometry.output.dims()));
  return geometry;
}

absl::Status CheckPooled(const PoolGeometry& geometry, const Shape& shape,
                         const char* what) {
  RETURN_IF_ERROR(RequireImages(shape, geometry.output.rank(), what).status());
  if (geometry.output.IsCompatibleWith(shape)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Expected ", what, " shape to be ",
                   geometry.output.ToString(), ", but got ", shape.ToString()));
}

// ---- Shape functions ----

template <PoolDepth depth>
absl::Status PoolShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const PoolSpec spec, PoolSpecOf(context, depth));
  ASSIGN_OR_RETURN(PoolGeometry geometry,
                   PoolGeometryOf(context.input(0), spec));
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}
template absl::Status PoolShape<PoolDepth::kRefused>(ShapeContext& context);
template absl::Status PoolShape<PoolDepth::kPooled>(ShapeContext& context);
template absl::Status PoolShape<PoolDepth::kForgotten>(ShapeContext& context);

absl::Status MaxPoolGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const PoolSpec spec,
                   PoolSpecOf(context, PoolDepth::kPooled));
  const Shape& images = context.input(0);
  ASSIGN_OR_RETURN(const PoolGeometry geometry, PoolGeometryOf(images, spec));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(1), "orig_output"));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(2), "grad"));
  context.set_output(0, images.has_rank() ? images : Shape::OfRank(spec.rank));
  return absl::OkStatus();
}

absl::Status MaxPoolGradGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const PoolSpec spec,
                   PoolSpecOf(context, PoolDepth::kPooled));
  const Shape& images = context.input(0);
  if (!images.IsCompatibleWith(context.input(2))) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected grad shape to be ", images.ToString(),
                     ", but got ", context.input(2).ToString()));
  }
  ASSIGN_OR_RETURN(PoolGeometry geometry, PoolGeometryOf(images, spec));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(1), "orig_output"));
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}

absl::Status MeanPoolGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const PoolSpec spec,
                   PoolSpecOf(context, PoolDepth::kRefused));
  ASSIGN_OR_RETURN(const Shape spelled, context.input_as_shape(0));
  ASSIGN_OR_RETURN(Shape images,
                   RequireImages(spelled, spec.rank, "orig_input_shape"));
  ASSIGN_OR_RETURN(const PoolGeometry geometry, PoolGeometryOf(images, spec));
  RETURN_IF_ERROR(CheckPooled(geometry, context.input(1), "grad"));
  context.set_output(0, std::move(images));
  return absl::OkStatus();
}

}  // namespace thalweg
