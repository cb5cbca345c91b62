// Orders of real numbers that sorting can rely on, NaN included.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

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

// Puts numbers 0 .. size - 1 in the first k places of `order`: those that come
// first. Sorts them if told to, or if they are all.
template <class Before>
void FindFirst(int32_t size, int32_t k, bool sorted, Before before,
               std::vector<int32_t>& order) {
  if (k == size) {
    order.resize(k);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), before);
    return;
  }
  // A heap of k with the last of them on top, and one place for the next.
  order.resize(k + 1);
  std::iota(order.begin(), order.end(), 0);
  std::make_heap(order.begin(), order.end(), before);
  std::pop_heap(order.begin(), order.end(), before);
  for (int32_t i = k + 1; i < size; ++i) {
    if (!before(i, order.front())) continue;
    order.back() = i;
    std::pop_heap(order.begin(), order.end(), before);
  }
  order.pop_back();
  if (sorted) std::sort_heap(order.begin(), order.end(), before);
}

}  // namespace thalweg
