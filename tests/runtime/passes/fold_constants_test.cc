#include "thalweg/runtime/passes/fold_constants.h"

#include "thalweg/graph/traverse.h"
#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;

class FoldConstantsTest : public StepTest {
 protected:
  int Folded(StepGraph& step) {
    absl::StatusOr<int> folded = FoldConstants(environment_, step);
    EXPECT_OK(folded);
    return folded.value_or(-1);
  }
  // The constant that fetch i reads; none when it is no constant.
  static Tensor Value(const StepGraph& step, int i = 0) {
    const Tensor* value =
        step.fetches[i]->input(0).node->attrs().Get<Tensor>("value");
    return value == nullptr ? Tensor() : *value;
  }
};

TEST_F(FoldConstantsTest, AChainOfConstantsBecomesOne) {
  Output y = Neg(Const(graph_, {1.f, 2.f}) + 1);
  StepGraph step = Step({}, {y});
  EXPECT_EQ(Folded(step), 2);
  ExpectEqual(Value(step), Tensor::Of<float>({2}, {-2, -3}));
}

TEST_F(FoldConstantsTest, WhatAFeedDecidesStays) {
  Output x = Placeholder(graph_, kFloat, {2});
  StepGraph step = Step({{x, {2}}}, {Neg(x)});
  EXPECT_EQ(Folded(step), 0);
}

TEST_F(FoldConstantsTest, TheShapeOfAFeedIsAConstant) {
  Output x = Placeholder(graph_, kFloat, {-1, 3});
  StepGraph step = Step({{x, {4, 3}}}, {ShapeOf(x), Size(x), Rank(x)});
  EXPECT_EQ(Folded(step), 3);
  ExpectEqual(Value(step, 0), Tensor::Of<int32_t>({2}, {4, 3}));
  ExpectEqual(Value(step, 1), Tensor::Scalar<int32_t>(12));
  ExpectEqual(Value(step, 2), Tensor::Scalar<int32_t>(2));
}

TEST_F(FoldConstantsTest, RandomNumbersAreDrawnInEveryRun) {
  Output y = RandomUniform(graph_, {3});
  StepGraph step = Step({}, {y});
  EXPECT_EQ(Folded(step), 0);
}

TEST_F(FoldConstantsTest, AllOutputsOfANodeAreFolded) {
  Operation parts = Unpack(Const(graph_, {{1, 2}, {3, 4}}), 2);
  StepGraph step = Step({}, {parts[1], parts[0]});
  EXPECT_EQ(Folded(step), 1);
  ExpectEqual(Value(step, 0), Tensor::Of<float>({2}, {3, 4}));
  ExpectEqual(Value(step, 1), Tensor::Of<float>({2}, {1, 2}));
}

TEST_F(FoldConstantsTest, StringsAreFoldedToo) {
  Output y = Identity(Const(graph_, "text"));
  StepGraph step = Step({}, {y});
  EXPECT_EQ(Folded(step), 1);
  EXPECT_EQ(Value(step).scalar<std::string>(), "text");
}

TEST_F(FoldConstantsTest, EmptyConstantsAreFoldedToo) {
  Output y = Neg(Const(graph_, Tensor::Zeros(kFloat, {0, 5}).value()));
  StepGraph step = Step({}, {y});
  EXPECT_EQ(Folded(step), 1);
  EXPECT_EQ(Value(step).shape(), Shape({0, 5}));
}

TEST_F(FoldConstantsTest, SmallConstantsDoNotGrowIntoLargeOnes) {
  Output y = Fill(graph_, {1000, 1000}, 1.f);
  StepGraph step = Step({}, {y});
  EXPECT_EQ(Folded(step), 0);
}

TEST_F(FoldConstantsTest, AShapeBeyondAllMemoryIsLeftToTheRun) {
  Output y = Fill(
      graph_, Const(graph_, Tensor::Of<int64_t>({2}, {1 << 30, 1 << 30})), 1.f);
  StepGraph step = Step({}, {y});
  EXPECT_EQ(Folded(step), 0);
}

TEST_F(FoldConstantsTest, AnErrorIsLeftToTheRunThatReachesIt) {
  Output y = FloorDiv(Const(graph_, 1), Const(graph_, 0));
  StepGraph step = Step({}, {y});
  EXPECT_EQ(Folded(step), 0);
}

TEST_F(FoldConstantsTest, ANodeThatWaitsIsLeftAlone) {
  Output y;
  {
    auto control = graph_.WithControlDependencies({NoOp(graph_)});
    y = Neg(Output(graph_, Const(graph_, 1.f).node(), 0));
  }
  StepGraph step = Step({}, {y});
  EXPECT_EQ(Folded(step), 0);
}

TEST_F(FoldConstantsTest, WhoWaitedForTheNodeWaitsForItsConstant) {
  Output folded = Neg(Const(graph_, 1.f));
  Operation after;
  {
    auto control = graph_.WithControlDependencies({folded});
    after = NoOp(graph_);
  }
  StepGraph step = Step({}, {folded}, {after});
  EXPECT_EQ(Folded(step), 1);
  EXPECT_THAT(step.targets[0]->control_inputs(),
              ElementsAre(step.fetches[0]->input(0).node));
}

TEST_F(FoldConstantsTest, ATargetThatIsFoldedIsStillATarget) {
  Output y = Neg(Const(graph_, 1.f));
  StepGraph step = Step({}, {}, {y});
  EXPECT_EQ(Folded(step), 1);
  EXPECT_TRUE(step.targets[0]->Is(Trait::kConstant));
}

TEST_F(FoldConstantsTest, AConstantThatWaitsHandsTheWaitOn) {
  Output v = VariableV2(graph_, {}, kFloat);
  Output update = AssignAdd(v, 1.f);
  Output late;
  {
    auto control = graph_.WithControlDependencies({update});
    late = Const(graph_, 2.f);
  }
  StepGraph step = Step({}, {Neg(late)});
  EXPECT_EQ(Folded(step), 1);
  const Node& constant = *step.fetches[0]->input(0).node;
  ASSERT_EQ(constant.control_inputs().size(), 1u);
  const std::vector<bool> kept = ReachableBackward(step.graph, step.Roots());
  EXPECT_TRUE(kept[Find(step, update)->id()]);
}

TEST_F(FoldConstantsTest, AnUpdateWhoseShapeIsAllThatIsReadStillRuns) {
  Output v = VariableV2(graph_, {3}, kFloat);
  Output update = AssignAdd(v, {1.f, 2.f, 3.f});
  StepGraph step = Step({}, {Size(Identity(update))});
  Folded(step);
  const std::vector<bool> kept = ReachableBackward(step.graph, step.Roots());
  EXPECT_TRUE(kept[Find(step, update)->id()]);
}

TEST_F(FoldConstantsTest, TheShapeOfAVariableDoesNotWaitForItsRead) {
  Output v = VariableV2(graph_, {3}, kFloat);
  StepGraph step = Step({}, {Size(Neg(v))});
  EXPECT_EQ(Folded(step), 1);
  EXPECT_TRUE(step.fetches[0]->input(0).node->control_inputs().empty());
}

}  // namespace
}  // namespace thalweg
