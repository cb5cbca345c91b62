// FirstBad: where the first bad element is that pieces of work find.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

namespace thalweg {

// The least position reported, whichever thread is first. Thread-safe.
class FirstBad {
 public:
  void Report(int64_t position) {
    int64_t seen = position_;
    while (position < seen &&
           !position_.compare_exchange_weak(seen, position)) {
    }
  }
  bool none() const { return position() == kNone; }
  // REQUIRES: !none().
  int64_t position() const { return position_; }

 private:
  static constexpr int64_t kNone = std::numeric_limits<int64_t>::max();
  std::atomic<int64_t> position_ = kNone;
};

}  // namespace thalweg
