#include "thalweg/ops/array/space_to_batch.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

constexpr int64_t kUnknownValue = PartialValue::kUnknown;

using ResultShape = absl::StatusOr<Shape> (*)(const Shape&,
                                              absl::Span<const int64_t>,
                                              absl::Span<const int64_t>);

// The elements of input i, or `count` unknown ones.
std::vector<int64_t> ElementsOr(const ShapeContext& context, int i,
                                int64_t count) {
  const PartialValue* value = context.input_value(i);
  return value != nullptr ? value->elements
                          : std::vector<int64_t>(count, kUnknownValue);
}

// How many dimensions are cut into blocks; -1 when unknown.
int64_t NumBlocks(const Shape& block, const Shape& margins) {
  if (block.has_rank() && block.dim(0) >= 0) return block.dim(0);
  return margins.has_rank() ? margins.dim(0) : Shape::kUnknown;
}

template <ResultShape result>
absl::Status BlocksShape(ShapeContext& context) {
  const Shape& input = context.input(0);
  RETURN_IF_ERROR(CheckBlockArguments(context.input(1), context.input(2)));
  const int64_t count = NumBlocks(context.input(1), context.input(2));
  if (count < 0 || count >= Shape::kMaxRank) {
    if (input.has_rank()) context.set_output(0, Shape::OfRank(input.rank()));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Shape shape, result(input, ElementsOr(context, 1, count),
                                       ElementsOr(context, 2, 2 * count)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

template <ResultShape result>
absl::Status ImageBlocksShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<SpaceToBatchAttrs>());
  RETURN_IF_ERROR(RequireImageRank(context.input(0)));
  RETURN_IF_ERROR(CheckBlockArguments({2}, context.input(1)));
  const std::vector<int64_t> block(2, attrs.block_size);
  ASSIGN_OR_RETURN(const Shape images,
                   context.input(0).MergeWith(Shape::OfRank(4)));
  ASSIGN_OR_RETURN(Shape shape,
                   result(images, block, ElementsOr(context, 1, 4)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

template <Output (*inverse)(Input, Input, Input)>
absl::Status BlocksGradient(GradientContext& context) {
  context.set(0, inverse(context.upstream(0).dense(), context.input(1),
                         context.input(2)));
  return absl::OkStatus();
}

template <Output (*inverse)(Input, Input, SpaceToBatchAttrs)>
absl::Status ImageBlocksGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<SpaceToBatchAttrs>());
  context.set(0, inverse(context.upstream(0).dense(), context.input(1), attrs));
  return absl::OkStatus();
}

const OpRegistration kSpaceToBatchND =
    OpSchema("SpaceToBatchND")
        .Input("input", "T")
        .Input("block_shape", "Tblock_shape")
        .Input("paddings", "Tpaddings")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attr("Tblock_shape", kIndices, kInt32)
        .Attr("Tpaddings", kIndices, kInt32)
        .Shape(BlocksShape<SpaceToBatchShape>)
        .Gradient(BlocksGradient<BatchToSpaceND>);

const OpRegistration kBatchToSpaceND =
    OpSchema("BatchToSpaceND")
        .Input("input", "T")
        .Input("block_shape", "Tblock_shape")
        .Input("crops", "Tcrops")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attr("Tblock_shape", kIndices, kInt32)
        .Attr("Tcrops", kIndices, kInt32)
        .Shape(BlocksShape<BatchToSpaceShape>)
        .Gradient(BlocksGradient<SpaceToBatchND>);

const OpRegistration kSpaceToBatch =
    OpSchema("SpaceToBatch")
        .Input("input", "T")
        .Input("paddings", "Tpaddings")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attr("Tpaddings", kIndices, kInt32)
        .Attrs<SpaceToBatchAttrs>()
        .Minimum("block_size", 2)
        .Shape(ImageBlocksShape<SpaceToBatchShape>)
        .Gradient(ImageBlocksGradient<BatchToSpace>);

const OpRegistration kBatchToSpace =
    OpSchema("BatchToSpace")
        .Input("input", "T")
        .Input("crops", "Tidx")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attrs<SpaceToBatchAttrs>()
        .Minimum("block_size", 2)
        .Attr("Tidx", kIndices, kInt32)
        .Shape(ImageBlocksShape<BatchToSpaceShape>)
        .Gradient(ImageBlocksGradient<SpaceToBatch>);

// The product of the blocks; -1 when one is unknown.
absl::StatusOr<int64_t> BlockProduct(absl::Span<const int64_t> block) {
  int64_t product = 1;
  bool known = true;
  for (size_t i = 0; i < block.size(); ++i) {
    if (block[i] == kUnknownValue) {
      known = false;
    } else if (block[i] < 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          "All values in block_shape must be positive, got value, ", block[i],
          " at index ", i, "."));
    } else if (__builtin_mul_overflow(product, block[i], &product)) {
      return absl::InvalidArgumentError(
          "the product of block_shape is too large");
    }
  }
  return known ? product : Shape::kUnknown;
}

absl::Status CheckMargins(const char* name, absl::Span<const int64_t> margins) {
  for (int64_t margin : margins) {
    if (margin < 0 && margin != kUnknownValue) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, " must be non-negative, got ", margin));
    }
  }
  return absl::OkStatus();
}

// The input with its rank at least that of the blocks and the batch.
absl::Status RequireBlockRank(const Shape& input, size_t num_blocks) {
  if (!input.has_rank() || input.rank() > static_cast<int>(num_blocks)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("input rank should be >= ", 1 + num_blocks, " instead of ",
                   input.rank()));
}

