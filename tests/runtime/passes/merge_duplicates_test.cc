#include "thalweg/runtime/passes/merge_duplicates.h"

#include <limits>

#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;

class MergeDuplicatesTest : public StepTest {
 protected:
  MergeDuplicatesTest()
      : x_(Placeholder(graph_, kFloat, {3})),
        y_(Placeholder(graph_, kFloat, {3})) {}

  // Whether the two become one.
  bool Merge(const Output& a, const Output& b) {
    StepGraph step = Step({{x_, {3}}, {y_, {3}}}, {a, b});
    EXPECT_OK(MergeDuplicates(step));
    return step.fetches[0]->input(0) == step.fetches[1]->input(0);
  }

  Output x_, y_;
};

TEST_F(MergeDuplicatesTest, EqualNodesBecomeOne) {
  EXPECT_TRUE(Merge(Exp(x_), Exp(x_)));
  EXPECT_FALSE(Merge(Exp(x_), Exp(y_)));
  EXPECT_FALSE(Merge(Exp(x_), Neg(x_)));
}

TEST_F(MergeDuplicatesTest, EqualTreesBecomeOne) {
  EXPECT_TRUE(Merge(Exp(Neg(x_) - y_), Exp(Neg(x_) - y_)));
}

TEST_F(MergeDuplicatesTest, TheOrderOfInputsMattersUnlessTheOpCommutes) {
  EXPECT_TRUE(Merge(x_ * y_, y_ * x_));
  EXPECT_FALSE(Merge(x_ - y_, y_ - x_));
}

TEST_F(MergeDuplicatesTest, AttributesMustBeEqual) {
  EXPECT_FALSE(Merge(Cast(x_, kInt32), Cast(x_, kInt64)));
  EXPECT_TRUE(Merge(Cast(x_, kInt32), Cast(x_, kInt32)));
}

TEST_F(MergeDuplicatesTest, ConstantsAreComparedByTheirBits) {
  EXPECT_TRUE(Merge(Const(graph_, {1.f, 2.f}), Const(graph_, {1.f, 2.f})));
  EXPECT_FALSE(Merge(Const(graph_, {1.f, 2.f}), Const(graph_, {1.f, 3.f})));
  EXPECT_FALSE(Merge(Const(graph_, 0.f), Const(graph_, -0.f)));
  EXPECT_FALSE(Merge(Const(graph_, {1.f}), Const(graph_, 1.f)));
  EXPECT_TRUE(Merge(Const(graph_, "a"), Const(graph_, "a")));
  EXPECT_FALSE(Merge(Const(graph_, "a"), Const(graph_, "b")));
}

TEST_F(MergeDuplicatesTest, RandomNumbersAreDrawnTwice) {
  EXPECT_FALSE(Merge(RandomUniform(graph_, {3}), RandomUniform(graph_, {3})));
}

TEST_F(MergeDuplicatesTest, ReadsOfAVariableStayApart) {
  Output v = VariableV2(graph_, {3}, kFloat);
  EXPECT_FALSE(Merge(Identity(v), Identity(v)));
  Output handle = VarHandleOp(graph_, kFloat, {3});
  EXPECT_FALSE(
      Merge(ReadVariableOp(handle, kFloat), ReadVariableOp(handle, kFloat)));
}

TEST_F(MergeDuplicatesTest, WaitsAndDevicesMustBeEqual) {
  Operation before = NoOp(graph_);
  Output late, late_too, elsewhere;
  {
    auto control = graph_.WithControlDependencies({before});
    late = Exp(x_);
    late_too = Exp(x_);
  }
  {
    auto device = graph_.WithDevice("/cpu:1");
    elsewhere = Exp(x_);
  }
  Output soon = Exp(x_);
  EXPECT_TRUE(Merge(late, late_too));
  EXPECT_FALSE(Merge(late, soon));
  EXPECT_FALSE(Merge(elsewhere, soon));
}

TEST_F(MergeDuplicatesTest, WhoWaitedForOneWaitsForTheOther) {
  Output first = Exp(x_), second = Exp(x_);
  Operation after;
  {
    auto control = graph_.WithControlDependencies({second});
    after = NoOp(graph_);
  }
  StepGraph step = Step({{x_, {3}}}, {first, second}, {after});
  EXPECT_THAT(MergeDuplicates(step).value_or(-1), 1);
  EXPECT_THAT(step.targets[0]->control_inputs(),
              ElementsAre(Find(step, first)));
}

TEST_F(MergeDuplicatesTest, TargetsStayApart) {
  Output first = Exp(x_), second = Exp(x_);
  StepGraph step = Step({{x_, {3}}}, {}, {first, second});
  EXPECT_THAT(MergeDuplicates(step).value_or(-1), 0);
}

TEST_F(MergeDuplicatesTest, AllOutputsOfANodeAreMerged) {
  Output m = Placeholder(graph_, kFloat, {2, 3});
  Operation first = Unpack(m, 2), second = Unpack(m, 2);
  StepGraph step = Step({{m, {2, 3}}}, {first[1], second[1], second[0]});
  EXPECT_THAT(MergeDuplicates(step).value_or(-1), 1);
  EXPECT_EQ(step.fetches[0]->input(0), step.fetches[1]->input(0));
  EXPECT_EQ(step.fetches[2]->input(0).node, step.fetches[0]->input(0).node);
}

}  // namespace
}  // namespace thalweg
