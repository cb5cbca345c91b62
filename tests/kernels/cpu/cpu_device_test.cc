#include "thalweg/kernels/cpu/cpu_device.h"

#include "gtest/gtest.h"
#include "thalweg/kernels/thread_pool.h"

namespace thalweg {
namespace {

absl::StatusOr<std::vector<std::unique_ptr<Device>>> CreateCpus(int count) {
  DeviceOptions options;
  options.count = count;
  return DeviceFactory::All().front()->CreateDevices(
      options, std::make_shared<ThreadPool>(1));
}

TEST(CpuDeviceTest, FactoryIsRegisteredFirst) {
  ASSERT_FALSE(DeviceFactory::All().empty());
  EXPECT_STREQ(DeviceFactory::All().front()->type(), "CPU");
}

TEST(CpuDeviceTest, OneDeviceIsTheDefault) {
  auto devices = CreateCpus(-1);
  ASSERT_TRUE(devices.ok());
  ASSERT_EQ(devices->size(), 1u);
  const Device& cpu = *devices->front();
  EXPECT_EQ(cpu.name(), "/job:localhost/replica:0/task:0/device:CPU:0");
  EXPECT_EQ(cpu.type(), "CPU");
  EXPECT_TRUE(cpu.host_memory());
  EXPECT_GT(cpu.memory_limit(), 0);
  EXPECT_FALSE(cpu.description().empty());
}

TEST(CpuDeviceTest, SeveralLogicalDevicesAreNumbered) {
  auto devices = CreateCpus(3);
  ASSERT_TRUE(devices.ok());
  ASSERT_EQ(devices->size(), 3u);
  EXPECT_EQ((*devices)[2]->name(),
            "/job:localhost/replica:0/task:0/device:CPU:2");
  EXPECT_EQ(&(*devices)[0]->thread_pool(), &(*devices)[2]->thread_pool());
}

TEST(CpuDeviceTest, AnImpossibleNumberOfDevicesIsRefused) {
  for (int count : {0, -2, 1 << 20}) {
    EXPECT_EQ(CreateCpus(count).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(CpuDeviceTest, CopiesAreDeep) {
  auto devices = CreateCpus(2);
  ASSERT_TRUE(devices.ok());
  Tensor from = Tensor::Of<float>({2}, {1, 2});
  Tensor to = Tensor::Of<float>({2}, {0, 0});
  ASSERT_TRUE((*devices)[1]->CopyFrom(*(*devices)[0], from, to).ok());
  from.mutable_data<float>()[0] = 9;
  EXPECT_EQ(to.data<float>()[0], 1);
  EXPECT_EQ(to.data<float>()[1], 2);
  Tensor small = Tensor::Of<float>({1}, {0});
  EXPECT_FALSE((*devices)[1]->CopyFrom(*(*devices)[0], from, small).ok());
}

TEST(CpuDeviceTest, AllocatesAlignedMemory) {
  auto devices = CreateCpus(1);
  ASSERT_TRUE(devices.ok());
  auto buffer = devices->front()->Allocate(100);
  ASSERT_TRUE(buffer.ok());
  EXPECT_GE((*buffer)->size(), 100u);
  EXPECT_EQ(reinterpret_cast<uintptr_t>((*buffer)->data()) % 64, 0u);
}

}  // namespace
}  // namespace thalweg
