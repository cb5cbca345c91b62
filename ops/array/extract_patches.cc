#include "thalweg/ops/array/extract_patches.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/transpose.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/range.h"
#include "thalweg/ops/math/unsorted_segment.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

template <class Attrs>
absl::Status PatchesShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<Attrs>());
  ASSIGN_OR_RETURN(PatchWindows windows, SlidePatches(context.input(0), attrs));
  context.set_output(0, std::move(windows.patches));
  return absl::OkStatus();
}

// The dimensions of x as scalars.
std::vector<Output> DimsOf(const Output& x, int rank) {
  const Operation parts =
      Unpack(ShapeOf(x, {.out_type = kInt64}), rank, {.axis = 0});
  std::vector<Output> dims;
  for (int i = 0; i < rank; ++i) dims.push_back(parts[i]);
  return dims;
}

Output Int64s(const Graph& graph, std::initializer_list<int64_t> values) {
  return Constant(graph, Tensor::Of<int64_t>(
                             {static_cast<int64_t>(values.size())}, values));
}

// Adds up what each cell was copied to: the patches of an image that counts
// its cells from 1 tell which cell (0: none) a number of the upstream gradient
// belongs to.
template <class Attrs, Output (*extract)(Input, Attrs), int rank>
absl::Status PatchesGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<Attrs>());
  const Graph& graph = context.graph();
  const auto number = [&](int64_t value) {
    return Constant(graph, Tensor::Scalar<int64_t>(value));
  };
  const Output images = context.input(0);
  std::vector<Output> dims = DimsOf(images, rank);
  const Output batch = dims.front();
  const Output depth = dims.back();
  Output cells = dims[1];
  for (int i = 2; i < rank - 1; ++i) cells = cells * dims[i];
  dims.front() = dims.back() = number(1);
  const Output counted = Reshape(
      Range(graph, number(1), cells + number(1), number(1)), Pack(dims));
  const Output sources =
      Reshape(extract(counted, attrs), Int64s(graph, {-1})) - number(1);
  const Output count = Size(sources, {.out_type = kInt64});
  const Output copies =
      Transpose(Reshape(context.upstream(0).dense(),
                        Pack(std::vector<Output>{batch, count, depth})),
                Int64s(graph, {1, 0, 2}));
  const Output sums = Transpose(UnsortedSegmentSum(copies, sources, cells),
                                Int64s(graph, {1, 0, 2}));
  context.set(0, Reshape(sums, ShapeOf(images)));
  return absl::OkStatus();
}

const OpRegistration kExtractImagePatches =
    OpSchema("ExtractImagePatches")
        .Input("images", "T")
        .Output("patches", "T")
        .Attr("T", kNumbers | kBool)
        .Attrs<ExtractImagePatchesAttrs>()
        .Minimum("ksizes", 4)
        .Minimum("strides", 4)
        .Minimum("rates", 4)
        .Allowed("padding", std::vector<std::string>{"SAME", "VALID"})
        .Shape(PatchesShape<ExtractImagePatchesAttrs>)
        .Gradient(
            PatchesGradient<ExtractImagePatchesAttrs, ExtractImagePatches, 4>);

const OpRegistration kExtractVolumePatches =
    OpSchema("ExtractVolumePatches")
        .Input("input", "T")
        .Output("patches", "T")
        .Attr("T", kRealNumbers)
        .Attrs<ExtractVolumePatchesAttrs>()
        .Minimum("ksizes", 5)
        .Minimum("strides", 5)
        .Allowed("padding", std::vector<std::string>{"SAME", "VALID"})
        .Shape(PatchesShape<ExtractVolumePatchesAttrs>)
        .Gradient(PatchesGradient<ExtractVolumePatchesAttrs,
                                  ExtractVolumePatches, 5>);

// That a list is for batch, space and channels, and moves in space alone.
absl::Status CheckPatchList(const char* name, absl::Span<const int64_t> list,
                            size_t rank) {
  if (list.size() != rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("the ", name, " attribute must contain ", rank,
                     " values, but got: ", list.size()));
  }
  if (list.front() != 1 || list.back() != 1) {
    return absl::UnimplementedError(
        absl::StrCat("Only support ", name, " across space."));
  }
  for (int64_t value : list) {
    if (value < 1) {
      return absl::OutOfRangeError(absl::StrCat(name, " is out of range."));
    }
  }
  return absl::OkStatus();
}

struct PatchLists {
  absl::Span<const int64_t> ksizes;
  absl::Span<const int64_t> strides;
  absl::Span<const int64_t> rates;
};

absl::StatusOr<PatchWindows> Slide(const Shape& input, const PatchLists& lists,
                                   absl::string_view padding_text, int rank) {
  if (input.has_rank() && input.rank() != rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("input must be ", rank, "-dimensional", input.ToString()));
  }
  RETURN_IF_ERROR(CheckPatchList("ksizes", lists.ksizes, rank));
  RETURN_IF_ERROR(CheckPatchList("strides", lists.strides, rank));
  RETURN_IF_ERROR(CheckPatchList("rates", lists.rates, rank));
  ASSIGN_OR_RETURN(const Padding padding, ParsePadding(padding_text));
  PatchWindows windows = {{}, input.has_rank() ? input : Shape::OfRank(rank)};
  int64_t depth = windows.patches.dim(rank - 1);
  for (int i = 1; i < rank - 1; ++i) {
    WindowDim dim;
    dim.input = windows.patches.dim(i);
    dim.window = lists.ksizes[i];
    dim.stride = lists.strides[i];
    dim.dilation = lists.rates[i];
    ASSIGN_OR_RETURN(dim, SlideWindow(dim, padding, {}));
    windows.patches.set_dim(i, dim.output);
    windows.dims.push_back(dim);
    if (depth != Shape::kUnknown &&
        __builtin_mul_overflow(depth, dim.window, &depth)) {
      return absl::InvalidArgumentError("the patches are too large");
    }
  }
  windows.patches.set_dim(rank - 1, depth);
  RETURN_IF_ERROR(Shape::Make(windows.patches.dims()).status());
  return windows;
}

}  // namespace

absl::StatusOr<PatchWindows> SlidePatches(
    const Shape& input, const ExtractImagePatchesAttrs& attrs) {
  return Slide(input, {attrs.ksizes, attrs.strides, attrs.rates}, attrs.padding,
               4);
}

absl::StatusOr<PatchWindows> SlidePatches(
    const Shape& input, const ExtractVolumePatchesAttrs& attrs) {
  static constexpr int64_t kOnes[] = {1, 1, 1, 1, 1};
  return Slide(input, {attrs.ksizes, attrs.strides, kOnes}, attrs.padding, 5);
}

Output ExtractImagePatches(Input images, ExtractImagePatchesAttrs attrs) {
  return Build(kExtractImagePatches, {images}, attrs);
}

Output ExtractVolumePatches(Input input, ExtractVolumePatchesAttrs attrs) {
  return Build(kExtractVolumePatches, {input}, attrs);
}

}  // namespace thalweg
