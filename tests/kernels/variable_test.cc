#include "thalweg/kernels/variable.h"

#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/kernels/cpu/cpu_device.h"
#include "thalweg/tests/support/test_device.h"

namespace thalweg {
namespace {

absl::Status AddOne(Tensor& value) {
  value.mutable_data<float>()[0] += 1;
  return absl::OkStatus();
}

TEST(VariableTest, IsUninitializedAtFirst) {
  VariableState variable(kFloat, {1});
  EXPECT_FALSE(variable.initialized());
  variable.Assign(Tensor::Of<float>({1}, {3}));
  EXPECT_TRUE(variable.initialized());
  variable.Clear();
  EXPECT_FALSE(variable.initialized());
}

TEST(VariableTest, UpdatesInPlaceWhenNobodySharesTheValue) {
  VariableState variable(kFloat, {1});
  variable.Assign(Tensor::Of<float>({1}, {3}));
  const void* before = variable.Read().raw();
  ASSERT_TRUE(variable.Update(AddOne).ok());
  EXPECT_EQ(variable.Read().raw(), before);
  EXPECT_EQ(variable.Read().scalar<float>(), 4);
}

TEST(VariableTest, AValueReadBeforeAnUpdateDoesNotChange) {
  VariableState variable(kFloat, {1});
  variable.Assign(Tensor::Of<float>({1}, {3}));
  const Tensor snapshot = variable.Read();
  ASSERT_TRUE(variable.Update(AddOne).ok());
  EXPECT_EQ(snapshot.scalar<float>(), 3);
  EXPECT_EQ(variable.Read().scalar<float>(), 4);
}

TEST(VariableTest, StoresIntoItsOwnMemoryWhenThatFits) {
  VariableState variable(kFloat, Shape::Unknown());
  const Tensor first = Tensor::Of<float>({2}, {1, 2});
  ASSERT_TRUE(variable.Store(first).ok());
  const void* memory = variable.Read().raw();
  EXPECT_NE(memory, first.raw());
  ASSERT_TRUE(variable.Store(Tensor::Of<float>({2}, {3, 4})).ok());
  EXPECT_EQ(variable.Read().raw(), memory);
  EXPECT_EQ(variable.Read().data<float>()[1], 4);
  const Tensor snapshot = variable.Read();
  ASSERT_TRUE(variable.Store(first).ok());
  EXPECT_EQ(snapshot.data<float>()[1], 4);
  EXPECT_EQ(variable.Read().data<float>()[1], 2);
  ASSERT_TRUE(variable.Store(Tensor::Of<float>({1}, {5})).ok());
  EXPECT_EQ(variable.Read().shape(), Shape({1}));
}

TEST(VariableTest, SeveralAreUpdatedTogetherInAnyOrder) {
  VariableState a(kFloat, {1}), b(kFloat, {1});
  a.Assign(Tensor::Of<float>({1}, {0}));
  b.Assign(Tensor::Of<float>({1}, {100}));
  // Moves 1 from the second to the first.
  const auto move = [](absl::Span<Tensor* const> values) {
    values[0]->mutable_data<float>()[0] += 1;
    values[1]->mutable_data<float>()[0] -= 1;
    return absl::OkStatus();
  };
  std::thread there([&] {
    for (int i = 0; i < 1000; ++i) {
      EXPECT_TRUE(UpdateVariables({&a, &b}, move).ok());
    }
  });
  for (int i = 0; i < 1010; ++i) {
    EXPECT_TRUE(UpdateVariables({&b, &a}, move).ok());
  }
  there.join();
  EXPECT_EQ(a.Read().scalar<float>(), -10);
  EXPECT_EQ(b.Read().scalar<float>(), 110);
  EXPECT_EQ(UpdateVariables({&a, &a}, move).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(VariableTest, ConcurrentUpdatesAllCount) {
  VariableState variable(kFloat, {1});
  variable.Assign(Tensor::Of<float>({1}, {0}));
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 500; ++round) {
        EXPECT_TRUE(variable.Update(AddOne).ok());
        EXPECT_GT(variable.Read().scalar<float>(), 0);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(variable.Read().scalar<float>(), 1500);
}

Tensor HandleOf(std::shared_ptr<Resource> resource) {
  ResourceHandle handle("", "v", std::move(resource));
  return Tensor::Of<ResourceHandle>(Shape(), {handle});
}

TEST(VariableTest, IsFoundThroughItsHandle) {
  auto variable = std::make_shared<VariableState>(kFloat, Shape({1}));
  auto found = VariableOf(HandleOf(variable));
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, variable.get());
}

TEST(VariableTest, AHandleToNothingIsAFailedPrecondition) {
  const absl::Status status = VariableOf(HandleOf(nullptr)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(),
            "Could not find variable v. This could mean that the variable has "
            "been deleted. In TF1, it can also mean the variable is "
            "uninitialized. Debug info: container=localhost, status error "
            "message=Resource localhost/v/Variable does not exist.");
}

TEST(VariableTest, KeepsItsValueInTheMemoryOfItsDevice) {
  TestDevice device(0, nullptr);
  CpuDevice cpu(0, nullptr);
  const Tensor seven = Tensor::Of<float>({1}, {7});
  Tensor there = AllocateOn(&device, kFloat, {1}).value();
  ASSERT_TRUE(CopyBetween(cpu, seven, device, there).ok());
  VariableState variable(kFloat, {1}, Reads::kSnapshot, &device);
  for (int i = 0; i < 2; ++i) {  // Makes the value, and writes it again.
    ASSERT_TRUE(variable.Store(there).ok());
    EXPECT_NE(variable.Read().raw(), there.raw());
  }
  const Tensor read = variable.Read();
  // Shared: an update copies it, there.
  ASSERT_TRUE(variable
                  .Update([&](Tensor& value) {
                    EXPECT_NE(value.raw(), read.raw());
                    EXPECT_TRUE(TestDevice::Holds(value.raw()));
                    return absl::OkStatus();
                  })
                  .ok());
  Tensor back = Tensor::Of<float>({1}, {0});
  ASSERT_TRUE(CopyBetween(device, variable.Read(), cpu, back).ok());
  EXPECT_EQ(back.scalar<float>(), 7);
}

class Other : public Resource {
 public:
  absl::string_view type_name() const override { return "Other"; }
};

TEST(VariableTest, AHandleToAnotherKindOfResourceIsInvalid) {
  EXPECT_EQ(VariableOf(HandleOf(std::make_shared<Other>())).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(VariableOf(Tensor::Of<float>({1}, {0})).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace thalweg
