#include "thalweg/runtime/arena_planner.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace thalweg {
namespace {

// Placing n buffers by size takes n * n / 2 comparisons.
constexpr size_t kMaxBySize = 3000;

int64_t LowerBound(const std::vector<Lifetime>& lifetimes) {
  std::map<int, int64_t> change;
  for (const Lifetime& lifetime : lifetimes) {
    change[lifetime.first] += AlignedToArena(lifetime.size);
    change[lifetime.last + 1] -= AlignedToArena(lifetime.size);
  }
  int64_t live = 0, most = 0;
  for (const auto& [step, delta] : change) {
    live += delta;
    most = std::max(most, live);
  }
  return most;
}

bool Meet(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

void PlaceBySize(const std::vector<Lifetime>& lifetimes, ArenaPlan& plan) {
  std::vector<size_t> by_size(lifetimes.size());
  std::iota(by_size.begin(), by_size.end(), 0);
  std::stable_sort(by_size.begin(), by_size.end(), [&](size_t a, size_t b) {
    return lifetimes[a].size > lifetimes[b].size;
  });
  // By offset.
  std::vector<size_t> placed;
  for (size_t index : by_size) {
    const int64_t size = AlignedToArena(lifetimes[index].size);
    int64_t offset = 0;
    for (size_t other : placed) {
      if (!Meet(lifetimes[index], lifetimes[other])) continue;
      if (offset + size <= plan.offsets[other]) break;
      offset = std::max(
          offset, plan.offsets[other] + AlignedToArena(lifetimes[other].size));
    }
    plan.offsets[index] = offset;
    plan.size = std::max(plan.size, offset + size);
    auto at = std::upper_bound(placed.begin(), placed.end(), offset,
                               [&](int64_t value, size_t other) {
                                 return value < plan.offsets[other];
                               });
    placed.insert(at, index);
  }
}

// Free stretches of the arena, which grows at its end.
class FreeList {
 public:
  int64_t Take(int64_t size) {
    auto fit = by_size_.lower_bound({size, 0});
    if (fit == by_size_.end()) {
      const int64_t offset = end_;
      end_ += size;
      return offset;
    }
    const auto [found, offset] = *fit;
    Remove(offset, found);
    if (found > size) Insert(offset + size, found - size);
    return offset;
  }

  void Give(int64_t offset, int64_t size) {
    auto next = by_offset_.lower_bound(offset);
    if (next != by_offset_.end() && next->first == offset + size) {
      const int64_t next_size = next->second;
      Remove(offset + size, next_size);
      size += next_size;
    }
    auto at = by_offset_.lower_bound(offset);
    if (at != by_offset_.begin()) {
      const auto [before, before_size] = *std::prev(at);
      if (before + before_size == offset) {
        Remove(before, before_size);
        offset = before;
        size += before_size;
      }
    }
    Insert(offset, size);
  }

  int64_t end() const { return end_; }

 private:
  void Insert(int64_t offset, int64_t size) {
    by_offset_[offset] = size;
    by_size_.insert({size, offset});
  }
  void Remove(int64_t offset, int64_t size) {
    by_offset_.erase(offset);
    by_size_.erase({size, offset});
  }

  std::map<int64_t, int64_t> by_offset_;
  std::set<std::pair<int64_t, int64_t>> by_size_;
  int64_t end_ = 0;
};

void PlaceByTime(const std::vector<Lifetime>& lifetimes, ArenaPlan& plan) {
  std::vector<size_t> by_first(lifetimes.size());
  std::iota(by_first.begin(), by_first.end(), 0);
  std::stable_sort(by_first.begin(), by_first.end(), [&](size_t a, size_t b) {
    return lifetimes[a].first < lifetimes[b].first;
  });
  FreeList free;
  std::multimap<int, size_t> in_use;  // By last step.
  for (size_t index : by_first) {
    while (!in_use.empty() && in_use.begin()->first < lifetimes[index].first) {
      const size_t done = in_use.begin()->second;
      free.Give(plan.offsets[done], AlignedToArena(lifetimes[done].size));
      in_use.erase(in_use.begin());
    }
    const int64_t size = AlignedToArena(lifetimes[index].size);
    if (size == 0) continue;
    plan.offsets[index] = free.Take(size);
    in_use.emplace(lifetimes[index].last, index);
  }
  plan.size = free.end();
}

}  // namespace

ArenaPlan PlanArena(const std::vector<Lifetime>& lifetimes) {
  ArenaPlan plan;
  plan.offsets.assign(lifetimes.size(), 0);
  plan.lower_bound = LowerBound(lifetimes);
  if (lifetimes.size() <= kMaxBySize) {
    PlaceBySize(lifetimes, plan);
  } else {
    PlaceByTime(lifetimes, plan);
  }
  return plan;
}

}  // namespace thalweg
