#include "thalweg/kernels/cpu/control/summarize.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdio>
#include <cstdlib>
#include <type_traits>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

// The fewest digits of two choices that give the number back.
std::string Digits(float value) {
  if (std::isnan(value)) return "nan";
  char text[32];
  std::snprintf(text, sizeof(text), "%.6g", value);
  if (std::strtof(text, nullptr) != value) {
    std::snprintf(text, sizeof(text), "%.9g", value);
  }
  return text;
}
std::string Digits(double value) {
  if (std::isnan(value)) return "nan";
  char text[40];
  std::snprintf(text, sizeof(text), "%.15g", value);
  if (std::strtod(text, nullptr) != value) {
    std::snprintf(text, sizeof(text), "%.17g", value);
  }
  return text;
}

std::string Element(float value) { return Digits(value); }
std::string Element(double value) { return Digits(value); }
std::string Element(Half value) { return Digits(float(value)); }
std::string Element(BFloat16 value) { return Digits(float(value)); }
std::string Element(bool value) { return value ? "1" : "0"; }
std::string Element(const std::string& value) {
  return absl::Utf8SafeCEscape(value);
}
std::string Element(const ResourceHandle& value) {
  return absl::StrCat("<resource ", value.container(), "/", value.name(), ">");
}
std::string Element(const Variant& value) {
  return absl::StrCat(
      "Variant<type: ", value.value() ? value.value()->type_name() : "[empty]",
      ">");
}
template <class R>
std::string Element(std::complex<R> value) {
  return absl::StrCat("(", Digits(value.real()), ",", Digits(value.imag()),
                      ")");
}
template <class T>
requires std::is_integral_v<T> std::string Element(T value) {
  return absl::StrCat(value);
}

template <class T>
std::string ElementOf(const Tensor& tensor, int64_t i) {
  return Element(tensor.data<T>()[i]);
}

using ElementFunction = std::string (*)(const Tensor& tensor, int64_t i);

ElementFunction FindElement(DType dtype) {
  switch (dtype) {
    case kFloat:
      return &ElementOf<float>;
    case kDouble:
      return &ElementOf<double>;
    case kHalf:
      return &ElementOf<Half>;
    case kBfloat16:
      return &ElementOf<BFloat16>;
    case kBool:
      return &ElementOf<bool>;
    case kString:
      return &ElementOf<std::string>;
    case kResource:
      return &ElementOf<ResourceHandle>;
    case kVariant:
      return &ElementOf<Variant>;
    case kComplex64:
      return &ElementOf<std::complex<float>>;
    case kComplex128:
      return &ElementOf<std::complex<double>>;
    case kInt8:
    case kQint8:
      return &ElementOf<int8_t>;
    case kUint8:
    case kQuint8:
      return &ElementOf<uint8_t>;
    case kInt16:
    case kQint16:
      return &ElementOf<int16_t>;
    case kUint16:
    case kQuint16:
      return &ElementOf<uint16_t>;
    case kInt32:
    case kQint32:
      return &ElementOf<int32_t>;
    case kUint32:
      return &ElementOf<uint32_t>;
    case kInt64:
      return &ElementOf<int64_t>;
    default:
      return &ElementOf<uint64_t>;
  }
}

// How many brackets, from the innermost on, open before element i; as many
// close after the one before it.
int BracketsAt(const Shape& shape, int64_t i) {
  int brackets = 0;
  int64_t size = 1;
  for (int dim = shape.rank() - 1; dim > 0; --dim) {
    size *= shape.dim(dim);
    if (i % size != 0) break;
    ++brackets;
  }
  return brackets;
}

}  // namespace

std::string Summarize(const Tensor& tensor, int64_t max_elements) {
  const Shape& shape = tensor.shape();
  const int64_t total = tensor.num_elements();
  const int64_t shown =
      max_elements < 0 ? total : std::min(max_elements, total);
  const ElementFunction element = FindElement(tensor.dtype());
  std::string text;
  for (int64_t i = 0; i < shown; ++i) {
    const int opened = BracketsAt(shape, i);
    if (i > 0 && opened == 0) text += ' ';
    text.append(opened, '[');
    text += element(tensor, i);
    if (i + 1 < shown) text.append(BracketsAt(shape, i + 1), ']');
  }
  if (shown == 0) return total > 0 ? "..." : "";
  const int closed = BracketsAt(shape, shown);
  text.append(closed, ']');
  if (shown < total) {
    // A row that is cut short ends in dots before its brackets, too.
    if (shape.rank() > 1 && closed == 0) text += "...";
    text.append(std::max(shape.rank() - 1, 0) - closed, ']');
    text += "...";
  }
  return text;
}

}  // namespace thalweg
