#include "thalweg/tools/thalweg/compare.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/tools/support/numbers.h"
#include "thalweg/tools/thalweg/tensor_json.h"

namespace thalweg::command {
namespace {

using Number = std::complex<double>;

bool IsNan(Number x) { return std::isnan(x.real()) || std::isnan(x.imag()); }
bool IsFinite(Number x) {
  return std::isfinite(x.real()) && std::isfinite(x.imag());
}

bool AreClose(Number got, Number expected, Tolerance tolerance) {
  if (IsNan(got) || IsNan(expected)) return IsNan(got) && IsNan(expected);
  if (!IsFinite(got) || !IsFinite(expected)) return got == expected;
  return std::abs(got - expected) <=
         tolerance.absolute + tolerance.relative * std::abs(expected);
}

// Equal ones first: large integers are no doubles.
template <class T>
bool Agree(const T& got, const T& expected, Tolerance tolerance) {
  if (got == expected) return true;
  if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string>) {
    return false;
  } else {
    if (std::is_integral_v<T>) tolerance.relative = 0;
    if (std::is_integral_v<T> && tolerance.absolute == 0) return false;
    return AreClose(ToComplex(got), ToComplex(expected), tolerance);
  }
}

std::vector<int64_t> IndexOf(int64_t element, const Shape& shape) {
  std::vector<int64_t> index(shape.rank());
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    index[axis] = element % shape.dim(axis);
    element /= shape.dim(axis);
  }
  return index;
}

Tensor ElementOf(const Tensor& tensor, int64_t element) {
  return tensor.Reshaped({tensor.num_elements()})
      .Slice(element, element + 1)
      .Reshaped(Shape());
}

void NoteError(Number got, Number expected, Comparison& comparison) {
  if (!IsFinite(got) || !IsFinite(expected)) return;
  const double error = std::abs(got - expected);
  comparison.max_absolute = std::max(comparison.max_absolute, error);
  if (expected == 0.0) return;
  comparison.max_relative =
      std::max(comparison.max_relative, error / std::abs(expected));
}

template <class T>
void CompareElements(const Tensor& got, const Tensor& expected,
                     Tolerance tolerance, Comparison& comparison) {
  const auto g = got.flat<T>();
  const auto e = expected.flat<T>();
  for (size_t i = 0; i < e.size(); ++i) {
    if constexpr (!std::is_same_v<T, std::string>) {
      NoteError(ToComplex(g[i]), ToComplex(e[i]), comparison);
    }
    if (Agree(g[i], e[i], tolerance) || comparison.num_bad++ > 0) continue;
    const int64_t element = static_cast<int64_t>(i);
    comparison.first_bad = IndexOf(element, expected.shape());
    comparison.got = ElementOf(got, element);
    comparison.expected = ElementOf(expected, element);
  }
}

std::string TypeText(const Tensor& tensor) {
  return absl::StrCat(DTypeName(tensor.dtype()), " ",
                      tensor.shape().ToString());
}

// With all its digits: neighbours must not look equal.
std::string ValueText(const Tensor& scalar) {
  using nlohmann::json;
  return TensorToJson(scalar)["values"][0].dump(-1, ' ', false,
                                                json::error_handler_t::replace);
}

}  // namespace

Comparison Compare(const Tensor& got, const Tensor& expected,
                   Tolerance tolerance) {
  Comparison comparison;
  if (got.dtype() != expected.dtype() || got.shape() != expected.shape()) {
    return comparison;
  }
  const auto compare = [&]<class T>(T) {
    comparison.comparable = true;
    CompareElements<T>(got, expected, tolerance, comparison);
  };
  if (got.dtype() == kString) {
    compare(std::string());
  } else {
    VisitNumber(got.dtype(), compare);
  }
  return comparison;
}

std::string Describe(const Comparison& comparison, const Tensor& got,
                     const Tensor& expected) {
  if (comparison.agrees()) return "";
  if (!comparison.comparable) {
    return absl::StrCat("got ", TypeText(got), ", expected ",
                        TypeText(expected));
  }
  std::string text = absl::StrCat(
      "element [", absl::StrJoin(comparison.first_bad, ","), "] of ",
      expected.shape().ToString(), ": got ", ValueText(comparison.got),
      ", expected ", ValueText(comparison.expected), "; ", comparison.num_bad,
      " of ", expected.num_elements(), " differ");
  if (expected.dtype() != kString) {
    absl::StrAppend(&text, ", by at most ", comparison.max_absolute,
                    " (relative ", comparison.max_relative, ")");
  }
  return text;
}

std::string Difference(const Tensor& got, const Tensor& expected,
                       Tolerance tolerance) {
  return Describe(Compare(got, expected, tolerance), got, expected);
}

}  // namespace thalweg::command
