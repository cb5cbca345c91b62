#include "thalweg/kernels/thread_pool.h"

#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace thalweg {
namespace {

TEST(ThreadPoolTest, RunsEachPieceOnce) {
  for (int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    for (int64_t count : {0, 1, 2, 7, 1000}) {
      std::vector<std::atomic<int>> calls(count);
      pool.Run(count, [&](int64_t i) { ++calls[i]; });
      for (const auto& each : calls) EXPECT_EQ(each.load(), 1);
    }
  }
}

TEST(ThreadPoolTest, WritesOfPiecesAreSeenAfterRun) {
  ThreadPool pool(3);
  std::vector<int> values(100);
  for (int round = 1; round <= 200; ++round) {
    pool.Run(values.size(), [&](int64_t i) { values[i] += 1; });
    for (int value : values) ASSERT_EQ(value, round);
  }
}

TEST(ThreadPoolTest, UsesNoOtherThreadWhenOneIsAskedFor) {
  ThreadPool pool(1);
  const auto self = std::this_thread::get_id();
  pool.Run(50, [&](int64_t) { EXPECT_EQ(std::this_thread::get_id(), self); });
}

TEST(ThreadPoolTest, NeverUsesMoreThreadsThanAskedFor) {
  ThreadPool pool(3);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  for (int round = 0; round < 50; ++round) {
    pool.Run(64, [&](int64_t) {
      std::lock_guard<std::mutex> lock(mutex);
      threads.insert(std::this_thread::get_id());
    });
  }
  EXPECT_LE(threads.size(), 3u);
}

TEST(ThreadPoolTest, TwoThreadsWorkAtOnce) {
  ThreadPool pool(2);
  std::atomic<int> arrived{0};
  // Each piece waits for the other: one thread alone would never end.
  pool.Run(2, [&](int64_t) {
    ++arrived;
    while (arrived.load() < 2) std::this_thread::yield();
  });
  EXPECT_EQ(arrived.load(), 2);
}

TEST(ThreadPoolTest, HelpersWakeAfterALongSleep) {
  ThreadPool pool(2);
  for (int round = 0; round < 3; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::atomic<int> arrived{0};
    pool.Run(2, [&](int64_t) {
      ++arrived;
      while (arrived.load() < 2) std::this_thread::yield();
    });
    EXPECT_EQ(arrived.load(), 2);
  }
}

TEST(ThreadPoolTest, RunsInlineInsideAPiece) {
  ThreadPool pool(2);
  std::atomic<int> inner{0};
  pool.Run(8, [&](int64_t) {
    const auto self = std::this_thread::get_id();
    pool.Run(8, [&](int64_t) {
      EXPECT_EQ(std::this_thread::get_id(), self);
      ++inner;
    });
  });
  EXPECT_EQ(inner.load(), 64);
}

TEST(ThreadPoolTest, ServesSeveralCallersAtOnce) {
  ThreadPool pool(3);
  std::vector<std::thread> callers;
  std::atomic<int64_t> total{0};
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&] {
      for (int round = 0; round < 300; ++round) {
        std::atomic<int> mine{0};
        pool.Run(1 + round % 9, [&](int64_t) { ++mine; });
        EXPECT_EQ(mine.load(), 1 + round % 9);
        total += mine.load();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(total.load(), 5964);
}

}  // namespace
}  // namespace thalweg
