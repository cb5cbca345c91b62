#include "thalweg/tools/thalweg/tensor_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace thalweg::command {
namespace {

using nlohmann::json;

json ElementToJson(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}
json ElementToJson(float value) {
  return ElementToJson(static_cast<double>(value));
}
json ElementToJson(Half value) { return ElementToJson(float(value)); }
json ElementToJson(BFloat16 value) { return ElementToJson(float(value)); }
template <class T>
json ElementToJson(const std::complex<T>& value) {
  return json::array(
      {ElementToJson(value.real()), ElementToJson(value.imag())});
}
template <class T>
json ElementToJson(const T& value) {
  return value;
}

template <class T>
json ElementsToJson(const Tensor& tensor) {
  json values = json::array();
  for (const T& element : tensor.flat<T>()) {
    values.push_back(ElementToJson(element));
  }
  return values;
}

json ValuesToJson(const Tensor& tensor) {
  switch (tensor.dtype()) {
    case kFloat:
      return ElementsToJson<float>(tensor);
    case kDouble:
      return ElementsToJson<double>(tensor);
    case kHalf:
      return ElementsToJson<Half>(tensor);
    case kBfloat16:
      return ElementsToJson<BFloat16>(tensor);
    case kComplex64:
      return ElementsToJson<std::complex<float>>(tensor);
    case kComplex128:
      return ElementsToJson<std::complex<double>>(tensor);
    case kInt8:
    case kQint8:
      return ElementsToJson<int8_t>(tensor);
    case kInt16:
    case kQint16:
      return ElementsToJson<int16_t>(tensor);
    case kInt32:
    case kQint32:
      return ElementsToJson<int32_t>(tensor);
    case kInt64:
      return ElementsToJson<int64_t>(tensor);
    case kUint8:
    case kQuint8:
      return ElementsToJson<uint8_t>(tensor);
    case kUint16:
    case kQuint16:
      return ElementsToJson<uint16_t>(tensor);
    case kUint32:
      return ElementsToJson<uint32_t>(tensor);
    case kUint64:
      return ElementsToJson<uint64_t>(tensor);
    case kBool:
      return ElementsToJson<bool>(tensor);
    case kString:
      return ElementsToJson<std::string>(tensor);
    default:
      return nullptr;
  }
}

}  // namespace

json TensorToJson(const Tensor& tensor) {
  return {{"dtype", std::string(DTypeName(tensor.dtype()))},
          {"shape", std::vector<int64_t>(tensor.shape().dims().begin(),
                                         tensor.shape().dims().end())},
          {"values", ValuesToJson(tensor)}};
}

}  // namespace thalweg::command
