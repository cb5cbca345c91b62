#include "thalweg/runtime/passes/partition.h"

#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

class PartitionTest : public StepTest {
 protected:
  PartitionTest() : x_(Placeholder(graph_, kFloat, {3})) {}

  void Move(StepGraph& step, const Output& output, int device) {
    step.device_of[Find(step, output)->id()] = environment_.devices[device];
  }
  int Copies(StepGraph& step) {
    absl::StatusOr<int> copies = Partition(step);
    EXPECT_OK(copies);
    EXPECT_EQ(copies.value_or(-1), Count(step, "_Copy"));
    return copies.value_or(-1);
  }

  Output x_;
};

TEST_F(PartitionTest, NothingIsCopiedOnOneDevice) {
  StepGraph step = Step({{x_, {3}}}, {Exp(Neg(x_))});
  EXPECT_EQ(Copies(step), 0);
}

TEST_F(PartitionTest, AValueIsCopiedOnceForAllItsReadersThere) {
  Output y = Neg(x_), a = Exp(y), b = Tanh(y), c = a * b;
  StepGraph step = Step({{x_, {3}}}, {c});
  for (const Output& output : {a, b, c}) Move(step, output, 1);
  step.device_of[step.fetches[0]->id()] = environment_.devices[1];
  EXPECT_EQ(Copies(step), 1);
  Node* copy = Find(step, a)->input(0).node;
  EXPECT_TRUE(copy->Is(Trait::kCopy));
  EXPECT_EQ(copy, Find(step, b)->input(0).node);
  EXPECT_EQ(copy->input(0).node, Find(step, y));
  EXPECT_EQ(copy->output_shape(0), Shape({3}));
  EXPECT_EQ(step.device_of[copy->id()], environment_.devices[1]);
}

TEST_F(PartitionTest, AReaderOnTheValuesOwnDeviceReadsTheValue) {
  Output y = Neg(x_), here = Exp(y), there = Tanh(y);
  StepGraph step = Step({{x_, {3}}}, {here, there});
  Move(step, there, 1);
  step.device_of[step.fetches[1]->id()] = environment_.devices[1];
  EXPECT_EQ(Copies(step), 1);
  EXPECT_EQ(Find(step, here)->input(0).node, Find(step, y));
}

TEST_F(PartitionTest, StringsStayWhereTheyAre) {
  Output text = Placeholder(graph_, kString, {});
  Output y = Identity(text);
  StepGraph step = Step({{text, {}}}, {y});
  Move(step, y, 1);
  EXPECT_EQ(Copies(step), 0);
}

TEST_F(PartitionTest, WaitsCrossWithoutACopy) {
  Output before = Exp(x_), y;
  {
    auto control = graph_.WithControlDependencies({before});
    y = Const(graph_, 1.f);
  }
  StepGraph step = Step({{x_, {3}}}, {y});
  Move(step, y, 1);
  step.device_of[step.fetches[0]->id()] = environment_.devices[1];
  EXPECT_EQ(Copies(step), 0);
  EXPECT_EQ(Find(step, y)->control_inputs().size(), 1u);
}

}  // namespace
}  // namespace thalweg
