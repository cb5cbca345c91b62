// SpaceToBatchND, BatchToSpaceND and their forms for images: blocks of space
// spread over the batch, and back.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// Pads the dimensions after the first with zeros, cuts them into blocks and
// moves the position in the block to the batch: element [b, i * block + o] of
// the padded input becomes element [o * batch + b, i].
//   input        [batch, s1 .. sm, ...], real numbers
//   block_shape  [m] int32 or int64, each >= 1
//   paddings     [m, 2] int32 or int64, each >= 0: before and after si
//     ->         [batch * product of blocks, (si + its paddings) / block i,
//                ...]
// Gradient: BatchToSpaceND of the upstream gradient.
// Errors: shapes that disagree, blocks < 1, paddings < 0, a padded dimension
// that its block does not divide. Equals TensorFlow's SpaceToBatchND.
Output SpaceToBatchND(Input input, Input block_shape, Input paddings);

// The inverse: moves positions in a block from the batch back to space, then
// crops.
//   input        [batch, s1 .. sm, ...], real numbers
//   block_shape  [m] int32 or int64, each >= 1
//   crops        [m, 2] int32 or int64, each >= 0: at the beginning and end
//     ->         [batch / product of blocks, si * block i - its crops, ...]
// Gradient: SpaceToBatchND of the upstream gradient.
// Errors: shapes that disagree, blocks < 1, a batch that their product does
// not divide, crops < 0 or beyond the size.
// Equals TensorFlow's BatchToSpaceND.
Output BatchToSpaceND(Input input, Input block_shape, Input crops);

struct SpaceToBatchAttrs {
  int64_t block_size = 2;
  void Fields(AttrFields& fields) { fields.Required("block_size", block_size); }
};

// SpaceToBatchND of images [batch, height, width, depth] with blocks
// [block_size, block_size].
//   paddings  [2, 2] int32 or int64
// Gradient: BatchToSpace of the upstream gradient.
// Errors: as SpaceToBatchND; another rank. Equals TensorFlow's SpaceToBatch.
Output SpaceToBatch(Input input, Input paddings, SpaceToBatchAttrs attrs);

// BatchToSpaceND of images [batch, height, width, depth] with blocks
// [block_size, block_size].
//   crops  [2, 2] int32 or int64
// Gradient: SpaceToBatch of the upstream gradient.
// Errors: as BatchToSpaceND; another rank. Equals TensorFlow's BatchToSpace.
Output BatchToSpace(Input input, Input crops, SpaceToBatchAttrs attrs);

// The shapes of the results; `input` may be partial, elements of `block` and
// `margins` (paddings or crops, two for each block) PartialValue::kUnknown.
// INVALID_ARGUMENT as above.
absl::StatusOr<Shape> SpaceToBatchShape(const Shape& input,
                                        absl::Span<const int64_t> block,
                                        absl::Span<const int64_t> margins);
absl::StatusOr<Shape> BatchToSpaceShape(const Shape& input,
                                        absl::Span<const int64_t> block,
                                        absl::Span<const int64_t> margins);

// INVALID_ARGUMENT unless they may be the shapes of `block_shape` and of
// paddings or crops.
absl::Status CheckBlockArguments(const Shape& block, const Shape& margins);

// INVALID_ARGUMENT unless it may be a batch of images.
absl::Status RequireImageRank(const Shape& input);

}  // namespace thalweg
