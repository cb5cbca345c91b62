#include "thalweg/kernels/cpu/math/gemm.h"

#include <algorithm>
#include <complex>
#include <type_traits>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/math/gemm.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, as Highway wants it.
#include "thalweg/kernels/cpu/math/vector_loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// So much of k at a time, so that a panel of b stays in the first cache.
constexpr int64_t kDepth = 256;
// Vectors of a panel, and rows of a tile: its sums stay in registers.
constexpr int64_t kVectors = 2;
constexpr int64_t kRows = HWY_TARGET <= HWY_AVX3 ? 8 : 4;

// Part of c += a b: `rows` rows by `columns` columns (a panel's at most) over
// `depth` products.
template <class T>
struct Part {
  const T* a;
  const T* b;
  T* c;
  int64_t depth;
  int64_t columns;
  int64_t b_row;
  // Start from zero, not from what c holds.
  bool first;
};

// One tile of `vectors` vectors, the last of which has `last` columns.
template <int64_t rows, int64_t vectors, class D, class T = hn::TFromD<D>>
HWY_INLINE void Tile(D d, const GemmShape& shape, const Part<T>& part,
                     int64_t last) {
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const bool whole = last == lanes;
  // Under a mask where the panel is not whole: nothing behind it is touched.
  const auto load = [&](const T* from, int64_t v) HWY_ATTR {
    return whole || v + 1 < vectors ? hn::LoadU(d, from + v * lanes)
                                    : LoadFirst(d, from + v * lanes, last);
  };
  hn::Vec<D> sums[rows][vectors];
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t v = 0; v < vectors; ++v) {
      sums[r][v] = part.first ? hn::Zero(d) : load(part.c + r * shape.c_row, v);
    }
  }
  for (int64_t p = 0; p < part.depth; ++p) {
    hn::Vec<D> b[vectors];
    for (int64_t v = 0; v < vectors; ++v) {
      b[v] = load(part.b + p * part.b_row, v);
    }
    for (int64_t r = 0; r < rows; ++r) {
      const auto a = hn::Set(d, part.a[r * shape.a_row + p * shape.a_column]);
      for (int64_t v = 0; v < vectors; ++v) {
        sums[r][v] = hn::MulAdd(a, b[v], sums[r][v]);
      }
    }
  }
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t v = 0; v < vectors; ++v) {
      T* const to = part.c + r * shape.c_row + v * lanes;
      if (whole || v + 1 < vectors) {
        hn::StoreU(sums[r][v], d, to);
      } else {
        StoreFirst(sums[r][v], d, to, last);
      }
    }
  }
}

template <int64_t vectors, class D, class T = hn::TFromD<D>>
void Panel(D d, const GemmShape& shape, Part<T> part, int64_t last) {
  int64_t i = 0;
  const auto next = [&](int64_t rows) {
    i += rows;
    part.a += rows * shape.a_row;
    part.c += rows * shape.c_row;
  };
  while (i + kRows <= shape.m) {
    Tile<kRows, vectors>(d, shape, part, last);
    next(kRows);
  }
  if (i + 4 <= shape.m) {
    Tile<4, vectors>(d, shape, part, last);
    next(4);
  }
  while (i < shape.m) {
    Tile<1, vectors>(d, shape, part, last);
    next(1);
  }
}

// Columns [0, width) of b, `depth` rows of it, side by side.
template <class T>
void PackPanel(const T* b, const GemmShape& shape, int64_t depth, int64_t width,
               int64_t panel_width, T* panel) {
  for (int64_t j = 0; j < width; ++j) {
    const T* column = b + j * shape.b_column;
    for (int64_t p = 0; p < depth; ++p) {
      panel[p * panel_width + j] = column[p * shape.b_row];
    }
  }
}

template <class T>
void VectorGemm(const GemmShape& shape, const void* a_data, const void* b_data,
                void* c_data) {
  const auto* a = static_cast<const T*>(a_data);
  const auto* b = static_cast<const T*>(b_data);
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const int64_t panel_width = kVectors * lanes;
  HWY_ALIGN T packed[kDepth * kVectors * HWY_MAX_BYTES / sizeof(T)];
  for (int64_t j = 0; j < shape.n; j += panel_width) {
    Part<T> part;
    part.c = static_cast<T*>(c_data) + j;
    part.columns = std::min(panel_width, shape.n - j);
    // Once for k = 0 too, which gives zeros.
    for (int64_t p = 0; p == 0 || p < shape.k; p += kDepth) {
      part.first = p == 0;
      part.depth = std::min(kDepth, shape.k - p);
      part.a = a + p * shape.a_column;
      part.b = b + p * shape.b_row + j * shape.b_column;
      part.b_row = shape.b_row;
      if (shape.b_column != 1) {
        PackPanel(part.b, shape, part.depth, part.columns, panel_width, packed);
        part.b = packed;
        part.b_row = panel_width;
      }
      if (part.columns > lanes) {
        Panel<kVectors>(d, shape, part, part.columns - lanes);
      } else {
        Panel<1>(d, shape, part, part.columns);
      }
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
