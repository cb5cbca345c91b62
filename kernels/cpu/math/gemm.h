// Gemm: matrix products of any dtype, for the shapes and types that oneDNN is
// not for.
#pragma once

#include <cstdint>

#include "thalweg/graph/dtype.h"

namespace thalweg {

// c[m, n] = a[m, k] b[k, n]. Elements of a and b are `row` and `column` apart,
// so that transposing swaps the two; c's rows are c_row apart and dense.
struct GemmShape {
  int64_t m = 0;
  int64_t n = 0;
  int64_t k = 0;
  int64_t a_row = 0;
  int64_t a_column = 0;
  int64_t b_row = 0;
  int64_t b_column = 0;
  int64_t c_row = 0;
  // Complex numbers: take the conjugate.
  bool conjugate_a = false;
  bool conjugate_b = false;
};

// Sums each element in the order of k, whatever rows are asked for: pieces of
// a product have the bits of the whole.
using GemmFunction = void (*)(const GemmShape& shape, const void* a,
                              const void* b, void* c);

// Of float, double (by vectors), int16, int32, int64, complex64, complex128.
// Null for other dtypes.
GemmFunction FindGemm(DType dtype);

}  // namespace thalweg
