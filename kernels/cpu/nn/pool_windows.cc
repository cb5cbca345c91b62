// Pooling windows of types other than float and double.
#include "thalweg/kernels/cpu/nn/pool_windows.h"

#include <cmath>

namespace thalweg {
namespace {

template <class T>
void Max(const PoolWindow& w, const T* image, T* pooled) {
  for (int64_t c = 0; c < w.channels; ++c) {
    pooled[c] = image[FirstLargest(w, image, c)];
  }
}

template <class T>
void AddTo(T& cell, Wide<T> value) {
  cell = static_cast<T>(Load(cell) + value);
}

template <class T>
void MaxGradient(const PoolWindow& w, const T* image, const T* pooled,
                 T* gradient) {
  for (int64_t c = 0; c < w.channels; ++c) {
    AddTo(gradient[FirstLargest(w, image, c)], Load(pooled[c]));
  }
}

template <class T>
void MaxSelect(const PoolWindow& w, const T* image, const T* gradient,
               T* pooled) {
  for (int64_t c = 0; c < w.channels; ++c) {
    pooled[c] = gradient[FirstLargest(w, image, c)];
  }
}

template <class T>
void NearGradient(const PoolWindow& w, const T* image, const T* largest,
                  const T* pooled, T* gradient) {
  for (int64_t c = 0; c < w.channels; ++c) {
    ForCells(w, c, [&](int64_t at) {
      if (std::abs(Load(image[at]) - Load(largest[c])) < 1e-5f) {
        AddTo(gradient[at], Load(pooled[c]));
      }
    });
  }
}

template <class T>
void Mean(const PoolWindow& w, const T* image, double scale, T* pooled) {
  for (int64_t c = 0; c < w.channels; ++c) {
    Wide<T> sum = 0;
    ForCells(w, c, [&](int64_t at) { sum += Load(image[at]); });
    pooled[c] = static_cast<T>(sum * static_cast<Wide<T>>(scale));
  }
}

template <class T>
void Spread(const PoolWindow& w, const T* pooled, double scale, T* gradient) {
  ForCells(w, 0, [&](int64_t at) {
    for (int64_t c = 0; c < w.channels; ++c) {
      AddTo(gradient[at + c], Load(pooled[c]) * static_cast<Wide<T>>(scale));
    }
  });
}

template <class T>
PoolFunctions<T> PlainFunctions() {
  PoolFunctions<T> functions = {};
  functions.max = &Max<T>;
  functions.max_gradient = &MaxGradient<T>;
  functions.max_select = &MaxSelect<T>;
  if constexpr (kIsHalf<T>) {
    functions.near_gradient = &NearGradient<T>;
    functions.mean = &Mean<T>;
    functions.spread = &Spread<T>;
  }
  return functions;
}

}  // namespace

#define THALWEG_PLAIN_POOL(T)               \
  template <>                               \
  PoolFunctions<T> FindPoolFunctions<T>() { \
    return PlainFunctions<T>();             \
  }
THALWEG_PLAIN_POOL(Half)
THALWEG_PLAIN_POOL(BFloat16)
THALWEG_PLAIN_POOL(int8_t)
THALWEG_PLAIN_POOL(int16_t)
THALWEG_PLAIN_POOL(int32_t)
THALWEG_PLAIN_POOL(int64_t)
THALWEG_PLAIN_POOL(uint8_t)
THALWEG_PLAIN_POOL(uint16_t)
THALWEG_PLAIN_POOL(uint32_t)
THALWEG_PLAIN_POOL(uint64_t)
#undef THALWEG_PLAIN_POOL

}  // namespace thalweg
