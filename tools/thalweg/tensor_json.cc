#include "thalweg/tools/thalweg/tensor_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "thalweg/tools/support/numbers.h"

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

template <class Elements>
json ElementsToJson(const Elements& elements) {
  json values = json::array();
  for (const auto& element : elements) values.push_back(ElementToJson(element));
  return values;
}

json ValuesToJson(const Tensor& tensor) {
  if (tensor.dtype() == kString) {
    return ElementsToJson(tensor.flat<std::string>());
  }
  json values;
  VisitNumber(tensor.dtype(),
              [&]<class T>(T) { values = ElementsToJson(tensor.flat<T>()); });
  return values;
}

}  // namespace

json TensorToJson(const Tensor& tensor) {
  return {{"dtype", std::string(DTypeName(tensor.dtype()))},
          {"shape", std::vector<int64_t>(tensor.shape().dims().begin(),
                                         tensor.shape().dims().end())},
          {"values", ValuesToJson(tensor)}};
}

json NumbersToJson(const std::vector<double>& values) {
  return ElementsToJson(values);
}

}  // namespace thalweg::command
