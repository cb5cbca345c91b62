#include "thalweg/runtime/passes/order.h"

#include <algorithm>
#include <chrono>

#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

class OrderTest : public StepTest {
 protected:
  OrderTest() : x_(Placeholder(graph_, kFloat, {1000})) {}

  static size_t Position(const StepGraph& step, const Node* node) {
    return std::find(step.order.begin(), step.order.end(), node) -
           step.order.begin();
  }
  static size_t Position(const StepGraph& step, const Output& output) {
    return Position(step, Find(step, output));
  }
  static void ExpectInputsFirst(const StepGraph& step) {
    ASSERT_EQ(step.order.size(), static_cast<size_t>(step.graph.num_nodes()));
    for (const Node* node : step.order) {
      for (const Edge& edge : node->inputs()) {
        EXPECT_LT(Position(step, edge.node), Position(step, node));
      }
      for (const Node* control : node->control_inputs()) {
        EXPECT_LT(Position(step, control), Position(step, node));
      }
    }
  }

  Output x_;
};

TEST_F(OrderTest, EveryNodeComesAfterWhatItNeeds) {
  Output a = Exp(x_), b = Neg(a), c;
  {
    auto control = graph_.WithControlDependencies({b});
    c = Tanh(x_);
  }
  StepGraph step = Step({{x_, {1000}}}, {c + a, b * a});
  ASSERT_OK(Order(step));
  ExpectInputsFirst(step);
}

TEST_F(OrderTest, WhatFreesMemoryComesFirst) {
  // Built wide first: four large values alive at once, where one is enough.
  std::vector<Output> large, sums;
  for (int i = 0; i < 4; ++i) large.push_back(Fill(graph_, {1000}, 1.f * i));
  for (const Output& value : large) sums.push_back(Sum(value));
  StepGraph step = Step({}, {AddN(sums)});
  ASSERT_OK(Order(step));
  ExpectInputsFirst(step);
  int alive = 0, most = 0;
  for (const Node* node : step.order) {
    if (node->op().name() == "Fill") most = std::max(most, ++alive);
    if (node->op().name() == "Sum") --alive;
  }
  EXPECT_LE(most, 2);
}

TEST_F(OrderTest, AnUpdateWaitsForTheReadersOfTheOldValue) {
  Output handle = VarHandleOp(graph_, kFloat, {1000});
  Output read = ReadVariableOp(handle, kFloat);
  // Built before the readers, and ready as soon as the gradient is.
  Operation update = AssignSubVariableOp(handle, read * 0.1f);
  Output late = Exp(Neg(x_)) * read;
  StepGraph step = Step({{x_, {1000}}}, {late}, {update});
  ASSERT_OK(Order(step));
  ExpectInputsFirst(step);
  EXPECT_GT(Position(step, Output(graph_, update.node(), 0)),
            Position(step, late));
}

TEST_F(OrderTest, AReaderThatNeedsTheUpdateDoesNotHoldItUp) {
  Output handle = VarHandleOp(graph_, kFloat, {1000});
  Output read = ReadVariableOp(handle, kFloat);
  Operation update = AssignSubVariableOp(handle, x_);
  Output after;
  {
    auto control = graph_.WithControlDependencies({update});
    after = read * 2;
  }
  StepGraph step = Step({{x_, {1000}}}, {after});
  ASSERT_OK(Order(step));
  ExpectInputsFirst(step);
}

TEST_F(OrderTest, AChainOfUpdatesTakesTimeInItsLength) {
  Output v = VariableV2(graph_, {}, kFloat);
  Output one = Const(graph_, 1.f), last = v;
  for (int i = 0; i < 50000; ++i) last = AssignAdd(last, one);
  StepGraph step = Step({}, {}, {last});
  const auto start = std::chrono::steady_clock::now();
  ASSERT_OK(Order(step));
  // Squared it would be a billion steps.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  EXPECT_EQ(step.order.back(), step.targets[0]);
}

TEST_F(OrderTest, ACycleIsAnError) {
  Output a = Exp(x_), b = Neg(a);
  StepGraph step = Step({{x_, {1000}}}, {b});
  step.graph.AddControlEdge(Find(step, b), Find(step, a));
  EXPECT_THAT(Order(step), StatusIs(absl::StatusCode::kInternal, "cycle"));
}

TEST_F(OrderTest, AnEmptyGraphHasAnEmptyOrder) {
  StepGraph step;
  ASSERT_OK(Order(step));
  EXPECT_TRUE(step.order.empty());
}

}  // namespace
}  // namespace thalweg
