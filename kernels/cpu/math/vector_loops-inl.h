// Loops over the formulas of kernels/functors for float and double by vectors,
// for half and bfloat16 through float.
#if defined(THALWEG_KERNELS_CPU_MATH_VECTOR_LOOPS_INL_H_) == \
    defined(HWY_TARGET_TOGGLE)
#ifdef THALWEG_KERNELS_CPU_MATH_VECTOR_LOOPS_INL_H_
#undef THALWEG_KERNELS_CPU_MATH_VECTOR_LOOPS_INL_H_
#else
#define THALWEG_KERNELS_CPU_MATH_VECTOR_LOOPS_INL_H_
#endif

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"
#include "thalweg/kernels/cpu/half_tiles-inl.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/functors/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

// The first `count` lanes, fewer than d has; reads nothing behind them.
template <class D, class T>
HWY_INLINE hwy::HWY_NAMESPACE::Vec<D> LoadFirst(D d, const T* from,
                                                int64_t count) {
  namespace hn = hwy::HWY_NAMESPACE;
#if HWY_TARGET <= HWY_AVX2
  return hn::MaskedLoad(hn::FirstN(d, count), d, from);
#else
  HWY_ALIGN T lanes[HWY_MAX_BYTES / sizeof(T)] = {};
  std::memcpy(lanes, from, count * sizeof(T));
  return hn::Load(d, lanes);
#endif
}

template <class D, class T>
HWY_INLINE void StoreFirst(hwy::HWY_NAMESPACE::Vec<D> vector, D d, T* to,
                           int64_t count) {
  namespace hn = hwy::HWY_NAMESPACE;
#if HWY_TARGET <= HWY_AVX2
  hn::BlendedStore(vector, hn::FirstN(d, count), d, to);
#else
  HWY_ALIGN T lanes[HWY_MAX_BYTES / sizeof(T)];
  hn::Store(vector, d, lanes);
  std::memcpy(to, lanes, count * sizeof(T));
#endif
}

template <class F, class T>
void UnaryLoop(const void* x_data, void* y_data, int64_t n) {
  namespace hn = hwy::HWY_NAMESPACE;
  const auto* x = static_cast<const T*>(x_data);
  auto* y = static_cast<T*>(y_data);
  const hn::ScalableTag<T> d;
  const VectorMath<decltype(d)> m{d};
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(F::Apply(m, hn::LoadU(d, x + i)), d, y + i);
  }
  if (i == n) return;
  StoreFirst(F::Apply(m, LoadFirst(d, x + i, n - i)), d, y + i, n - i);
}

template <class F, class T>
void BinaryLoop(const void* x_data, const void* y_data, void* z_data,
                int64_t n) {
  namespace hn = hwy::HWY_NAMESPACE;
  const auto* x = static_cast<const T*>(x_data);
  const auto* y = static_cast<const T*>(y_data);
  auto* z = static_cast<T*>(z_data);
  if (n == 1) {  // Without a mask, so that the next one finds the result fast.
    const hn::CappedTag<T, 1> one;
    const VectorMath<decltype(one)> m{one};
    hn::StoreU(F::Apply(m, hn::LoadU(one, x), hn::LoadU(one, y)), one, z);
    return;
  }
  const hn::ScalableTag<T> d;
  const VectorMath<decltype(d)> m{d};
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(F::Apply(m, hn::LoadU(d, x + i), hn::LoadU(d, y + i)), d, z + i);
  }
  if (i == n) return;
  const int64_t rest = n - i;
  StoreFirst(F::Apply(m, LoadFirst(d, x + i, rest), LoadFirst(d, y + i, rest)),
             d, z + i, rest);
}

// The same functions of half or bfloat16.
template <UnaryFunction function, class H>
void UnaryThroughFloat(const void* x, void* y, int64_t n) {
  HWY_ALIGN float tile[kHalfTile];
  for (int64_t i = 0; i < n; i += kHalfTile) {
    const int64_t count = std::min(kHalfTile, n - i);
    ToFloat(static_cast<const H*>(x) + i, tile, count);
    function(tile, tile, count);
    FromFloat(tile, static_cast<H*>(y) + i, count);
  }
}

template <BinaryFunction function, class H>
void BinaryThroughFloat(const void* x, const void* y, void* z, int64_t n) {
  HWY_ALIGN float x_tile[kHalfTile];
  HWY_ALIGN float y_tile[kHalfTile];
  for (int64_t i = 0; i < n; i += kHalfTile) {
    const int64_t count = std::min(kHalfTile, n - i);
    ToFloat(static_cast<const H*>(x) + i, x_tile, count);
    ToFloat(static_cast<const H*>(y) + i, y_tile, count);
    function(x_tile, y_tile, x_tile, count);
    FromFloat(x_tile, static_cast<H*>(z) + i, count);
  }
}

template <class F>
constexpr UnaryFunctions UnaryFunctionsOf() {
  return {&UnaryLoop<F, float>, &UnaryLoop<F, double>,
          &UnaryThroughFloat<&UnaryLoop<F, float>, Half>,
          &UnaryThroughFloat<&UnaryLoop<F, float>, BFloat16>};
}

template <class F>
constexpr BinaryFunctions BinaryFunctionsOf() {
  return {&BinaryLoop<F, float>, &BinaryLoop<F, double>,
          &BinaryThroughFloat<&BinaryLoop<F, float>, Half>,
          &BinaryThroughFloat<&BinaryLoop<F, float>, BFloat16>};
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#endif  // Per target.
