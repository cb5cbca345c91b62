// Tensors in tests: making them and comparing them.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

// The elements of a tensor of numbers or bool as complex numbers; empty for
// other dtypes.
std::vector<std::complex<double>> Elements(const Tensor& tensor);

// The opposite: a tensor of a dtype of numbers or bool with these values,
// converted. REQUIRES: as many as `shape` has.
Tensor FromElements(DType dtype, const Shape& shape,
                    const std::vector<std::complex<double>>& values);

// A tensor of a dtype of numbers or bool with these values, converted.
// REQUIRES: as many as `shape` has.
Tensor MakeTensor(DType dtype, const Shape& shape,
                  const std::vector<double>& values);

// Reproducible values spread over [low, high); both parts of complex numbers.
Tensor Uniform(DType dtype, const Shape& shape, double low, double high,
               uint32_t seed = 1);

// Fails the test at the caller's line unless `actual` is a tensor of the dtype
// and shape of `expected` whose elements differ by at most
// tolerance * max(1, |expected|); NaN equals NaN, infinities equal themselves.
void ExpectClose(const absl::StatusOr<Tensor>& actual, const Tensor& expected,
                 double tolerance = 1e-6, const char* file = __builtin_FILE(),
                 int line = __builtin_LINE());

// The same with equal elements (bits, but for -0 = 0 and any NaN = NaN);
// strings too.
void ExpectEqual(const absl::StatusOr<Tensor>& actual, const Tensor& expected,
                 const char* file = __builtin_FILE(),
                 int line = __builtin_LINE());

}  // namespace thalweg
