// Slots: what each thread that works on a step needs for itself.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "thalweg/kernels/device.h"
#include "thalweg/kernels/thread_pool.h"

namespace thalweg {

// How many pieces of a step may run at once.
inline int MaxConcurrency(Device& device, int64_t pieces) {
  constexpr int64_t kMaxSlots = 64;
  return static_cast<int>(std::clamp<int64_t>(
      std::min<int64_t>(pieces, device.thread_pool().num_threads()), 1,
      kMaxSlots));
}

// Up to 64 values, of which a piece of work borrows one while it runs: so
// argument blocks and scratch memory are as many as threads, not as pieces.
// Which one a piece gets must make no difference to its result.
template <class T>
class Slots {
 public:
  // REQUIRES: 1 <= values.size() <= 64.
  explicit Slots(std::vector<T> values)
      : values_(std::move(values)),
        free_(values_.size() == 64 ? ~uint64_t{0}
                                   : (uint64_t{1} << values_.size()) - 1) {}

  // A borrowed value; goes back when the guard goes. Waits (spinning) while
  // none is free.
  class Guard {
   public:
    explicit Guard(Slots& slots) : slots_(slots), index_(slots.Take()) {}
    ~Guard() { slots_.GiveBack(index_); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    T& operator*() const { return slots_.values_[index_]; }
    T* operator->() const { return &slots_.values_[index_]; }
    int index() const { return index_; }

   private:
    Slots& slots_;
    const int index_;
  };

 private:
  int Take() {
    uint64_t free = free_.load(std::memory_order_relaxed);
    for (;;) {
      if (free == 0) {
        free = free_.load(std::memory_order_relaxed);
        continue;
      }
      const uint64_t lowest = free & -free;
      if (free_.compare_exchange_weak(free, free & ~lowest,
                                      std::memory_order_acquire,
                                      std::memory_order_relaxed)) {
        return std::countr_zero(lowest);
      }
    }
  }
  void GiveBack(int index) {
    free_.fetch_or(uint64_t{1} << index, std::memory_order_release);
  }

  std::vector<T> values_;
  std::atomic<uint64_t> free_;
};

}  // namespace thalweg
