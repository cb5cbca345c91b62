#include "thalweg/runtime/run_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

namespace thalweg {
namespace {

TEST(RunGateTest, LetsInUntilItIsClosed) {
  RunGate gate;
  EXPECT_TRUE(RunGate::Pass(gate));
  EXPECT_FALSE(gate.closed());
  gate.Close();
  EXPECT_FALSE(RunGate::Pass(gate));
  EXPECT_TRUE(gate.closed());
}

TEST(RunGateTest, ClosesAgainAtOnce) {
  RunGate gate;
  gate.Close();
  gate.Close();
  EXPECT_TRUE(gate.closed());
}

TEST(RunGateTest, AllWhoCloseWaitForTheLastInside) {
  RunGate gate;
  std::optional<RunGate::Pass> first(gate), last(gate);
  std::atomic<int> left{2};
  std::atomic<int> too_early{0};
  std::vector<std::thread> closers;
  for (int i = 0; i < 3; ++i) {
    closers.emplace_back([&] {
      gate.Close();
      if (left != 0) ++too_early;
    });
  }
  while (!gate.closed_flag()) std::this_thread::yield();
  --left;
  first.reset();
  EXPECT_FALSE(RunGate::Pass(gate));
  --left;
  last.reset();
  for (std::thread& closer : closers) closer.join();
  EXPECT_EQ(too_early, 0);
}

TEST(RunGateTest, NeverMissesTheLastToLeave) {
  for (int round = 0; round < 10000; ++round) {
    RunGate gate;
    std::optional<RunGate::Pass> inside(gate);
    std::atomic<bool> leaving = false;
    std::thread leaver([&] {
      leaving = true;
      inside.reset();
    });
    gate.Close();
    EXPECT_TRUE(leaving) << "closed while somebody was inside";
    leaver.join();
  }
}

}  // namespace
}  // namespace thalweg
