// Value rules that several ops share: small integer tensors that shape
// functions follow (Shape, Pack, StridedSlice, ... feeding a Reshape).
#pragma once

#include <optional>

#include "absl/types/span.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

// The elements of an integer tensor of at most PartialValue::kMaxElements;
// nothing for any other tensor.
std::optional<PartialValue> IntegerElements(const Tensor& tensor);

// A vector of dimensions as a value: -1 becomes unknown.
PartialValue DimsAsValue(const Shape& shape);

// What is known of vector input i: its elements, or as many unknown ones as
// its shape says. Nothing when the input is not known to be a vector, or its
// length is unknown or too large to follow.
std::optional<PartialValue> KnownVector(const ShapeContext& context, int i);

// Value rule: output 0 has the elements of input 0.
absl::Status PassValue(ShapeContext& context);

}  // namespace thalweg
