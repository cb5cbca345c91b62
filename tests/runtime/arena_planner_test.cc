#include "thalweg/runtime/arena_planner.h"

#include <gtest/gtest.h>

#include <random>

namespace thalweg {
namespace {

bool Meet(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

void ExpectNoOverlap(const std::vector<Lifetime>& lifetimes,
                     const ArenaPlan& plan) {
  for (size_t i = 0; i < lifetimes.size(); ++i) {
    EXPECT_EQ(plan.offsets[i] % kArenaAlignment, 0);
    EXPECT_LE(plan.offsets[i] + lifetimes[i].size, plan.size);
    for (size_t j = 0; j < i; ++j) {
      if (!Meet(lifetimes[i], lifetimes[j])) continue;
      EXPECT_TRUE(plan.offsets[i] + lifetimes[i].size <= plan.offsets[j] ||
                  plan.offsets[j] + lifetimes[j].size <= plan.offsets[i])
          << i << " and " << j;
    }
  }
}

std::vector<Lifetime> RandomLifetimes(int count, int steps, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Lifetime> lifetimes;
  for (int i = 0; i < count; ++i) {
    const int first = static_cast<int>(random() % steps);
    lifetimes.push_back({static_cast<int64_t>(random() % 5000 + 1), first,
                         first + static_cast<int>(random() % 7)});
  }
  return lifetimes;
}

TEST(ArenaPlannerTest, GivesOneAddressToBuffersThatFollowEachOther) {
  const ArenaPlan plan = PlanArena({{100, 0, 1}, {100, 2, 3}, {100, 4, 5}});
  EXPECT_EQ(plan.offsets, (std::vector<int64_t>{0, 0, 0}));
  EXPECT_EQ(plan.size, 128);
  EXPECT_EQ(plan.lower_bound, 128);
}

TEST(ArenaPlannerTest, FillsTheGapBetweenTwoLargeBuffers) {
  // The small one fits above the first large one, where the second is not yet.
  const ArenaPlan plan = PlanArena({{640, 0, 1}, {640, 2, 3}, {64, 1, 2}});
  EXPECT_EQ(plan.size, 704);
  EXPECT_EQ(plan.lower_bound, 704);
}

TEST(ArenaPlannerTest, NeverLetsLiveBuffersOverlap) {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const auto lifetimes = RandomLifetimes(150, 60, seed);
    const ArenaPlan plan = PlanArena(lifetimes);
    ExpectNoOverlap(lifetimes, plan);
    EXPECT_GE(plan.size, plan.lower_bound);
    EXPECT_LE(plan.size, plan.lower_bound * 3 / 2) << "seed " << seed;
  }
}

TEST(ArenaPlannerTest, NeverLetsLiveBuffersOverlapInLargePlansEither) {
  const auto lifetimes = RandomLifetimes(4000, 3000, 1);
  const ArenaPlan plan = PlanArena(lifetimes);
  ExpectNoOverlap(lifetimes, plan);
  EXPECT_LE(plan.size, plan.lower_bound * 3);
}

TEST(ArenaPlannerTest, NeedsNothingForNothing) {
  EXPECT_EQ(PlanArena({}).size, 0);
  EXPECT_EQ(PlanArena({{0, 0, 5}}).size, 0);
}

}  // namespace
}  // namespace thalweg
