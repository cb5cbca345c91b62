#include "thalweg/runtime/passes/prune.h"

#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PruneTest : public StepTest {};

TEST_F(PruneTest, KeepsWhatTheFetchesReachAndNothingElse) {
  Output x = Placeholder(graph_, kFloat, {2});
  Output wanted = Neg(Exp(x));
  Output other = Log(x);
  StepGraph step = Step({{x, {2}}}, {wanted});
  EXPECT_TRUE(Has(step, wanted));
  EXPECT_FALSE(Has(step, other));
  EXPECT_FALSE(Has(step, x));
  ASSERT_EQ(step.feeds.size(), 1u);
  EXPECT_EQ(step.feeds[0]->output_shape(0), Shape({2}));
  ASSERT_EQ(step.fetches.size(), 1u);
  EXPECT_EQ(step.fetches[0]->input(0).node, Find(step, wanted));
}

TEST_F(PruneTest, AFeedCutsOffWhatComputesIt) {
  Output unfed = Placeholder(graph_, kFloat, {2});
  Output middle = Exp(unfed), y = Neg(middle);
  StepGraph step = Step({{middle, {2}}}, {y});
  EXPECT_FALSE(Has(step, unfed));
  EXPECT_FALSE(Has(step, middle));
  EXPECT_EQ(Find(step, y)->input(0).node, step.feeds[0]);
}

TEST_F(PruneTest, AnOutputBesideAFedOneIsStillComputed) {
  Operation parts = Unpack(Placeholder(graph_, kFloat, {2, 3}), 2);
  Output x(graph_, parts.node()->input(0).node, 0);
  Output y = parts[0] + parts[1];
  StepGraph step = Step({{x, {2, 3}}, {parts[0], {3}}}, {y});
  Node* sum = Find(step, y);
  EXPECT_EQ(sum->input(0).node, step.feeds[1]);
  EXPECT_EQ(sum->input(1).node->op().name(), "Unpack");
  EXPECT_EQ(sum->input(1).index, 1);
}

TEST_F(PruneTest, WhatAControlEdgeReachesIsKept) {
  Output before = Const(graph_, 1.f);
  Output y;
  {
    auto control = graph_.WithControlDependencies({before});
    y = Neg(Const(graph_, 2.f));
  }
  StepGraph step = Step({}, {y});
  EXPECT_THAT(Find(step, y)->control_inputs(), ElementsAre(Find(step, before)));
}

TEST_F(PruneTest, NobodyWaitsForAFedPlaceholder) {
  Output x = Placeholder(graph_, kFloat, {2});
  Output y;
  {
    auto control = graph_.WithControlDependencies({x});
    y = Neg(x);
  }
  StepGraph step = Step({{x, {2}}}, {y});
  EXPECT_FALSE(Has(step, x));
  EXPECT_THAT(Find(step, y)->control_inputs(), IsEmpty());
}

TEST_F(PruneTest, AFedOperationStillRunsForWhoWaitsForIt) {
  Output v = VariableV2(graph_, {}, kFloat);
  Output update = AssignAdd(v, 1.f);
  Output y;
  {
    auto control = graph_.WithControlDependencies({update});
    y = Neg(update);
  }
  StepGraph step = Step({{update, {}}}, {y});
  EXPECT_EQ(Find(step, y)->input(0).node, step.feeds[0]);
  EXPECT_THAT(Find(step, y)->control_inputs(), ElementsAre(Find(step, update)));
}

TEST_F(PruneTest, ATargetIsFoundInTheOrderAsked) {
  Output a = Const(graph_, 1.f), b = Const(graph_, 2.f);
  StepGraph step = Step({}, {}, {b, a});
  EXPECT_THAT(step.targets, ElementsAre(Find(step, b), Find(step, a)));
}

TEST_F(PruneTest, AReadOfAReferenceWaitsForWhatItsReaderWaitsFor) {
  Output v = VariableV2(graph_, {}, kFloat);
  Output update = AssignAdd(v, 1.f);
  Output y;
  {
    auto control = graph_.WithControlDependencies({update});
    y = Neg(v);
  }
  StepGraph step = Step({}, {y});
  Node* read = Find(step, y)->input(0).node;
  EXPECT_TRUE(read->Is(Trait::kReadReference));
  EXPECT_EQ(read->input(0).node, Find(step, v));
  EXPECT_THAT(read->control_inputs(), ElementsAre(Find(step, update)));
}

TEST_F(PruneTest, AnOpThatTakesTheReferenceGetsItAsItIs) {
  Output v = VariableV2(graph_, {}, kFloat);
  Output update = AssignAdd(v, 1.f);
  StepGraph step = Step({}, {}, {update});
  EXPECT_EQ(Find(step, update)->input(0).node, Find(step, v));
}

TEST_F(PruneTest, AFetchedReferenceIsRead) {
  Output v = VariableV2(graph_, {}, kFloat);
  StepGraph step = Step({}, {v, v});
  for (Node* fetch : step.fetches) {
    EXPECT_TRUE(fetch->input(0).node->Is(Trait::kReadReference));
  }
}

TEST_F(PruneTest, TheSessionsGraphStaysAsItIs) {
  Output x = Placeholder(graph_, kFloat, {2});
  Output y = Neg(x);
  const uint64_t version = graph_.version();
  Step({{x, {2}}}, {y});
  EXPECT_EQ(graph_.version(), version);
  EXPECT_EQ(y.node()->input(0).node, x.node());
}

}  // namespace
}  // namespace thalweg
