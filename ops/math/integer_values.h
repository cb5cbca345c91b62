// Value rules of arithmetic on small integer tensors, so that a shape computed
// from shapes (Shape(x)[0] * 2, ...) is known before anything runs.
#pragma once

#include <cstdint>
#include <optional>

#include "thalweg/graph/shape_context.h"

namespace thalweg {

// What an op does to known elements; nothing where the result is no integer of
// 64 bits (overflow, division by zero).
using IntegerUnary = std::optional<int64_t> (*)(int64_t x);
using IntegerBinary = std::optional<int64_t> (*)(int64_t x, int64_t y);

// Sets output 0's elements from input 0's. A result that the output's dtype
// cannot hold is unknown.
absl::Status FollowUnary(ShapeContext& context, IntegerUnary function);
// The same from inputs 0 and 1, one of which may have a single element.
absl::Status FollowBinary(ShapeContext& context, IntegerBinary function);

// The rules as OpSchema::Value takes them.
template <IntegerUnary function>
absl::Status UnaryValue(ShapeContext& context) {
  return FollowUnary(context, function);
}
template <IntegerBinary function>
absl::Status BinaryValue(ShapeContext& context) {
  return FollowBinary(context, function);
}

// x / y rounded towards zero, and rounded down; nothing where y is 0 or the
// quotient too large.
std::optional<int64_t> TruncatedQuotient(int64_t x, int64_t y);
std::optional<int64_t> FloorQuotient(int64_t x, int64_t y);
// What such a division leaves of x.
template <IntegerBinary quotient>
std::optional<int64_t> RemainderOf(int64_t x, int64_t y) {
  const std::optional<int64_t> q = quotient(x, y);
  return q.has_value() ? std::optional(x - *q * y) : std::nullopt;
}

}  // namespace thalweg
