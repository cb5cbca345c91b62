#include "thalweg/tests/recorded/compare.h"

#include <cmath>
#include <complex>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
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

// The number of the first element that differs, or -1.
int64_t FirstOtherString(const Tensor& got, const Tensor& expected) {
  for (int64_t i = 0; i < got.num_elements(); ++i) {
    if (got.data<std::string>()[i] != expected.data<std::string>()[i]) return i;
  }
  return -1;
}

int64_t FirstOtherBytes(const Tensor& got, const Tensor& expected) {
  const size_t size = DTypeSize(got.dtype());
  const char* a = static_cast<const char*>(got.raw());
  const char* b = static_cast<const char*>(expected.raw());
  for (int64_t i = 0; i < got.num_elements(); ++i) {
    if (std::memcmp(a + i * size, b + i * size, size) != 0) return i;
  }
  return -1;
}

int64_t FirstFar(const Tensor& got, const Tensor& expected,
                 Tolerance tolerance) {
  const std::vector<Number> a = Elements(got), b = Elements(expected);
  for (size_t i = 0; i < a.size(); ++i) {
    if (!AreClose(a[i], b[i], tolerance)) return i;
  }
  return -1;
}

int64_t FirstOther(const Tensor& got, const Tensor& expected,
                   Tolerance tolerance) {
  if (got.num_elements() == 0) return -1;
  if (got.dtype() == kString) return FirstOtherString(got, expected);
  const bool exact = kIntegers.contains(got.dtype()) || got.dtype() == kBool;
  // Large integers are no doubles, and are asked for exactly.
  if (exact && tolerance.absolute == 0) return FirstOtherBytes(got, expected);
  return FirstFar(got, expected,
                  {exact ? 0 : tolerance.relative, tolerance.absolute});
}

}  // namespace

std::string Difference(const Tensor& got, const Tensor& expected,
                       Tolerance tolerance) {
  if (got.dtype() != expected.dtype() || got.shape() != expected.shape()) {
    return absl::StrCat("got ", DTypeName(got.dtype()), " ",
                        got.shape().ToString(), ", expected ",
                        DTypeName(expected.dtype()), " ",
                        expected.shape().ToString());
  }
  const int64_t at = FirstOther(got, expected, tolerance);
  if (at < 0) return "";
  const Shape row = Shape({got.num_elements()});
  return absl::StrCat("element ", at, " of ", got.num_elements(), ": got ",
                      got.Reshaped(row).Slice(at, at + 1).ToString(),
                      ", expected ",
                      expected.Reshaped(row).Slice(at, at + 1).ToString());
}

}  // namespace thalweg
