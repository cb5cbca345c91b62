// ResourceGather, ResourceGatherNd: slices of a variable, picked by index.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ResourceGatherAttrs {
  // So many leading dimensions are common to the variable and indices.
  int64_t batch_dims = 0;
  bool validate_indices = true;  // Indices are always checked.
  void Fields(AttrFields& fields) {
    fields("batch_dims", batch_dims)("validate_indices", validate_indices);
  }
};

// Slices of a variable along the first axis behind the batch dimensions,
// without a copy of the rest.
//   resource  handle of a variable of rank >= 1, any dtype
//   indices   any shape of int32 or int64, each in [0, the axis' size)
//   dtype     the variable's
//     ->      its dimensions with that of the axis replaced by indices'
//             (without the batch dimensions)
// Gradient: by the handle, IndexedSlices; with batch dimensions, a tensor.
// Errors: an uninitialised variable, one of another dtype, an index out of
// range. Equals TensorFlow's ResourceGather.
Output ResourceGather(Input resource, Input indices, DType dtype,
                      ResourceGatherAttrs attrs = {});

// Slices of a variable at tuples of indices, as by GatherNd.
//   resource  handle of a variable of rank >= 1, any dtype
//   indices   int32 or int64, rank >= 1: tuples along the last dimension
//   dtype     the variable's
//     ->      indices' dimensions but the last, then those of the variable that
//             the tuples leave
// Gradient: by the handle, IndexedSlices for a matrix of tuples of one index,
// else a tensor.
// Errors: an uninitialised variable, one of another dtype, a tuple out of
// range. Equals TensorFlow's ResourceGatherNd.
Output ResourceGatherNd(Input resource, Input indices, DType dtype);

}  // namespace thalweg
