#include "thalweg/ops/array/space_to_depth.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

using ResultShape = absl::StatusOr<Shape> (*)(const Shape&,
                                              const SpaceToDepthAttrs&);

template <ResultShape result>
absl::Status DepthShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<SpaceToDepthAttrs>());
  ASSIGN_OR_RETURN(Shape shape, result(context.input(0), attrs));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

template <Output (*inverse)(Input, SpaceToDepthAttrs)>
absl::Status DepthGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(auto attrs, context.attrs<SpaceToDepthAttrs>());
  context.set(0, inverse(context.upstream(0).dense(), std::move(attrs)));
  return absl::OkStatus();
}

const std::vector<std::string>& Formats() {
  static const auto* formats =
      new std::vector<std::string>{"NHWC", "NCHW", "NCHW_VECT_C"};
  return *formats;
}

const OpRegistration kSpaceToDepth = OpSchema("SpaceToDepth")
                                         .Input("input", "T")
                                         .Output("output", "T")
                                         .Attr("T", kAnyType)
                                         .Attrs<SpaceToDepthAttrs>()
                                         .Minimum("block_size", 2)
                                         .Allowed("data_format", Formats())
                                         .Shape(DepthShape<SpaceToDepthShape>)
                                         .Gradient(DepthGradient<DepthToSpace>);

const OpRegistration kDepthToSpace = OpSchema("DepthToSpace")
                                         .Input("input", "T")
                                         .Output("output", "T")
                                         .Attr("T", kAnyType)
                                         .Attrs<SpaceToDepthAttrs>()
                                         .Minimum("block_size", 2)
                                         .Allowed("data_format", Formats())
                                         .Shape(DepthShape<DepthToSpaceShape>)
                                         .Gradient(DepthGradient<SpaceToDepth>);

// Where the dimensions that change are.
struct DepthDims {
  int rank;
  int height;
  int width;
  int depth;
};

DepthDims DimsOf(const SpaceToDepthAttrs& attrs) {
  if (attrs.data_format == "NHWC") return {4, 1, 2, 3};
  return {attrs.data_format == "NCHW" ? 4 : 5, 2, 3, 1};
}

// The input with the rank that the format says.
absl::StatusOr<Shape> RequireFormat(const Shape& input, const DepthDims& dims) {
  if (!input.has_rank()) return Shape::OfRank(dims.rank);
  if (input.rank() == dims.rank) return input;
  return absl::InvalidArgumentError(absl::StrCat(
      "Input rank should be: ", dims.rank, " instead of: ", input.rank()));
}

// dim * factor; -1 stays.
absl::Status Multiply(int64_t factor, int i, Shape& shape) {
  int64_t dim = shape.dim(i);
  if (dim == Shape::kUnknown) return absl::OkStatus();
  if (__builtin_mul_overflow(dim, factor, &dim)) {
    return absl::InvalidArgumentError(absl::StrCat("dimension ", i, " of ",
                                                   shape.ToString(), " times ",
                                                   factor, " is too large"));
  }
  shape.set_dim(i, dim);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> BlockArea(const SpaceToDepthAttrs& attrs) {
  int64_t area = 0;
  if (attrs.block_size < 2 ||
      __builtin_mul_overflow(attrs.block_size, attrs.block_size, &area)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Block size should be > 1 and its square an int64, got ",
                     attrs.block_size));
  }
  return area;
}

}  // namespace

absl::StatusOr<Shape> SpaceToDepthShape(const Shape& input,
                                        const SpaceToDepthAttrs& attrs) {
  const DepthDims dims = DimsOf(attrs);
  ASSIGN_OR_RETURN(Shape shape, RequireFormat(input, dims));
  ASSIGN_OR_RETURN(const int64_t area, BlockArea(attrs));
  const int64_t width = shape.dim(dims.width);
  const int64_t height = shape.dim(dims.height);
  const int64_t block = attrs.block_size;
  if ((width > 0 && width % block != 0) ||
      (height > 0 && height % block != 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Image width ", width, " and height ", height,
                     " should be divisible by block_size: ", block));
  }
  if (width >= 0) shape.set_dim(dims.width, width / block);
  if (height >= 0) shape.set_dim(dims.height, height / block);
  RETURN_IF_ERROR(Multiply(area, dims.depth, shape));
  return Shape::Make(shape.dims());
}

absl::StatusOr<Shape> DepthToSpaceShape(const Shape& input,
                                        const SpaceToDepthAttrs& attrs) {
  const DepthDims dims = DimsOf(attrs);
  ASSIGN_OR_RETURN(Shape shape, RequireFormat(input, dims));
  ASSIGN_OR_RETURN(const int64_t area, BlockArea(attrs));
  const int64_t depth = shape.dim(dims.depth);
  if (depth > 0 && depth % area != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Input depth dimension ", depth, " should be divisible by: ", area));
  }
  if (depth >= 0) shape.set_dim(dims.depth, depth / area);
  RETURN_IF_ERROR(Multiply(attrs.block_size, dims.width, shape));
  RETURN_IF_ERROR(Multiply(attrs.block_size, dims.height, shape));
  return Shape::Make(shape.dims());
}

Output SpaceToDepth(Input input, SpaceToDepthAttrs attrs) {
  return Build(kSpaceToDepth, {input}, attrs);
}

Output DepthToSpace(Input input, SpaceToDepthAttrs attrs) {
  return Build(kDepthToSpace, {input}, attrs);
}

}  // namespace thalweg
