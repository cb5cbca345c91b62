#include "thalweg/runtime/run_gate.h"

namespace thalweg {

void RunGate::Close() {
  closed_.store(true, std::memory_order_relaxed);
  state_.fetch_or(kClosed);
  MutexLock lock(&mutex_);
  while (state_.load() != kClosed) empty_.Wait(&mutex_);
}

void RunGate::TellIsEmpty() {
  // Whoever closes looks at the count with the mutex held: either it sees the
  // change made before, or it waits by now.
  MutexLock lock(&mutex_);
  empty_.NotifyAll();
}

}  // namespace thalweg
