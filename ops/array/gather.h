// Gather, GatherV1: slices picked by index.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct GatherAttrs {
  // So many leading dimensions are common to params and indices: row i of
  // params is gathered from by row i of indices.
  int64_t batch_dims = 0;
  void Fields(AttrFields& fields) { fields("batch_dims", batch_dims); }
};

// Slices of params along an axis, at the indices.
//   params   rank >= axis + 1, any dtype
//   indices  any shape, int16, int32 or int64, each in [0, dim(params, axis))
//   axis     int32 or int64 scalar in [-rank(params), rank(params)), not less
//            than batch_dims (negative: counted from indices' end)
//     ->     params' dimensions with that of `axis` replaced by indices'
//            (without the batch dimensions)
// Gradient: by params, the upstream slices added up where they came from:
// IndexedSlices for axis 0 without batch dimensions, else a tensor.
// Errors: an index or axis out of range. Equals TensorFlow's GatherV2.
Output Gather(Input params, Input indices, Input axis = 0,
              GatherAttrs attrs = {});

struct GatherV1Attrs {
  // Without effect: indices out of range are an error always.
  bool validate_indices = true;
  void Fields(AttrFields& fields) {
    fields("validate_indices", validate_indices);
  }
};

// Slices of params along the first axis: Gather(params, indices, 0).
//   params   rank >= 1, any dtype
//   indices  any shape, int32 or int64, each in [0, dim(params, 0))
//     ->     indices' dimensions, then params' but the first
// Gradient: by params, IndexedSlices. Errors: an index out of range.
// Equals TensorFlow's Gather.
Output GatherV1(Input params, Input indices, GatherV1Attrs attrs = {});

// Where the parts of a Gather are.
struct GatherExtent {
  int axis = 0;        // In [0, rank(params)).
  int batch_dims = 0;  // In [0, rank(indices)], not more than axis.
  Shape output;
};

// The extent for shapes that may be partial but have ranks.
// INVALID_ARGUMENT as above, but for the indices' values.
absl::StatusOr<GatherExtent> ResolveGather(const Shape& params,
                                           const Shape& indices, int64_t axis,
                                           int64_t batch_dims);

}  // namespace thalweg
