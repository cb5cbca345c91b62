#include "thalweg/runtime/passes/plan_memory.h"

#include "thalweg/kernels/kernel.h"
#include "thalweg/runtime/passes/bind.h"
#include "thalweg/runtime/passes/order.h"
#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

class PlanMemoryTest : public StepTest {
 protected:
  PlanMemoryTest() : x_(Placeholder(graph_, kFloat, {8})) {}

  // Plans a run that fetches these with x fed.
  void Plan(const std::vector<Output>& fetches) {
    step_ = Step({{x_, {8}}}, fetches);
    ASSERT_OK(Bind(environment_, step_));
    ASSERT_OK(Order(step_));
    plan_ = PlanMemory(environment_, step_);
  }
  const SlotPlan& Slot(const Output& output) const {
    return plan_
        .slots[plan_.first_slot[Find(step_, output)->id()] + output.index()];
  }
  bool SamePlace(const Output& a, const Output& b) const {
    EXPECT_EQ(Slot(a).kind, SlotKind::kArena);
    EXPECT_EQ(Slot(b).kind, SlotKind::kArena);
    return Slot(a).offset == Slot(b).offset;
  }
  bool IsAlias(const Output& output) const {
    return plan_.is_alias[Find(step_, output)->id()];
  }

  Output x_;
  StepGraph step_;
  MemoryPlan plan_;
};

TEST_F(PlanMemoryTest, AValueLivesWhereItsUseSays) {
  Output constant = Const(graph_, 2.f), middle = Exp(x_);
  Output text = Identity(Const(graph_, "text"));
  Output fetched = middle * constant;
  Plan({fetched, text});
  EXPECT_EQ(Slot(constant).kind, SlotKind::kConstant);
  EXPECT_EQ(Slot(middle).kind, SlotKind::kArena);
  EXPECT_EQ(Slot(fetched).kind, SlotKind::kDynamic);
  EXPECT_EQ(Slot(text).kind, SlotKind::kDynamic);
  EXPECT_EQ(plan_.slots[plan_.first_slot[step_.feeds[0]->id()]].kind,
            SlotKind::kFeed);
}

TEST_F(PlanMemoryTest, AnOpWritesOverAnInputThatNobodyNeedsAfterIt) {
  Output a = Exp(x_), b = Neg(a), c = Tanh(b);
  Plan({Sum(c)});
  EXPECT_TRUE(SamePlace(a, b));
  EXPECT_TRUE(SamePlace(b, c));
  EXPECT_EQ(plan_.num_in_place, 2);
}

TEST_F(PlanMemoryTest, AnInputThatIsNeededLaterIsKept) {
  Output a = Exp(x_), b = Neg(a), c = b * a;
  Plan({Sum(c)});
  EXPECT_FALSE(SamePlace(a, b));
}

TEST_F(PlanMemoryTest, AFeedIsNeverWrittenOver) {
  Output a = Neg(x_);
  Plan({Sum(a)});
  EXPECT_EQ(plan_.num_in_place, 0);
}

TEST_F(PlanMemoryTest, AConstantIsNeverWrittenOver) {
  Output a = Neg(Const(graph_, {1.f, 2.f}));
  Plan({Sum(a)});
  EXPECT_EQ(plan_.num_in_place, 0);
}

TEST_F(PlanMemoryTest, AnOperandThatIsBroadcastIsNotWrittenOver) {
  Output row = Exp(x_);
  Output matrix = Fill(graph_, {3, 8}, 1.f);
  Output sum = row + matrix;
  Plan({Sum(sum)});
  EXPECT_FALSE(SamePlace(row, sum));
  EXPECT_TRUE(SamePlace(matrix, sum));
}

TEST_F(PlanMemoryTest, AViewOfTheOtherOperandForbidsWritingOverIt) {
  // The sum is as large as `row`, but reads it along the other axis.
  Output row = Exp(x_);
  Output column = Reshape(row, {8, 1}), line = Reshape(row, {1, 8});
  Output sum = column + line;
  Output flat = line + row;
  Plan({Sum(sum), Sum(flat)});
  EXPECT_FALSE(SamePlace(row, sum));
  EXPECT_FALSE(SamePlace(row, flat));
}

TEST_F(PlanMemoryTest, TheSameOperandTwiceMayBeWrittenOver) {
  Output a = Exp(x_), square = a * a;
  Plan({Sum(square)});
  EXPECT_TRUE(SamePlace(a, square));
}

