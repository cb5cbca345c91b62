// CheckNumerics: numbers that must be finite.
#pragma once

#include <string>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct CheckNumericsAttrs {
  std::string message;
  void Fields(AttrFields& fields) { fields.Required("message", message); }
};

// The same tensor, once all its elements are seen to be finite.
//   tensor   any shape, floating   ->   the same
//   message  what an error begins with
// Gradient: CheckNumerics of the upstream gradient.
// Errors: an element that is infinite or NaN. Equals TensorFlow's
// CheckNumerics.
Output CheckNumerics(Input tensor, Text message);

}  // namespace thalweg
