// Rows of local response normalisation.
#pragma once

#include <cstdint>

namespace thalweg {

struct LrnParams {
  int64_t channels;
  // At most channels - 1: beyond there is nothing.
  int64_t radius;
  float bias;
  float alpha;
  float beta;
};

// Floats that the functions need for themselves.
int64_t LrnWorkFloats(const LrnParams& params);

// Rows of images of type T; results may lie where an argument lies.
template <class T>
struct LrnRows {
  void (*forward)(const LrnParams& params, const T* x, int64_t rows,
                  float* work, T* y);
  void (*gradient)(const LrnParams& params, const T* dy, const T* x, const T* y,
                   int64_t rows, float* work, T* dx);
};

// T: Half, BFloat16 or float.
template <class T>
LrnRows<T> FindLrnRows();

}  // namespace thalweg
