// RunGate: lets runs in until it is closed, and waits for those inside.
#pragma once

#include <atomic>
#include <cstdint>

#include "thalweg/graph/mutex.h"

namespace thalweg {

//   if (const RunGate::Pass pass(gate); pass) Run();  // Refused once closed.
//
// Entering and leaving cost one atomic addition each, until it is closed.
// Thread-safe; must outlive those inside.
class RunGate {
 public:
  // Counts as inside while it lives, if it was let in.
  class Pass {
   public:
    explicit Pass(RunGate& gate) : gate_(gate.Enter() ? &gate : nullptr) {}
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass() {
      if (gate_ != nullptr) gate_->Leave();
    }
    explicit operator bool() const { return gate_ != nullptr; }

   private:
    RunGate* const gate_;
  };

  bool closed() const { return closed_.load(std::memory_order_relaxed); }
  // True as soon as Close has begun: for those inside to look at.
  const std::atomic<bool>& closed_flag() const { return closed_; }

  // Lets nobody in any more and returns when nobody is inside. May be called
  // again, and by several at once.
  void Close();

 private:
  static constexpr uint32_t kClosed = uint32_t{1} << 31;

  // Whoever keeps knocking at a closed gate must not change the count that
  // Close waits for.
  bool Enter() {
    if (closed()) return false;
    if ((state_.fetch_add(1) & kClosed) == 0) return true;
    Leave();
    return false;
  }

  void Leave() {
    if (state_.fetch_sub(1) == (kClosed | 1)) TellIsEmpty();
  }
  // Apart, so that runs don't carry its frame.
  void TellIsEmpty();

  // Apart from the count, which changes all the time while others look here.
  alignas(64) std::atomic<bool> closed_{false};
  // How many are inside; kClosed once closed.
  alignas(64) std::atomic<uint32_t> state_{0};
  Mutex mutex_;
  CondVar empty_;
};

}  // namespace thalweg
