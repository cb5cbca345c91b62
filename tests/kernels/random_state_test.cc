#include "thalweg/kernels/random_state.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace thalweg {
namespace {

TEST(RandomStateTest, ReservesWhatTensorFlowReserves) {
  RandomState state(3, 4);
  Philox expected = Philox::FromSeeds(3, 4);
  EXPECT_EQ(state.Reserve(7).Next(), Philox(expected).Next());
  expected.Skip(7 * 256);
  EXPECT_EQ(state.Reserve(1).Next(), Philox(expected).Next());
  expected.Skip(256);
  EXPECT_EQ(state.Reserve(1).Next(), Philox(expected).Next());
}

TEST(RandomStateTest, IsSeededByChanceWithoutSeeds) {
  EXPECT_NE(RandomState(0, 0).Reserve(1).Next(),
            RandomState(0, 0).Reserve(1).Next());
  EXPECT_EQ(RandomState(0, 1).Reserve(1).Next(),
            RandomState(0, 1).Reserve(1).Next());
}

TEST(RandomStateTest, ConcurrentReservationsAreApart) {
  RandomState state(1, 2);
  std::mutex mutex;
  std::set<Philox::Block> blocks;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        const Philox::Block block = state.Reserve(1).Next();
        std::lock_guard lock(mutex);
        blocks.insert(block);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(blocks.size(), 600u);
}

}  // namespace
}  // namespace thalweg
