#include "thalweg/runtime/plan_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "thalweg/graph/output.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

Tensor Zeros(const Shape& shape, DType dtype = kFloat) {
  return Tensor::Zeros(dtype, shape).value();
}

// Plans that know only what they were made for.
class PlanCacheTest : public testing::Test {
 protected:
  PlanCacheTest() : x_(Placeholder(graph_, kFloat)), y_(Identity(x_)) {
    request_.feeds = {x_.edge()};
    request_.fetches = {y_.edge()};
    key_ = RequestKey(request_);
  }

  Plan* Find(const Tensor& feed) {
    bool compiled = false;
    absl::StatusOr<Plan*> plan = cache_.FindOrCompile(
        key_, request_, {feed},
        [this](StepRequest request) -> absl::StatusOr<std::unique_ptr<Plan>> {
          ++made_;
          if (fails_) return absl::InternalError("no plan");
          auto plan = std::make_unique<Plan>();
          plan->feeds = request.feed_specs;
          return plan;
        },
        &compiled);
    return plan.ok() ? *plan : nullptr;
  }

  Graph graph_;
  Output x_, y_;
  StepRequest request_;
  std::string key_;
  PlanCache cache_;
  std::atomic<int> made_{0};
  bool fails_ = false;
};

TEST_F(PlanCacheTest, APlanIsMadeOnceForAShape) {
  Plan* plan = Find(Zeros({2, 3}));
  ASSERT_NE(plan, nullptr);
  EXPECT_EQ(Find(Zeros({2, 3})), plan);
  EXPECT_NE(Find(Zeros({3, 3})), plan);
  EXPECT_EQ(Find(Zeros({2, 3})), plan);
  EXPECT_EQ(made_, 2);
}

TEST_F(PlanCacheTest, ManyShapesOfOneRequestShareAPlan) {
  for (int64_t n = 1; n <= 8; ++n) Find(Zeros({n, 3}));
  Plan* shared = Find(Zeros({20, 3}));
  ASSERT_NE(shared, nullptr);
  EXPECT_EQ(shared->feeds[0].shape, Shape({-1, 3}));
  EXPECT_EQ(Find(Zeros({21, 3})), shared);
  EXPECT_EQ(made_, 9);
  // What is special keeps its plan.
  EXPECT_NE(Find(Zeros({4, 3})), shared);
  EXPECT_EQ(made_, 9);
}

TEST_F(PlanCacheTest, ASharedPlanIsWidenedWhenItDoesNotFit) {
  for (int64_t n = 1; n <= 9; ++n) Find(Zeros({n, 3}));
  Plan* wider = Find(Zeros({9, 4}));
  ASSERT_NE(wider, nullptr);
  EXPECT_EQ(wider->feeds[0].shape, Shape({-1, -1}));
  Plan* widest = Find(Zeros({5}));
  ASSERT_NE(widest, nullptr);
  EXPECT_FALSE(widest->feeds[0].shape.has_rank());
  EXPECT_EQ(Find(Zeros({1, 2, 3, 4})), widest);
}

TEST_F(PlanCacheTest, AFailureIsNotKept) {
  fails_ = true;
  EXPECT_EQ(Find(Zeros({2})), nullptr);
  fails_ = false;
  EXPECT_NE(Find(Zeros({2})), nullptr);
  EXPECT_EQ(made_, 2);
}

TEST_F(PlanCacheTest, ThreadsThatAskAtOnceGetOnePlan) {
  std::atomic<Plan*> first{nullptr};
  std::atomic<int> differ{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      Plan* plan = Find(Zeros({2, 3}));
      Plan* expected = nullptr;
      if (!first.compare_exchange_strong(expected, plan) && expected != plan) {
        ++differ;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made_, 1);
  EXPECT_EQ(differ, 0);
}

TEST_F(PlanCacheTest, APlanServesItsDtypeOnly) {
  Plan plan;
  plan.feeds = {{kFloat, Shape::Unknown()}};
  EXPECT_TRUE(Serves(plan, {Zeros({7})}));
  EXPECT_FALSE(Serves(plan, {Zeros({7}, kInt32)}));
}

TEST_F(PlanCacheTest, RequestsDifferByFeedsFetchesAndTargets) {
  StepRequest other = request_;
  std::vector<std::string> keys = {RequestKey(other)};
  other.targets = {y_.node()};
  keys.push_back(RequestKey(other));
  other.fetches = {};
  keys.push_back(RequestKey(other));
  other.feeds = {};
  other.fetches = {x_.edge()};
  keys.push_back(RequestKey(other));
  for (size_t i = 0; i < keys.size(); ++i) {
    for (size_t j = 0; j < i; ++j) EXPECT_NE(keys[i], keys[j]);
  }
  EXPECT_EQ(RequestKey(request_), key_);
}

}  // namespace
}  // namespace thalweg
