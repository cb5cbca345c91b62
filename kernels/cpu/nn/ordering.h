// Orders of real numbers that sorting can rely on, NaN included.
#pragma once

#include <cstdint>

#include "thalweg/kernels/cpu/real_types.h"

namespace thalweg {

// x > y, where NaN is larger than all others.
template <class T>
bool IsLarger(const T& x, const T& y) {
  const auto& a = WideValue(x);
  const auto& b = WideValue(y);
  return a > b || (a != a && b == b);
}

// Positions in an array: the larger element first, of equal ones the lower
// position.
template <class T>
struct ByFallingValue {
  const T* values;
  bool operator()(int32_t i, int32_t j) const {
    if (IsLarger(values[i], values[j])) return true;
    return i < j && !IsLarger(values[j], values[i]);
  }
};

}  // namespace thalweg
