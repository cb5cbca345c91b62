// KeyTable, ElementKey: elements told apart by hashing.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "thalweg/graph/dtype.h"
#include "thalweg/kernels/cpu/real_types.h"

namespace thalweg {

// Numbers keys 0, 1, 2, ... as they first appear; the keys themselves stay
// with the caller.
class KeyTable {
 public:
  // For at most `count` different keys, fewer than 2^31.
  explicit KeyTable(int64_t count)
      : slots_(std::bit_ceil(static_cast<uint64_t>(count) * 2 + 1), kFree),
        shift_(64 - std::countr_zero(slots_.size())) {}

  int64_t size() const { return size_; }

  // The number of the key with this hash for which is_same(number) holds, or
  // -1.
  template <class IsSame>
  int64_t Find(uint64_t hash, IsSame is_same) const {
    return slots_[SlotOf(hash, is_same)];
  }
  // The same; a key that is not there gets the number size().
  template <class IsSame>
  int64_t FindOrAdd(uint64_t hash, IsSame is_same) {
    int32_t& slot = slots_[SlotOf(hash, is_same)];
    if (slot == kFree) slot = size_++;
    return slot;
  }

 private:
  static constexpr int32_t kFree = -1;

  template <class IsSame>
  size_t SlotOf(uint64_t hash, IsSame is_same) const {
    size_t slot = shift_ == 64 ? 0 : hash * 0x9e3779b97f4a7c15u >> shift_;
    while (slots_[slot] != kFree && !is_same(slots_[slot])) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    return slot;
  }

  std::vector<int32_t> slots_;
  int shift_;
  int32_t size_ = 0;
};

// How elements are hashed and compared: NaN equals nothing, -0 equals 0.
template <class T>
struct ElementKey {
  static uint64_t Hash(const T& x) {
    if constexpr (std::is_same_v<T, std::string>) {
      return std::hash<std::string>()(x);
    } else if constexpr (std::is_integral_v<T>) {
      return x;
    } else {
      const double value = WideValue(x);
      return value == 0 ? 0 : std::bit_cast<uint64_t>(value);
    }
  }
  static bool Same(const T& x, const T& y) {
    return WideValue(x) == WideValue(y);
  }
};

// Calls visit with a null pointer to a type whose ElementKey is that of the
// dtype: real numbers, bool or string. Integers of one size share one.
template <class Visit>
auto VisitKeyType(DType dtype, Visit visit) {
  switch (dtype) {
    case kString:
      return visit(static_cast<std::string*>(nullptr));
    case kFloat:
      return visit(static_cast<float*>(nullptr));
    case kDouble:
      return visit(static_cast<double*>(nullptr));
    case kHalf:
      return visit(static_cast<Half*>(nullptr));
    case kBfloat16:
      return visit(static_cast<BFloat16*>(nullptr));
    default:
      break;
  }
  switch (DTypeSize(dtype)) {
    case 2:
      return visit(static_cast<uint16_t*>(nullptr));
    case 4:
      return visit(static_cast<uint32_t*>(nullptr));
    case 8:
      return visit(static_cast<uint64_t*>(nullptr));
    default:
      return visit(static_cast<uint8_t*>(nullptr));
  }
}

}  // namespace thalweg
