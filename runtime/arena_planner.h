// PlanArena: places buffers of known lifetimes in one block of memory.
#pragma once

#include <cstdint>
#include <vector>

namespace thalweg {

// A buffer that is in use from step `first` to step `last`, both included.
struct Lifetime {
  int64_t size = 0;
  int first = 0;
  int last = 0;
};

struct ArenaPlan {
  std::vector<int64_t> offsets;  // One for each lifetime, 64-byte aligned.
  int64_t size = 0;
  // The most that is in use at one step: no placement needs less.
  int64_t lower_bound = 0;
};

inline constexpr int64_t kArenaAlignment = 64;

// The next multiple of it.
constexpr int64_t AlignedToArena(int64_t size) {
  return (size + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

// Buffers whose lifetimes meet never overlap. Largest first, each as low as it
// fits (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net
// Inference", 2020); above some thousand buffers in order of time, by best fit
// among what is free.
ArenaPlan PlanArena(const std::vector<Lifetime>& lifetimes);

}  // namespace thalweg
