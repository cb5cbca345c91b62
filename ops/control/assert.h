// Assert: a condition that must hold.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct AssertAttrs {
  // How many elements of each tensor an error shows; all when < 0.
  int64_t summarize = 3;
  void Fields(AttrFields& fields) { fields("summarize", summarize); }
};

// Fails the run unless the condition holds. It gives nothing: make what needs
// the condition wait for it (Graph::WithControlDependencies).
//   condition  a scalar, bool
//   data       at least one tensor, of any dtypes, that the error shows
// Not differentiable: it has no outputs.
// Errors: INVALID_ARGUMENT "assertion failed: [...]" in a run; a condition that
// is no scalar. Equals TensorFlow's Assert.
Operation Assert(Input condition, InputList data, AssertAttrs attrs = {});

// OK when the condition may be a scalar; INVALID_ARGUMENT otherwise.
absl::Status CheckCondition(const Shape& condition);

}  // namespace thalweg
