// DynamicPartition: rows dealt out by number.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// Output p holds the slices data[i...] for which partitions[i...] = p, in
// order.
//   data        any dtype, the dimensions of partitions first
//   partitions  int32 of any shape, each in [0, num_partitions)
//     ->        num_partitions tensors [how many, further dimensions of data]
// Gradient: by data, the upstream slices put back by DynamicStitch.
// Errors: data whose shape does not start with that of partitions, a partition
// out of range. Equals TensorFlow's DynamicPartition.
Operation DynamicPartition(Input data, Input partitions,
                           int64_t num_partitions);

// The shape of each slice, for shapes that may be partial. INVALID_ARGUMENT
// when data's shape can't start with that of partitions.
absl::StatusOr<Shape> PartitionSliceShape(const Shape& data,
                                          const Shape& partitions);

}  // namespace thalweg
