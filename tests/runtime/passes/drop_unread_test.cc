#include "thalweg/runtime/passes/drop_unread.h"

#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

class DropUnreadTest : public StepTest {
 protected:
  DropUnreadTest() : x_(Placeholder(graph_, kFloat, {3})) {}
  Output x_;
};

TEST_F(DropUnreadTest, WhatNobodyReadsAnyMoreGoesWithAllThatOnlyItRead) {
  Output first = Exp(x_), second = Neg(first), third = Log(second);
  StepGraph step = Step({{x_, {3}}}, {third});
  step.graph.SetInput(step.fetches[0], 0, Find(step, first)->output(0));
  EXPECT_EQ(DropUnread(step), 2);
  EXPECT_TRUE(Has(step, first));
  EXPECT_FALSE(Has(step, second));
  EXPECT_FALSE(Has(step, third));
}

TEST_F(DropUnreadTest, FeedsStay) {
  StepGraph step = Step({{x_, {3}}}, {Const(graph_, 1.f)});
  EXPECT_EQ(DropUnread(step), 0);
  ASSERT_EQ(step.feeds.size(), 1u);
  EXPECT_TRUE(step.feeds[0]->Is(Trait::kFeed));
}

TEST_F(DropUnreadTest, WhatIsOnlyWaitedForStays) {
  Output before = Exp(x_);
  Output y;
  {
    auto control = graph_.WithControlDependencies({before});
    y = Neg(x_);
  }
  StepGraph step = Step({{x_, {3}}}, {y});
  EXPECT_EQ(DropUnread(step), 0);
  EXPECT_TRUE(Has(step, before));
}

TEST_F(DropUnreadTest, TargetsStay) {
  Output target = Exp(x_);
  StepGraph step = Step({{x_, {3}}}, {}, {target});
  EXPECT_EQ(DropUnread(step), 0);
  EXPECT_TRUE(Has(step, target));
}

}  // namespace
}  // namespace thalweg
