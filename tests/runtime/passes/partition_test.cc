#include "thalweg/runtime/passes/partition.h"

#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/tests/support/test_device.h"
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
    absl::StatusOr<int> copies = Partition(environment_, step);
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

// Two CPU devices and two whose memory the host can't touch.
class PartitionMemoryTest : public PartitionTest {
 protected:
  PartitionMemoryTest() {
    for (int id : {0, 1}) {
      tests_.push_back(std::make_unique<TestDevice>(id, pool_));
      environment_.devices.push_back(tests_.back().get());
    }
  }
  static constexpr int kCpu = 0, kTest = 2, kOtherTest = 3;

  std::vector<std::unique_ptr<TestDevice>> tests_;
};

TEST_F(PartitionMemoryTest, HostArgumentsAreReadWhereTheyAre) {
  Output sizes = Placeholder(graph_, kInt32, {1});
  Output flat = Reshape(Neg(x_), sizes);
  StepGraph step = Step({{x_, {3}}, {sizes, {1}}}, {flat});
  Move(step, flat, kTest);
  EXPECT_EQ(Copies(step), 2);
  Node* reshape = Find(step, flat);
  EXPECT_TRUE(reshape->input(0).node->Is(Trait::kCopy));
  EXPECT_TRUE(reshape->input(1).node->Is(Trait::kFeed));
  EXPECT_EQ(step.MemoryOf(reshape->output(0)), environment_.devices[kTest]);
}

TEST_F(PartitionMemoryTest, AHostArgumentMadeOnTheDeviceIsCopiedToTheHost) {
  Output sizes = Neg(Placeholder(graph_, kInt32, {1}).Named("sizes"));
  Output flat = Reshape(x_, sizes);
  StepGraph step = Step({{x_, {3}}, {sizes, {1}}}, {flat});
  for (Node* node : {step.feeds[1], Find(step, flat)}) {
    step.device_of[node->id()] = environment_.devices[kTest];
  }
  Copies(step);
  Node* copy = Find(step, flat)->input(1).node;
  EXPECT_TRUE(copy->Is(Trait::kCopy));
  EXPECT_EQ(step.device_of[copy->id()], environment_.devices[kCpu]);
}

TEST_F(PartitionMemoryTest, HostResultsLieInHostMemory) {
  Output y = Neg(x_), shape = ShapeOf(y), doubled = shape + shape;
  StepGraph step = Step({{x_, Shape::Unknown()}}, {doubled});
  for (const Output& output : {y, shape}) Move(step, output, kTest);
  EXPECT_EQ(Copies(step), 1);
  EXPECT_EQ(step.MemoryOf(Find(step, shape)->output(0)),
            environment_.devices[kCpu]);
  EXPECT_EQ(Find(step, doubled)->input(0).node, Find(step, shape));
}

TEST_F(PartitionMemoryTest, AConstantIsCopiedForTheDeviceAlone) {
  Output c = Const(graph_, {1.f, 2.f, 3.f});
  Output here = Exp(c), there = Neg(c);
  StepGraph step = Step({}, {here, there});
  for (const Output& output : {c, there}) Move(step, output, kTest);
  // To the device, and what is fetched from it.
  EXPECT_EQ(Copies(step), 2);
  EXPECT_EQ(Find(step, here)->input(0).node, Find(step, c));
  EXPECT_TRUE(Find(step, there)->input(0).node->Is(Trait::kCopy));
}

TEST_F(PartitionMemoryTest, DevicesOfOneTypeCopyDirectly) {
  Output y = Neg(x_), z = Neg(y);
  StepGraph step = Step({{x_, {3}}}, {z});
  Move(step, y, kTest);
  Move(step, z, kOtherTest);
  EXPECT_EQ(Copies(step), 3);
  EXPECT_EQ(Find(step, z)->input(0).node->input(0).node, Find(step, y));
}

TEST_F(PartitionMemoryTest, DevicesOfTwoTypesCopyThroughTheHost) {
  class OtherDevice : public TestDevice {
   public:
    OtherDevice() : TestDevice("OTHER", 0, nullptr) {}
  } other;
  environment_.devices.push_back(&other);
  Output y = Neg(x_), z = Neg(y);
  StepGraph step = Step({{x_, {3}}}, {z});
  Move(step, y, kTest);
  Move(step, z, 4);
  EXPECT_EQ(Copies(step), 4);
  Node* to_other = Find(step, z)->input(0).node;
  Node* to_host = to_other->input(0).node;
  EXPECT_EQ(step.device_of[to_host->id()], environment_.devices[kCpu]);
  EXPECT_EQ(to_host->input(0).node, Find(step, y));
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
