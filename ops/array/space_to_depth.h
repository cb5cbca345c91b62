// SpaceToDepth, DepthToSpace: blocks of images as channels, and back.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct SpaceToDepthAttrs {
  int64_t block_size = 2;
  std::string data_format = "NHWC";  // Or "NCHW", "NCHW_VECT_C".
  void Fields(AttrFields& fields) {
    fields.Required("block_size", block_size)("data_format", data_format);
  }
};

// The elements of each block of block_size x block_size pixels as one pixel:
// the channels of its first row from left to right, then those of the next.
//   input  [batch, height, width, depth], any dtype (for data_format NHWC)
//     ->   [batch, height / block_size, width / block_size,
//          depth * block_size^2]
// Gradient: DepthToSpace of the upstream gradient.
// Errors: another rank, a height or width that block_size does not divide;
// on the CPU a data_format other than NHWC.
// Equals TensorFlow's SpaceToDepth.
Output SpaceToDepth(Input input, SpaceToDepthAttrs attrs);

// The inverse: the channels of each pixel as block_size x block_size pixels.
//   input  [batch, height, width, depth], any dtype (for data_format NHWC)
//     ->   [batch, height * block_size, width * block_size,
//          depth / block_size^2]
// Gradient: SpaceToDepth of the upstream gradient.
// Errors: another rank, a depth that block_size^2 does not divide; on the CPU
// a data_format other than NHWC. Equals TensorFlow's DepthToSpace.
Output DepthToSpace(Input input, SpaceToDepthAttrs attrs);

// The shapes of the results, of an input that may be partial.
// INVALID_ARGUMENT as above.
absl::StatusOr<Shape> SpaceToDepthShape(const Shape& input,
                                        const SpaceToDepthAttrs& attrs);
absl::StatusOr<Shape> DepthToSpaceShape(const Shape& input,
                                        const SpaceToDepthAttrs& attrs);

}  // namespace thalweg
