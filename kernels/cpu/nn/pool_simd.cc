// Pooling windows of float and double with Highway: vectors of channels.
#include "thalweg/kernels/cpu/nn/pool_windows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/nn/pool_simd.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Calls body(d, offset) for whole vectors of channels, then for single ones.
template <class T, class Body>
HWY_INLINE void ForChannels(int64_t channels, Body body) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t c = 0;
  for (; c + lanes <= channels; c += lanes) body(d, c);
  for (; c < channels; ++c) body(hn::CappedTag<T, 1>(), c);
}

// Calls body(offset) for the window's cells in scan order.
template <class Body>
HWY_INLINE void ForCells(const PoolWindow& w, Body body) {
  for (int64_t z = w.z0; z < w.z1; ++z) {
    for (int64_t y = w.y0; y < w.y1; ++y) {
      int64_t at = w.at(z, y, w.x0);
      for (int64_t x = w.x0; x < w.x1; ++x, at += w.channels) body(at);
    }
  }
}

// A NaN stays.
template <class V>
HWY_INLINE V Larger(V best, V value) {
  return hn::IfThenElse(hn::Or(hn::Gt(value, best), hn::IsNaN(value)), value,
                        best);
}

template <class T, class D>
HWY_INLINE hn::Vec<D> LargestOf(D d, const PoolWindow& w, const T* image,
                                int64_t c) {
  auto best = hn::LoadU(d, image + w.at(w.z0, w.y0, w.x0) + c);
  ForCells(w, [&](int64_t at) {
    best = Larger(best, hn::LoadU(d, image + at + c));
  });
  return best;
}

template <class T>
void Max(const PoolWindow& w, const T* image, T* pooled) {
  ForChannels<T>(w.channels, [&](auto d, int64_t c) {
    hn::StoreU(LargestOf(d, w, image, c), d, pooled + c);
  });
}

// Calls body(offset, mask) where the mask marks the lanes whose first largest
// cell that is.
template <class T, class D, class Body>
HWY_INLINE void ForFirstLargest(D d, const PoolWindow& w, const T* image,
                                int64_t c, Body body) {
  const auto largest = LargestOf(d, w, image, c);
  auto open = hn::Eq(hn::Zero(d), hn::Zero(d));
  ForCells(w, [&](int64_t at) {
    const auto value = hn::LoadU(d, image + at + c);
    const auto is_largest = hn::Or(hn::Eq(value, largest), hn::IsNaN(value));
    body(at, hn::And(open, is_largest));
    open = hn::AndNot(is_largest, open);
  });
}

template <class T>
void MaxGradient(const PoolWindow& w, const T* image, const T* pooled,
                 T* gradient) {
  ForChannels<T>(w.channels, [&](auto d, int64_t c) {
    const auto g = hn::LoadU(d, pooled + c);
    ForFirstLargest(d, w, image, c, [&](int64_t at, auto mask) {
      T* cell = gradient + at + c;
      hn::StoreU(hn::Add(hn::LoadU(d, cell), hn::IfThenElseZero(mask, g)), d,
                 cell);
    });
  });
}

template <class T>
void MaxSelect(const PoolWindow& w, const T* image, const T* gradient,
               T* pooled) {
  ForChannels<T>(w.channels, [&](auto d, int64_t c) {
    auto chosen = hn::Zero(d);
    ForFirstLargest(d, w, image, c, [&](int64_t at, auto mask) {
      chosen = hn::IfThenElse(mask, hn::LoadU(d, gradient + at + c), chosen);
    });
    hn::StoreU(chosen, d, pooled + c);
  });
}

template <class T>
void NearGradient(const PoolWindow& w, const T* image, const T* largest,
                  const T* pooled, T* gradient) {
  ForChannels<T>(w.channels, [&](auto d, int64_t c) {
    const auto g = hn::LoadU(d, pooled + c);
    const auto top = hn::LoadU(d, largest + c);
    const auto tolerance = hn::Set(d, static_cast<T>(1e-5));
    ForCells(w, [&](int64_t at) {
      T* cell = gradient + at + c;
      const auto apart = hn::Abs(hn::Sub(hn::LoadU(d, image + at + c), top));
      hn::StoreU(hn::Add(hn::LoadU(d, cell),
                         hn::IfThenElseZero(hn::Lt(apart, tolerance), g)),
                 d, cell);
    });
  });
}

template <class T>
void Mean(const PoolWindow& w, const T* image, double scale, T* pooled) {
  ForChannels<T>(w.channels, [&](auto d, int64_t c) {
    auto sum = hn::Zero(d);
    ForCells(w, [&](int64_t at) {
      sum = hn::Add(sum, hn::LoadU(d, image + at + c));
    });
    hn::StoreU(hn::Mul(sum, hn::Set(d, static_cast<T>(scale))), d, pooled + c);
  });
}

template <class T>
void Spread(const PoolWindow& w, const T* pooled, double scale, T* gradient) {
  ForChannels<T>(w.channels, [&](auto d, int64_t c) {
    const auto share =
        hn::Mul(hn::LoadU(d, pooled + c), hn::Set(d, static_cast<T>(scale)));
    ForCells(w, [&](int64_t at) {
      T* cell = gradient + at + c;
      hn::StoreU(hn::Add(hn::LoadU(d, cell), share), d, cell);
    });
  });
}

template <class T>
PoolFunctions<T> Functions() {
  return {&Max<T>,          &MaxGradient<T>, &MaxSelect<T>,
          &NearGradient<T>, &Mean<T>,        &Spread<T>};
}

PoolFunctions<float> FloatPools() { return Functions<float>(); }
PoolFunctions<double> DoublePools() { return Functions<double>(); }

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {

HWY_EXPORT(FloatPools);
HWY_EXPORT(DoublePools);

template <>
PoolFunctions<float> FindPoolFunctions<float>() {
  return HWY_DYNAMIC_DISPATCH(FloatPools)();
}
template <>
PoolFunctions<double> FindPoolFunctions<double>() {
  return HWY_DYNAMIC_DISPATCH(DoublePools)();
}

}  // namespace thalweg
#endif  // HWY_ONCE