// (dim + before + after) / block; -1 when something is unknown.
absl::StatusOr<int64_t> PaddedBlocks(int i, int64_t dim, int64_t block,
                                     int64_t before, int64_t after) {
  if (dim == Shape::kUnknown || block == kUnknownValue ||
      before == kUnknownValue || after == kUnknownValue) {
    return Shape::kUnknown;
  }
  int64_t padded = 0;
  if (__builtin_add_overflow(dim, before, &padded) ||
      __builtin_add_overflow(padded, after, &padded)) {
    return absl::InvalidArgumentError(
        absl::StrCat("padded_shape[", i, "] is too large"));
  }
  if (padded % block != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("padded_shape[", i, "]=", padded,
                     " is not divisible by block_shape[", i, "]=", block));
  }
  return padded / block;
}

// dim * block - begin - end; -1 when something is unknown.
absl::StatusOr<int64_t> CroppedSpace(int i, int64_t dim, int64_t block,
                                     int64_t begin, int64_t end) {
  if (dim == Shape::kUnknown || block == kUnknownValue ||
      begin == kUnknownValue || end == kUnknownValue) {
    return Shape::kUnknown;
  }
  int64_t space = 0;
  if (__builtin_mul_overflow(dim, block, &space)) {
    return absl::InvalidArgumentError(
        absl::StrCat("cropped_shape[", i, "] is too large"));
  }
  if (begin > space || end > space - begin) {
    return absl::InvalidArgumentError(
        absl::StrCat("cropped_shape[", i, "] must be non-negative, got ", space,
                     " - ", begin, " - ", end));
  }
  return space - begin - end;
}

using BlockDim = absl::StatusOr<int64_t> (*)(int i, int64_t dim, int64_t block,
                                             int64_t before, int64_t after);

absl::StatusOr<Shape> BlockedShape(const Shape& input, int64_t batch,
                                   absl::Span<const int64_t> block,
                                   absl::Span<const int64_t> margins,
                                   BlockDim blocked_dim) {
  if (!input.has_rank()) return Shape::Unknown();
  Shape shape = input;
  shape.set_dim(0, batch);
  for (int i = 0; i < static_cast<int>(block.size()); ++i) {
    ASSIGN_OR_RETURN(const int64_t dim,
                     blocked_dim(i, input.dim(i + 1), block[i], margins[2 * i],
                                 margins[2 * i + 1]));
    shape.set_dim(i + 1, dim);
  }
  return Shape::Make(shape.dims());
}

int64_t BatchOf(const Shape& input) {
  return input.has_rank() ? input.dim(0) : Shape::kUnknown;
}

}  // namespace

absl::Status CheckBlockArguments(const Shape& block, const Shape& margins) {
  if (block.has_rank() && block.rank() != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("block_shape rank should be 1 instead of ", block.rank()));
  }
  const int64_t count = block.has_rank() ? block.dim(0) : Shape::kUnknown;
  if (!margins.IsCompatibleWith({count, 2})) {
    return absl::InvalidArgumentError(absl::StrCat(
        "paddings or crops should have shape ", Shape({count, 2}).ToString(),
        " instead of ", margins.ToString()));
  }
  return absl::OkStatus();
}

absl::Status RequireImageRank(const Shape& input) {
  if (!input.has_rank() || input.rank() == 4) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Input rank should be: 4 instead of: ", input.rank()));
}

absl::StatusOr<Shape> SpaceToBatchShape(const Shape& input,
                                        absl::Span<const int64_t> block,
                                        absl::Span<const int64_t> margins) {
  RETURN_IF_ERROR(RequireBlockRank(input, block.size()));
  ASSIGN_OR_RETURN(const int64_t product, BlockProduct(block));
  RETURN_IF_ERROR(CheckMargins("paddings", margins));
  int64_t batch = BatchOf(input);
  if (product == Shape::kUnknown || batch == Shape::kUnknown) {
    batch = Shape::kUnknown;
  } else if (__builtin_mul_overflow(batch, product, &batch)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the batch is too large: ", input.dim(0), " * ", product));
  }
  return BlockedShape(input, batch, block, margins, &PaddedBlocks);
}

absl::StatusOr<Shape> BatchToSpaceShape(const Shape& input,
                                        absl::Span<const int64_t> block,
                                        absl::Span<const int64_t> margins) {
  RETURN_IF_ERROR(RequireBlockRank(input, block.size()));
  ASSIGN_OR_RETURN(const int64_t product, BlockProduct(block));
  RETURN_IF_ERROR(CheckMargins("crops", margins));
  int64_t batch = BatchOf(input);
  if (product == Shape::kUnknown || batch == Shape::kUnknown) {
    batch = Shape::kUnknown;
  } else if (batch % product != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Input batch dimension (", batch,
        ") is not divisible by product of block sizes (", product, ")"));
  } else {
    batch /= product;
  }
  return BlockedShape(input, batch, block, margins, &CroppedSpace);
}

Output SpaceToBatchND(Input input, Input block_shape, Input paddings) {
  return Build(kSpaceToBatchND, {input, block_shape, paddings});
}

Output BatchToSpaceND(Input input, Input block_shape, Input crops) {
  return Build(kBatchToSpaceND, {input, block_shape, crops});
}

Output SpaceToBatch(Input input, Input paddings, SpaceToBatchAttrs attrs) {
  return Build(kSpaceToBatch, {input, paddings}, attrs);
}

Output BatchToSpace(Input input, Input crops, SpaceToBatchAttrs attrs) {
  return Build(kBatchToSpace, {input, crops}, attrs);
}

}  // namespace thalweg