TEST_F(PlanMemoryTest, AViewLiesOnItsInputAndNeedsNoStep) {
  Output a = Exp(x_), view = Reshape(a, {2, 4}), same = Identity(view);
  Plan({Sum(same)});
  EXPECT_TRUE(IsAlias(view));
  EXPECT_TRUE(IsAlias(same));
  EXPECT_TRUE(SamePlace(a, view));
  EXPECT_TRUE(SamePlace(a, same));
}

TEST_F(PlanMemoryTest, AViewThatIsReadLaterKeepsItsInput) {
  Output a = Exp(x_), view = Reshape(a, {2, 4});
  Output b = Neg(a);
  Output late;
  {
    auto control = graph_.WithControlDependencies({b});
    late = Sum(Identity(view));
  }
  Plan({Sum(b) + late});
  EXPECT_FALSE(SamePlace(a, b));
}

TEST_F(PlanMemoryTest, AViewOfAFeedIsNoArenaValue) {
  Output view = Reshape(x_, {2, 4});
  Output b = Neg(view);
  Plan({Sum(b)});
  EXPECT_EQ(Slot(view).kind, SlotKind::kDynamic);
  EXPECT_EQ(plan_.num_in_place, 0);
}

TEST_F(PlanMemoryTest, WhatIsReadFromAVariableIsNeverWrittenOver) {
  Output handle = VarHandleOp(graph_, kFloat, {8});
  Output read = ReadVariableOp(handle, kFloat);
  Output reference = VariableV2(graph_, {8}, kFloat);
  Plan({Sum(Neg(read)), Sum(Neg(Identity(reference)))});
  EXPECT_EQ(Slot(read).kind, SlotKind::kDynamic);
  EXPECT_EQ(plan_.num_in_place, 0);
}

TEST_F(PlanMemoryTest, ValuesThatMeetNeverShareMemory) {
  Output a = Exp(x_), b = Tanh(x_), c = Log(x_);
  Plan({Sum(AddN({a, b, c}))});
  EXPECT_FALSE(SamePlace(a, b));
  EXPECT_FALSE(SamePlace(b, c));
  EXPECT_FALSE(SamePlace(a, c));
}

TEST_F(PlanMemoryTest, OutputsThatNobodyReadsHaveAPlaceOfTheirOwn) {
  Operation parts = Unpack(Reshape(Exp(x_), {2, 4}), 2);
  Plan({Sum(parts[1])});
  EXPECT_FALSE(SamePlace(parts[0], parts[1]));
}

TEST_F(PlanMemoryTest, OutputsBeyondTheWordOfPlannedBitsAreDynamic) {
  Operation parts = Unpack(Fill(graph_, {70, 4}, 1.f), 70);
  Plan({Sum(parts[63]), Sum(parts[64])});
  EXPECT_EQ(Slot(parts[63]).kind, SlotKind::kArena);
  EXPECT_EQ(Slot(parts[64]).kind, SlotKind::kDynamic);
}

TEST_F(PlanMemoryTest, ValuesWithoutElementsTakeNoMemory) {
  Output empty = Placeholder(graph_, kFloat, {0, 5});
  Output middle = Exp(empty), y = Neg(middle);
  StepGraph step = Step({{empty, {0, 5}}}, {Sum(y)});
  ASSERT_OK(Bind(environment_, step));
  ASSERT_OK(Order(step));
  const MemoryPlan plan = PlanMemory(environment_, step);
  EXPECT_EQ(plan.slots[plan.first_slot[Find(step, middle)->id()]].kind,
            SlotKind::kArena);
  EXPECT_LE(plan.lower_bound, 64);
}

TEST_F(PlanMemoryTest, ValuesOfTwoDevicesLieInTwoArenas) {
  Output a = Exp(x_), b = Neg(Tanh(a));
  StepGraph step = Step({{x_, {8}}}, {Sum(b)});
  step.device_of[Find(step, a)->id()] = environment_.devices[1];
  ASSERT_OK(Bind(environment_, step));
  ASSERT_OK(Order(step));
  const MemoryPlan plan = PlanMemory(environment_, step);
  ASSERT_EQ(plan.arena_bytes.size(), 2u);
  EXPECT_GE(plan.arena_bytes[0], 32);
  EXPECT_GE(plan.arena_bytes[1], 32);
}

TEST_F(PlanMemoryTest, EveryOffsetIsAligned) {
  Output a = Exp(Slice(x_, {0}, {3})), b = Exp(Slice(x_, {3}, {5}));
  Plan({Sum(a) * Sum(b)});
  for (const SlotPlan& slot : plan_.slots) {
    if (slot.kind != SlotKind::kArena) continue;
    EXPECT_EQ(slot.offset % 64, 0);
  }
}

}  // namespace
}  // namespace thalweg
