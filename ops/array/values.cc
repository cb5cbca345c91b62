#include "thalweg/ops/array/values.h"

#include <utility>

namespace thalweg {
namespace {

template <class T>
PartialValue Widened(const Tensor& tensor) {
  PartialValue value;
  for (T element : tensor.flat<T>()) {
    value.elements.push_back(static_cast<int64_t>(element));
  }
  return value;
}

}  // namespace

std::optional<PartialValue> IntegerElements(const Tensor& tensor) {
  if (tensor.num_elements() > PartialValue::kMaxElements) return std::nullopt;
  switch (tensor.dtype()) {
    case kInt8:
      return Widened<int8_t>(tensor);
    case kInt16:
      return Widened<int16_t>(tensor);
    case kInt32:
      return Widened<int32_t>(tensor);
    case kInt64:
      return Widened<int64_t>(tensor);
    case kUint8:
      return Widened<uint8_t>(tensor);
    case kUint16:
      return Widened<uint16_t>(tensor);
    case kUint32:
      return Widened<uint32_t>(tensor);
    default:
      return std::nullopt;
  }
}

PartialValue DimsAsValue(const Shape& shape) {
  PartialValue value;
  for (int64_t dim : shape.dims()) {
    value.elements.push_back(dim == Shape::kUnknown ? PartialValue::kUnknown
                                                    : dim);
  }
  return value;
}

std::optional<PartialValue> KnownVector(const ShapeContext& context, int i) {
  const Shape& shape = context.input(i);
  if (shape.rank() != 1) return std::nullopt;
  if (const PartialValue* value = context.input_value(i)) return *value;
  const int64_t size = shape.dim(0);
  if (size < 0 || size > PartialValue::kMaxElements) return std::nullopt;
  PartialValue unknown;
  unknown.elements.assign(size, PartialValue::kUnknown);
  return unknown;
}

absl::Status PassValue(ShapeContext& context) {
  if (const PartialValue* value = context.input_value(0)) {
    context.set_output_value(0, *value);
  }
  return absl::OkStatus();
}

}  // namespace thalweg
