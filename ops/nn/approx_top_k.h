// ApproxTopK: the largest or smallest elements along any dimension.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// What is said about the approximation has no effect: all results are exact.
struct ApproxTopKAttrs {
  int64_t k = 0;
  int64_t reduction_dimension = -1;
  float recall_target = 0.95f;
  bool is_max_k = true;  // The largest; else the smallest.
  int64_t reduction_input_size_override = -1;
  bool aggregate_to_topk = true;
  void Fields(AttrFields& fields) {
    fields.Required("k", k)("reduction_dimension", reduction_dimension)(
        "recall_target", recall_target)("is_max_k", is_max_k)(
        "reduction_input_size_override", reduction_input_size_override)(
        "aggregate_to_topk", aggregate_to_topk);
  }
};

// The k largest (or smallest) elements along a dimension, the best first, and
// where they are. Of equal elements the one with the lower index comes first.
//   input  half, bfloat16 or float, rank >= 1, at least k along the dimension
//     ->   [0] values: input's shape with k for the dimension
//          [1] indices: int32, the same shape
// Gradient: by input, of the values, put back to where they came from.
// Errors: k too large, a dimension out of range, a scalar input.
// Equals TensorFlow's ApproxTopK.
Operation ApproxTopK(Input input, int64_t k, ApproxTopKAttrs attrs = {});

// The axis of an input of known rank, and the shape of both outputs.
struct ApproxTopKExtent {
  int axis = 0;
  Shape output;
};

// INVALID_ARGUMENT as above. REQUIRES: an input of known rank.
absl::StatusOr<ApproxTopKExtent> ResolveApproxTopK(
    const Shape& input, const ApproxTopKAttrs& attrs);

}  // namespace thalweg
