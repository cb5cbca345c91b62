#include "thalweg/ops/math/integer_values.h"

#include <limits>
#include <utility>

namespace thalweg {
namespace {

template <class T>
bool FitsType(int64_t value) {
  return value >= static_cast<int64_t>(std::numeric_limits<T>::min()) &&
         value <= static_cast<int64_t>(std::numeric_limits<T>::max());
}

bool FitsDType(int64_t value, DType dtype) {
  switch (dtype) {
    case kInt8:
      return FitsType<int8_t>(value);
    case kInt16:
      return FitsType<int16_t>(value);
    case kInt32:
      return FitsType<int32_t>(value);
    case kInt64:
      return true;
    case kUint8:
      return FitsType<uint8_t>(value);
    case kUint16:
      return FitsType<uint16_t>(value);
    case kUint32:
      return FitsType<uint32_t>(value);
    case kUint64:
      return value >= 0;
    default:
      return false;
  }
}

int64_t KnownOrNot(std::optional<int64_t> value, DType dtype) {
  return value.has_value() && FitsDType(*value, dtype) ? *value
                                                       : PartialValue::kUnknown;
}

bool IsFollowed(ShapeContext& context) {
  return kIntegers.contains(context.node().output_dtype(0));
}

}  // namespace

absl::Status FollowUnary(ShapeContext& context, IntegerUnary function) {
  const PartialValue* x = context.input_value(0);
  if (x == nullptr || !IsFollowed(context)) return absl::OkStatus();
  const DType dtype = context.node().output_dtype(0);
  PartialValue result;
  for (int64_t element : x->elements) {
    result.elements.push_back(element == PartialValue::kUnknown
                                  ? PartialValue::kUnknown
                                  : KnownOrNot(function(element), dtype));
  }
  context.set_output_value(0, std::move(result));
  return absl::OkStatus();
}

absl::Status FollowBinary(ShapeContext& context, IntegerBinary function) {
  const PartialValue* x = context.input_value(0);
  const PartialValue* y = context.input_value(1);
  if (x == nullptr || y == nullptr || !IsFollowed(context)) {
    return absl::OkStatus();
  }
  const int64_t size = context.node().output_shape(0).num_elements();
  const int64_t x_size = static_cast<int64_t>(x->elements.size());
  const int64_t y_size = static_cast<int64_t>(y->elements.size());
  if (size < 0 || (x_size != size && x_size != 1) ||
      (y_size != size && y_size != 1)) {
    return absl::OkStatus();
  }
  const DType dtype = context.node().output_dtype(0);
  PartialValue result;
  for (int64_t i = 0; i < size; ++i) {
    const int64_t a = x->elements[x_size == 1 ? 0 : i];
    const int64_t b = y->elements[y_size == 1 ? 0 : i];
    const bool known =
        a != PartialValue::kUnknown && b != PartialValue::kUnknown;
    result.elements.push_back(known ? KnownOrNot(function(a, b), dtype)
                                    : PartialValue::kUnknown);
  }
  context.set_output_value(0, std::move(result));
  return absl::OkStatus();
}

std::optional<int64_t> TruncatedQuotient(int64_t x, int64_t y) {
  if (y == 0 || (y == -1 && x == std::numeric_limits<int64_t>::min())) {
    return std::nullopt;
  }
  return x / y;
}

std::optional<int64_t> FloorQuotient(int64_t x, int64_t y) {
  const std::optional<int64_t> quotient = TruncatedQuotient(x, y);
  if (!quotient.has_value() || *quotient * y == x) return quotient;
  return (x < 0) != (y < 0) ? *quotient - 1 : *quotient;
}

}  // namespace thalweg
