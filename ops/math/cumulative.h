// Cumsum, Cumprod, CumulativeLogsumexp: running sums and products along an
// axis.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct CumulativeAttrs {
  // Element i leaves out x[i] itself: the first is 0 (Cumprod: 1;
  // CumulativeLogsumexp: -infinity).
  bool exclusive = false;
  // From the last element to the first.
  bool reverse = false;
  void Fields(AttrFields& fields) {
    fields("exclusive", exclusive)("reverse", reverse);
  }
};

// Running sums along an axis: out[i] = x[0] + ... + x[i].
//   x     rank >= 1, numbers
//   axis  one int32 or int64 in [-rank, rank)
//     ->  the shape of x
// Gradient: the running sum of the upstream gradient from the other end.
// Errors: an axis out of range or no scalar. Equals TensorFlow's Cumsum.
Output Cumsum(Input x, Input axis, CumulativeAttrs attrs = {});

// Running products along an axis: out[i] = x[0] * ... * x[i].
//   x     rank >= 1, numbers
//   axis  one int32 or int64 in [-rank, rank)
//     ->  the shape of x
// Gradient: the running sum of out times the upstream gradient from the other
// end, over x; 0 where x is 0, as in TensorFlow, though the derivative need
// not be. Errors: an axis out of range or no scalar.
// Equals TensorFlow's Cumprod.
Output Cumprod(Input x, Input axis, CumulativeAttrs attrs = {});

// Running sums of numbers given by their logarithms, along an axis:
// out[i] = log(exp(x[0]) + ... + exp(x[i])), without overflow.
//   x     rank >= 1, floating
//   axis  one int32 or int64 in [-rank, rank)
//     ->  the shape of x
// Gradient: exp(x) times the running sum of g * exp(-out) from the other end.
// Errors: an axis out of range or no scalar.
// Equals TensorFlow's CumulativeLogsumexp.
Output CumulativeLogsumexp(Input x, Input axis, CumulativeAttrs attrs = {});

// An axis in [-rank, rank) made >= 0. INVALID_ARGUMENT in TensorFlow's words.
absl::StatusOr<int> CumulativeAxis(int64_t axis, int rank);

}  // namespace thalweg
