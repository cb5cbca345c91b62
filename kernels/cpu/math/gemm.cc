#include "thalweg/kernels/cpu/math/gemm.h"

#include <algorithm>
#include <complex>
#include <type_traits>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/math/gemm.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, as Highway wants it.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A tile of c is this many rows by two vectors and stays in registers.
constexpr int64_t kRows = 4;
// So much of k at a time, so that a panel of b stays in the first cache.
constexpr int64_t kDepth = 256;

// Columns [0, width) of b, `depth` rows of it, side by side and padded with
// zeros to the panel's width.
template <class T>
void PackPanel(const T* b, const GemmShape& shape, int64_t depth, int64_t width,
               int64_t panel_width, T* panel) {
  for (int64_t p = 0; p < depth; ++p) {
    T* row = panel + p * panel_width;
    for (int64_t j = 0; j < width; ++j) {
      row[j] = b[p * shape.b_row + j * shape.b_column];
    }
    std::fill(row + width, row + panel_width, T{0});
  }
}

// Adds `depth` products to `rows` rows (kRows at most) of the tile at c, which
// starts from zero when `first`.
template <int64_t rows, class D, class T = hn::TFromD<D>>
HWY_INLINE void Tile(D d, const GemmShape& shape, int64_t depth, bool first,
                     const T* a, const T* b, int64_t b_row, int64_t width,
                     T* c) {
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  HWY_ALIGN T edge[kRows * 2 * HWY_MAX_BYTES / sizeof(T)];
  const bool whole = width == 2 * lanes;
  T* const tile = whole ? c : edge;
  const int64_t tile_row = whole ? shape.c_row : 2 * lanes;
  if (!whole && !first) {
    for (int64_t r = 0; r < rows; ++r) {
      std::copy_n(c + r * shape.c_row, width, edge + r * tile_row);
    }
  }
  hn::Vec<D> left[rows], right[rows];
  for (int64_t r = 0; r < rows; ++r) {
    left[r] = first ? hn::Zero(d) : hn::LoadU(d, tile + r * tile_row);
    right[r] = first ? hn::Zero(d) : hn::LoadU(d, tile + r * tile_row + lanes);
  }
  for (int64_t p = 0; p < depth; ++p) {
    const auto b_left = hn::LoadU(d, b + p * b_row);
    const auto b_right = hn::LoadU(d, b + p * b_row + lanes);
    for (int64_t r = 0; r < rows; ++r) {
      const auto each = hn::Set(d, a[r * shape.a_row + p * shape.a_column]);
      left[r] = hn::MulAdd(each, b_left, left[r]);
      right[r] = hn::MulAdd(each, b_right, right[r]);
    }
  }
  for (int64_t r = 0; r < rows; ++r) {
    hn::StoreU(left[r], d, tile + r * tile_row);
    hn::StoreU(right[r], d, tile + r * tile_row + lanes);
  }
  if (whole) return;
  for (int64_t r = 0; r < rows; ++r) {
    std::copy_n(edge + r * tile_row, width, c + r * shape.c_row);
  }
}

// All rows of c for one panel of b.
template <class D, class T = hn::TFromD<D>>
void Panel(D d, const GemmShape& shape, int64_t depth, bool first, const T* a,
           const T* b, int64_t b_row, int64_t width, T* c) {
  int64_t i = 0;
  for (; i + kRows <= shape.m; i += kRows) {
    Tile<kRows>(d, shape, depth, first, a + i * shape.a_row, b, b_row, width,
                c + i * shape.c_row);
  }
  for (; i < shape.m; ++i) {
    Tile<1>(d, shape, depth, first, a + i * shape.a_row, b, b_row, width,
            c + i * shape.c_row);
  }
}

