#include "thalweg/graph/allocation_failure.h"

#include <atomic>

namespace thalweg {
namespace {

std::atomic<bool> armed{false};
std::atomic<bool> from_then_on{false};
// Allocations still to pass; the one that finds 0 fails.
std::atomic<int64_t> remaining{0};
std::atomic<bool> struck{false};

}  // namespace

AllocationFailure::AllocationFailure(int64_t successes, Mode mode) {
  from_then_on = mode == kFromThenOn;
  remaining = successes;
  struck = false;
  armed = true;
}

AllocationFailure::~AllocationFailure() { armed = false; }

bool AllocationFailure::happened() const { return struck; }

bool AllocationFailure::Strikes() {
  if (!armed.load(std::memory_order_relaxed)) return false;
  const int64_t left = remaining.fetch_sub(1);
  if (left > 0 || (left < 0 && !from_then_on)) return false;
  struck = true;
  return true;
}

}  // namespace thalweg
