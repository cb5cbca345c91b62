// HistogramFixedWidth: how many values fall into equal intervals.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct HistogramFixedWidthAttrs {
  DType dtype = kInt32;  // Of the counts: int32 or int64.
  void Fields(AttrFields& fields) { fields("dtype", dtype); }
};

// How many values lie in each of nbins intervals that part value_range
// equally; values beyond an end count in the interval there.
//   values       int32, int64, float or double, any shape, no NaN
//   value_range  [2] of the same dtype, rising
//   nbins        int32 scalar > 0
//     ->         [nbins]
// Not differentiable: it yields integers. Errors: a NaN, a range that does not
// rise, nbins <= 0, other shapes. Equals TensorFlow's HistogramFixedWidth.
Output HistogramFixedWidth(Input values, Input value_range, Input nbins,
                           HistogramFixedWidthAttrs attrs = {});

// OK when value_range may be a vector of 2 and nbins a scalar.
// INVALID_ARGUMENT otherwise.
absl::Status CheckHistogramShapes(const Shape& value_range, const Shape& nbins);

// OK for nbins > 0, else INVALID_ARGUMENT.
absl::Status CheckBins(int64_t nbins);

}  // namespace thalweg
