#include "thalweg/runtime/passes/emit.h"

#include <algorithm>

#include "thalweg/runtime/passes/bind.h"
#include "thalweg/runtime/passes/order.h"
#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

class EmitTest : public StepTest {
 protected:
  EmitTest() : x_(Placeholder(graph_, kFloat, {8})) {}

  void Make(const std::vector<Output>& fetches,
            const std::vector<Operation>& targets = {}) {
    StepGraph step = Step({{x_, {8}}}, fetches, targets);
    ASSERT_OK(Bind(environment_, step));
    ASSERT_OK(Order(step));
    const MemoryPlan memory = PlanMemory(environment_, step);
    plan_ = Emit(environment_, std::move(step), memory);
  }
  std::vector<std::string> Ops() const {
    std::vector<std::string> ops;
    for (const PlanStep& step : plan_->steps) {
      ops.push_back(step.node->op().name());
    }
    return ops;
  }
  std::vector<int> Releases(const PlanStep& step) const {
    const auto begin = plan_->tables.begin() + step.releases;
    return {begin, begin + step.num_releases};
  }

  Output x_;
  std::unique_ptr<Plan> plan_;
};

TEST_F(EmitTest, OnlyNodesThatWorkBecomeSteps) {
  Output a = Exp(x_);
  Make({Sum(Identity(a), {0})}, {Group(graph_, {a})});
  EXPECT_THAT(Ops(), testing::ElementsAre("Exp", "Sum"));
}

TEST_F(EmitTest, AStepReadsTheSlotsThatItsProducersWrite) {
  Output a = Exp(x_), b = Tanh(x_);
  Make({a - b});
  ASSERT_EQ(plan_->steps.size(), 3u);
  const PlanStep& sub = plan_->steps[2];
  for (int i : {0, 1}) {
    const PlanStep& from = *std::find_if(
        plan_->steps.begin(), plan_->steps.end(), [&](const PlanStep& step) {
          return step.node == sub.node->input(i).node;
        });
    EXPECT_EQ(plan_->tables[sub.inputs + i], from.first_output);
  }
}

TEST_F(EmitTest, AFetchOfKnownShapeMayBeWrittenInPlace) {
  Make({Exp(x_)});
  EXPECT_TRUE(plan_->fetches[0].reusable);
  EXPECT_FALSE(plan_->fetches[0].copy);
  EXPECT_EQ(plan_->fetches[0].step, 0);
}

TEST_F(EmitTest, AFetchAskedForTwiceIsShared) {
  Output y = Exp(x_);
  Make({y, y});
  EXPECT_FALSE(plan_->fetches[0].reusable);
  EXPECT_EQ(plan_->fetches[0].slot, plan_->fetches[1].slot);
}

TEST_F(EmitTest, AFetchedFeedOrReferenceIsCopied) {
  Output v = VariableV2(graph_, {8}, kFloat);
  Make({Identity(x_), v, Reshape(x_, {2, 4})});
  for (const PlanFetch& fetch : plan_->fetches) EXPECT_TRUE(fetch.copy);
}

TEST_F(EmitTest, AFetchThatAKernelMayShareWithAFeedIsLookedAtInTheRun) {
  Make({Slice(x_, {0}, {-1}), Sum(Exp(x_), {0})});
  EXPECT_TRUE(plan_->fetches[0].copy_if_shared);
  EXPECT_FALSE(plan_->fetches[1].copy_if_shared);
}

TEST_F(EmitTest, ADynamicValueIsDroppedByItsLastReader) {
  Output handle = VarHandleOp(graph_, kFloat, {8});
  Output read = ReadVariableOp(handle, kFloat);
  Output first = Exp(read), second = Tanh(read);
  Make({Sum(first * second)});
  const PlanStep* reading = nullptr;
  for (const PlanStep& step : plan_->steps) {
    if (step.node->op().name() == "ReadVariableOp") reading = &step;
  }
  ASSERT_NE(reading, nullptr);
  const int slot = reading->first_output;
  const PlanStep* last = nullptr;
  for (const PlanStep& step : plan_->steps) {
    for (int i = 0; i < step.num_inputs; ++i) {
      if (plan_->tables[step.inputs + i] == slot) last = &step;
    }
  }
  for (const PlanStep& step : plan_->steps) {
    const std::vector<int> releases = Releases(step);
    EXPECT_EQ(std::count(releases.begin(), releases.end(), slot),
              &step == last ? 1 : 0);
  }
}

TEST_F(EmitTest, ADynamicValueThatNobodyReadsIsDroppedByItsMaker) {
  Output handle = VarHandleOp(graph_, kFloat, {8});
  Output read = ReadVariableOp(handle, kFloat);
  Make({}, {read});
  ASSERT_EQ(plan_->steps.size(), 1u);
  EXPECT_THAT(Releases(plan_->steps[0]),
              testing::ElementsAre(plan_->steps[0].first_output));
}

TEST_F(EmitTest, FetchedValuesStayToTheEnd) {
  Output y = Exp(x_);
  Make({y, Neg(y)});
  for (const PlanStep& step : plan_->steps) EXPECT_EQ(step.num_releases, 0);
}

TEST_F(EmitTest, FeedsKeepTheirOrderAndShapes) {
  Output a = Placeholder(graph_, kInt32, {2});
  StepGraph step =
      Step({{a, {5}}, {x_, Shape::Unknown()}}, {Cast(a, kFloat), Neg(x_)});
  ASSERT_OK(Bind(environment_, step));
  ASSERT_OK(Order(step));
  const MemoryPlan memory = PlanMemory(environment_, step);
  plan_ = Emit(environment_, std::move(step), memory);
  ASSERT_EQ(plan_->feeds.size(), 2u);
  EXPECT_EQ(plan_->feeds[0].dtype, kInt32);
  EXPECT_EQ(plan_->feeds[0].shape, Shape({5}));
  EXPECT_FALSE(plan_->feeds[1].shape.has_rank());
  EXPECT_EQ(plan_->slots[plan_->feed_slots[1]].kind, SlotKind::kFeed);
}

}  // namespace
}  // namespace thalweg
