#include "thalweg/kernels/cpu/array/copy_plane.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "thalweg/kernels/cpu/array/copy_transposed-inl.h"
#include "thalweg/kernels/cpu/array/element_types.h"

namespace thalweg {
namespace {

// Runs shorter than this are copied element by element, without a call.
constexpr int64_t kShortRun = 16;

// Contiguous rows.
template <class T>
void CopyRows(const void* from_bytes, void* to_bytes, const CopyPlane& plane) {
  const T* from = static_cast<const T*>(from_bytes);
  T* to = static_cast<T*>(to_bytes);
  const int64_t columns = plane.columns.size;
  for (int64_t row = 0; row < plane.rows.size; ++row) {
    if (std::is_trivially_copyable_v<T> && columns >= kShortRun) {
      std::memcpy(static_cast<void*>(to), from, columns * sizeof(T));
    } else {
      for (int64_t i = 0; i < columns; ++i) to[i] = from[i];
    }
    from += plane.rows.from_stride;
    to += plane.rows.to_stride;
  }
}

// `count` times the same element: a few one by one, the rest copied from those
// before, which stay in the cache.
template <class T>
void FillRow(const T& value, int64_t count, T* to) {
  if constexpr (!std::is_trivially_copyable_v<T>) {
    std::fill_n(to, count, value);
  } else {
    constexpr int64_t kMost = 4096 / sizeof(T);
    int64_t done = std::min(count, kShortRun);
    for (int64_t i = 0; i < done; ++i) to[i] = value;
    while (done < count) {
      const int64_t more = std::min({done, count - done, kMost});
      std::memcpy(to + done, to, more * sizeof(T));
      done += more;
    }
  }
}

// One element repeated along each row.
template <class T>
void FillRows(const void* from_bytes, void* to_bytes, const CopyPlane& plane) {
  const T* from = static_cast<const T*>(from_bytes);
  T* to = static_cast<T*>(to_bytes);
  for (int64_t row = 0; row < plane.rows.size; ++row) {
    FillRow(*from, plane.columns.size, to);
    from += plane.rows.from_stride;
    to += plane.rows.to_stride;
  }
}

template <class T>
void CopyStrided(const void* from_bytes, void* to_bytes,
                 const CopyPlane& plane) {
  const T* from = static_cast<const T*>(from_bytes);
  T* to = static_cast<T*>(to_bytes);
  const CopyAxis columns = plane.columns;
  for (int64_t row = 0; row < plane.rows.size; ++row) {
    for (int64_t i = 0; i < columns.size; ++i) {
      to[i * columns.to_stride] = from[i * columns.from_stride];
    }
    from += plane.rows.from_stride;
    to += plane.rows.to_stride;
  }
}

// Every second, third, ... element: the strides of images' channels; -1: back
// from the last.
template <class T, int stride>
void CopyEveryNth(const void* from_bytes, void* to_bytes,
                  const CopyPlane& plane) {
  const T* from = static_cast<const T*>(from_bytes);
  T* to = static_cast<T*>(to_bytes);
  for (int64_t row = 0; row < plane.rows.size; ++row) {
    for (int64_t i = 0; i < plane.columns.size; ++i) to[i] = from[i * stride];
    from += plane.rows.from_stride;
    to += plane.rows.to_stride;
  }
}

template <class T>
PlaneFunction SelectPlaneFunction(const CopyPlane& plane) {
  const CopyAxis& columns = plane.columns;
  if (columns.to_stride != 1) return &CopyStrided<T>;
  if (columns.from_stride == 1) return &CopyRows<T>;
  if (columns.from_stride == 0) return &FillRows<T>;
  if constexpr (std::is_trivially_copyable_v<T>) {
    if (plane.rows.from_stride == 1 && plane.rows.size > 1) {
      if (plane.rows.size < kFewTransposed) return &CopyFewRowsTransposed<T>;
      if (columns.size < kFewTransposed) return &CopyFewColumnsTransposed<T>;
      return &CopyTransposed<T>;
    }
    if (columns.from_stride == -1) return &CopyEveryNth<T, -1>;
    if (columns.from_stride == 2) return &CopyEveryNth<T, 2>;
    if (columns.from_stride == 3) return &CopyEveryNth<T, 3>;
    if (columns.from_stride == 4) return &CopyEveryNth<T, 4>;
  }
  return &CopyStrided<T>;
}

}  // namespace

PlaneFunction PlaneFunctionFor(DType dtype, const CopyPlane& plane) {
  return VisitElementType(dtype, [&plane](auto* type) {
    return SelectPlaneFunction<std::remove_pointer_t<decltype(type)>>(plane);
  });
}

}  // namespace thalweg