template <class T>
void VectorGemm(const GemmShape& shape, const void* a_data, const void* b_data,
                void* c_data) {
  const auto* a = static_cast<const T*>(a_data);
  const auto* b = static_cast<const T*>(b_data);
  auto* c = static_cast<T*>(c_data);
  const hn::ScalableTag<T> d;
  const int64_t panel_width = 2 * static_cast<int64_t>(hn::Lanes(d));
  HWY_ALIGN T packed[kDepth * 2 * HWY_MAX_BYTES / sizeof(T)];
  for (int64_t j = 0; j < shape.n; j += panel_width) {
    const int64_t width = std::min(panel_width, shape.n - j);
    const bool in_place = width == panel_width && shape.b_column == 1;
    // Once for k = 0 too, which gives zeros.
    for (int64_t p = 0; p == 0 || p < shape.k; p += kDepth) {
      const int64_t depth = std::min(kDepth, shape.k - p);
      const T* panel = b + p * shape.b_row + j * shape.b_column;
      if (!in_place) {
        PackPanel(panel, shape, depth, width, panel_width, packed);
      }
      Panel(d, shape, depth, /*first=*/p == 0, a + p * shape.a_column,
            in_place ? panel : packed, in_place ? shape.b_row : panel_width,
            width, c + j);
    }
  }
}

GemmFunction FindVectorGemm(DType dtype) {
  return dtype == kFloat ? &VectorGemm<float> : &VectorGemm<double>;
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {
namespace {

HWY_EXPORT(FindVectorGemm);

// Complex multiplication without the care for infinities that std::complex's
// takes.
template <class T>
struct Product {
  static T Of(T x, T y) { return x * y; }
};
template <class T>
struct Product<std::complex<T>> {
  static std::complex<T> Of(std::complex<T> x, std::complex<T> y) {
    return {x.real() * y.real() - x.imag() * y.imag(),
            x.real() * y.imag() + x.imag() * y.real()};
  }
};

template <class T>
T ConjugateIf(bool conjugate, T x) {
  if constexpr (std::is_arithmetic_v<T>) {
    return x;
  } else {
    return conjugate ? std::conj(x) : x;
  }
}

// Sum: T, unsigned where T's own overflow would be undefined.
template <class T, class Sum = T>
void LoopGemm(const GemmShape& shape, const void* a_data, const void* b_data,
              void* c_data) {
  const auto* a = static_cast<const T*>(a_data);
  const auto* b = static_cast<const T*>(b_data);
  auto* c = static_cast<T*>(c_data);
  std::vector<Sum> row(shape.n);
  for (int64_t i = 0; i < shape.m; ++i) {
    std::fill(row.begin(), row.end(), Sum{});
    for (int64_t p = 0; p < shape.k; ++p) {
      const auto each = static_cast<Sum>(ConjugateIf(
          shape.conjugate_a, a[i * shape.a_row + p * shape.a_column]));
      const T* b_row = b + p * shape.b_row;
      for (int64_t j = 0; j < shape.n; ++j) {
        row[j] += Product<Sum>::Of(
            each, static_cast<Sum>(ConjugateIf(shape.conjugate_b,
                                               b_row[j * shape.b_column])));
      }
    }
    for (int64_t j = 0; j < shape.n; ++j) {
      c[i * shape.c_row + j] = static_cast<T>(row[j]);
    }
  }
}

}  // namespace

GemmFunction FindGemm(DType dtype) {
  switch (dtype) {
    case kFloat:
    case kDouble:
      return HWY_DYNAMIC_DISPATCH(FindVectorGemm)(dtype);
    case kInt16:
      return &LoopGemm<int16_t, uint32_t>;
    case kInt32:
      return &LoopGemm<int32_t, uint32_t>;
    case kInt64:
      return &LoopGemm<int64_t, uint64_t>;
    case kComplex64:
      return &LoopGemm<std::complex<float>>;
    case kComplex128:
      return &LoopGemm<std::complex<double>>;
    default:
      return nullptr;
  }
}

}  // namespace thalweg
#endif  // HWY_ONCE
