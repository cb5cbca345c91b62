// AllocationFailure: makes AllocateBuffer fail on purpose, for tests.
#pragma once

#include <cstdint>

namespace thalweg {

// While one lives, allocations of tensor memory in all threads are counted and
// some fail:
//
//   for (int64_t n = 0; ; ++n) {
//     AllocationFailure failure(n, AllocationFailure::kOnce);
//     absl::Status status = Work();        // its allocation n failed ...
//     if (!failure.happened()) break;      // ... until it has fewer than that
//     EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
//   }
//
// One at a time in a process.
class AllocationFailure {
 public:
  enum Mode { kOnce, kFromThenOn };

  // Lets `successes` allocations pass; the next, or all from there, fail.
  AllocationFailure(int64_t successes, Mode mode);
  ~AllocationFailure();
  AllocationFailure(const AllocationFailure&) = delete;
  AllocationFailure& operator=(const AllocationFailure&) = delete;

  // True when an allocation has failed because of this.
  bool happened() const;

  // Called for each allocation: true when it shall fail.
  static bool Strikes();
};

}  // namespace thalweg
