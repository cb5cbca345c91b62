#include "thalweg/tests/support/tensors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "thalweg/tools/support/numbers.h"

namespace thalweg {
namespace {

template <class T>
T FromComplex(std::complex<double> value) {
  if constexpr (kIsComplex<T>) {
    return T(value);
  } else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
    return T(static_cast<float>(value.real()));
  } else {
    return static_cast<T>(value.real());
  }
}

bool PartsAgree(double actual, double expected, double bound) {
  if (std::isnan(expected)) return std::isnan(actual);
  return actual == expected || std::abs(actual - expected) <= bound;
}

bool Agree(std::complex<double> actual, std::complex<double> expected,
           double tolerance) {
  const double bound = tolerance * std::max(1.0, std::abs(expected));
  return PartsAgree(actual.real(), expected.real(), bound) &&
         PartsAgree(actual.imag(), expected.imag(), bound);
}

// What differs first; "" when nothing does.
std::string Difference(const Tensor& actual, const Tensor& expected,
                       double tolerance) {
  if (actual.dtype() != expected.dtype() ||
      actual.shape() != expected.shape()) {
    return absl::StrCat("dtype and shape are ", DTypeName(actual.dtype()), " ",
                        actual.shape().ToString(), ", expected ",
                        DTypeName(expected.dtype()), " ",
                        expected.shape().ToString());
  }
  if (expected.dtype() == kString) {
    return actual.flat<std::string>() == expected.flat<std::string>()
               ? ""
               : "strings differ";
  }
  if (expected.num_elements() == 0) return "";
  // Beyond 2^53 a double does not tell integers apart.
  if (tolerance == 0 && (kIntegers | kQuantized).contains(expected.dtype())) {
    return std::memcmp(actual.raw(), expected.raw(), expected.num_bytes()) == 0
               ? ""
               : "elements differ";
  }
  const auto a = Elements(actual), e = Elements(expected);
  for (size_t i = 0; i < e.size(); ++i) {
    if (Agree(a[i], e[i], tolerance)) continue;
    return absl::StrCat("element ", i, " is ", a[i].real(), "+", a[i].imag(),
                        "i, expected ", e[i].real(), "+", e[i].imag(), "i");
  }
  return "";
}

void Expect(const absl::StatusOr<Tensor>& actual, const Tensor& expected,
            double tolerance, const char* file, int line) {
  if (!actual.ok()) {
    ADD_FAILURE_AT(file, line) << actual.status();
    return;
  }
  const std::string difference = Difference(*actual, expected, tolerance);
  if (difference.empty()) return;
  ADD_FAILURE_AT(file, line)
      << difference << "\n  actual:   " << actual->ToString(32)
      << "\n  expected: " << expected.ToString(32);
}

}  // namespace

std::vector<std::complex<double>> Elements(const Tensor& tensor) {
  std::vector<std::complex<double>> elements;
  VisitNumber(tensor.dtype(), [&]<class T>(T) {
    for (T value : tensor.flat<T>()) elements.push_back(ToComplex(value));
  });
  return elements;
}

Tensor FromElements(DType dtype, const Shape& shape,
                    const std::vector<std::complex<double>>& values) {
  Tensor tensor = Tensor::Allocate(dtype, shape).value();
  VisitNumber(dtype, [&]<class T>(T) {
    T* to = tensor.mutable_data<T>();
    for (int64_t i = 0; i < tensor.num_elements(); ++i) {
      to[i] = FromComplex<T>(values.at(i));
    }
  });
  return tensor;
}

Tensor MakeTensor(DType dtype, const Shape& shape,
                  const std::vector<double>& values) {
  return FromElements(dtype, shape, {values.begin(), values.end()});
}

Tensor Uniform(DType dtype, const Shape& shape, double low, double high,
               uint32_t seed) {
  uint64_t state = seed * 0x9E3779B97F4A7C15u + 1;
  auto next = [&] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * static_cast<double>(state >> 11) * 0x1p-53;
  };
  std::vector<std::complex<double>> values(shape.num_elements());
  for (auto& value : values) {
    const double real = next();
    value = {real, kComplex.contains(dtype) ? next() : 0.0};
  }
  return FromElements(dtype, shape, values);
}

void ExpectClose(const absl::StatusOr<Tensor>& actual, const Tensor& expected,
                 double tolerance, const char* file, int line) {
  Expect(actual, expected, tolerance, file, line);
}

void ExpectEqual(const absl::StatusOr<Tensor>& actual, const Tensor& expected,
                 const char* file, int line) {
  Expect(actual, expected, 0.0, file, line);
}

}  // namespace thalweg
