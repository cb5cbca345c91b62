// Pooling windows of types other than float and double.
#include "thalweg/kernels/cpu/nn/pool_windows.h"

#include <type_traits>

#include "thalweg/graph/float16.h"

namespace thalweg {
namespace {

template <class T>
constexpr bool kIsHalf = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

// What values are compared and added as.
template <class T>
using Wide = std::conditional_t<kIsHalf<T>, float, T>;

template <class T>
Wide<T> Load(const T& value) {
  return static_cast<Wide<T>>(value);
}

// The first largest cell of a channel, as an offset in the image.
template <class T>
int64_t FirstLargest(const PoolWindow& w, const T* image, int64_t channel) {
  int64_t best = (w.y0 * w.columns + w.x0) * w.channels + channel;
  for (int64_t y = w.y0; y < w.y1; ++y) {
    for (int64_t x = w.x0; x < w.x1; ++x) {
      const int64_t at = (y * w.columns + x) * w.channels + channel;
      const Wide<T> value = Load(image[at]);
      const bool is_nan = value != value;
      if (value > Load(image[best]) || (is_nan && at != best)) best = at;
    }
  }
  return best;
}

template <class T>
void Max(const PoolWindow& w, const T* image, T* pooled) {
  for (int64_t c = 0; c < w.channels; ++c) {
    pooled[c] = image[FirstLargest(w, image, c)];
  }
}

template <class T>
void MaxGradient(const PoolWindow& w, const T* image, const T* pooled,
                 T* gradient) {
  for (int64_t c = 0; c < w.channels; ++c) {
    T& cell = gradient[FirstLargest(w, image, c)];
    cell = static_cast<T>(Load(cell) + Load(pooled[c]));
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
void Mean(const PoolWindow& w, const T* image, double scale, T* pooled) {
  for (int64_t c = 0; c < w.channels; ++c) {
    Wide<T> sum = 0;
    for (int64_t y = w.y0; y < w.y1; ++y) {
      for (int64_t x = w.x0; x < w.x1; ++x) {
        sum += Load(image[(y * w.columns + x) * w.channels + c]);
      }
    }
    pooled[c] = static_cast<T>(sum * static_cast<Wide<T>>(scale));
  }
}

template <class T>
void Spread(const PoolWindow& w, const T* pooled, double scale, T* gradient) {
  for (int64_t y = w.y0; y < w.y1; ++y) {
    for (int64_t x = w.x0; x < w.x1; ++x) {
      T* cell = gradient + (y * w.columns + x) * w.channels;
      for (int64_t c = 0; c < w.channels; ++c) {
        cell[c] = static_cast<T>(Load(cell[c]) +
                                 Load(pooled[c]) * static_cast<Wide<T>>(scale));
      }
    }
  }
}

template <class T>
PoolFunctions<T> PlainFunctions() {
  PoolFunctions<T> functions = {&Max<T>, &MaxGradient<T>, &MaxSelect<T>,
                                nullptr, nullptr};
  // Means are of floating types only.
  if constexpr (kIsHalf<T>) {
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
