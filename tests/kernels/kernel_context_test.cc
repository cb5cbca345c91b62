#include "thalweg/kernels/kernel_context.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/kernels/cpu/cpu_device.h"
#include "thalweg/kernels/thread_pool.h"
#include "thalweg/tests/support/test_device.h"

namespace thalweg {
namespace {

constexpr DType kFloatType = kFloat;

KernelContext ContextOf(Tensor* const* output, uint64_t planned) {
  return KernelContext({}, absl::MakeConstSpan(output, 1), planned, &kFloatType,
                       nullptr, nullptr);
}

TEST(KernelContextTest, GivesAPlannedOutputWithoutAllocating) {
  Tensor planned = Tensor::Of<float>({2}, {0, 0});
  Tensor* slot = &planned;
  const void* memory = planned.raw();
  KernelContext context = ContextOf(&slot, 1);
  auto output = context.Output(0, {2});
  ASSERT_TRUE(output.ok());
  EXPECT_EQ((*output)->raw(), memory);
}

TEST(KernelContextTest, RefusesAnotherShapeThanThePlannedOne) {
  Tensor planned = Tensor::Of<float>({2}, {0, 0});
  Tensor* slot = &planned;
  KernelContext context = ContextOf(&slot, 1);
  EXPECT_EQ(context.Output(0, {3}).status().code(),
            absl::StatusCode::kInternal);
}

TEST(KernelContextTest, AllocatesAnUnplannedOutput) {
  Tensor made;
  Tensor* slot = &made;
  KernelContext context = ContextOf(&slot, 0);
  auto output = context.Output(0, {2, 3});
  ASSERT_TRUE(output.ok());
  EXPECT_EQ(made.dtype(), kFloat);
  EXPECT_EQ(made.shape(), Shape({2, 3}));
}

TEST(KernelContextTest, SetOutputSharesTheBufferWhereNothingIsPlanned) {
  Tensor made, value = Tensor::Of<float>({1}, {7});
  Tensor* slot = &made;
  KernelContext context = ContextOf(&slot, 0);
  ASSERT_TRUE(context.SetOutput(0, value).ok());
  EXPECT_EQ(made.raw(), value.raw());
}

TEST(KernelContextTest, SetOutputCopiesIntoAPlannedOutput) {
  Tensor planned = Tensor::Of<float>({1}, {0}),
         value = Tensor::Of<float>({1}, {7});
  Tensor* slot = &planned;
  KernelContext context = ContextOf(&slot, 1);
  ASSERT_TRUE(context.SetOutput(0, value).ok());
  EXPECT_NE(planned.raw(), value.raw());
  EXPECT_EQ(planned.scalar<float>(), 7);
}

TEST(KernelContextTest, SetOutputCopiesWhatItCannotOwn) {
  float memory = 7;
  Tensor made;
  Tensor* slot = &made;
  KernelContext context = ContextOf(&slot, 0);
  ASSERT_TRUE(context.SetOutput(0, Tensor::View(kFloat, {1}, &memory)).ok());
  EXPECT_TRUE(made.owned());
  EXPECT_EQ(made.scalar<float>(), 7);
}

TEST(KernelContextTest, SetOutputThatNobodyReadsDoesNothing) {
  Tensor* slot = nullptr;
  KernelContext context = ContextOf(&slot, 0);
  EXPECT_FALSE(context.wanted(0));
  EXPECT_TRUE(context.SetOutput(0, Tensor::Of<float>({1}, {7})).ok());
  EXPECT_FALSE(context.Output(0, {1}).ok());
}

class DeviceOutputTest : public testing::Test {
 protected:
  KernelContext ContextOf(Tensor* output, uint64_t planned) {
    slot_ = output;
    KernelContext context = thalweg::ContextOf(&slot_, planned);
    context.set_output_memory(&memory_);
    return context;
  }
  Tensor OnDevice(const Tensor& value) {
    Tensor copy = AllocateOn(&device_, value.dtype(), value.shape()).value();
    EXPECT_TRUE(CopyBetween(cpu_, value, device_, copy).ok());
    return copy;
  }
  Tensor OnHost(const Tensor& value) {
    Tensor copy = Tensor::Allocate(value.dtype(), value.shape()).value();
    EXPECT_TRUE(CopyBetween(device_, value, cpu_, copy).ok());
    return copy;
  }

  CpuDevice cpu_{0, nullptr};
  TestDevice device_{0, nullptr};
  Device* memory_ = &device_;
  Tensor* slot_ = nullptr;
  const Tensor seven_ = Tensor::Of<float>({1}, {7});
};

TEST_F(DeviceOutputTest, IsAllocatedOnItsDevice) {
  Tensor made;
  KernelContext context = ContextOf(&made, 0);
  ASSERT_TRUE(context.Output(0, {2, 3}).ok());
  EXPECT_TRUE(TestDevice::Holds(made.raw()));
  EXPECT_EQ(made.shape(), Shape({2, 3}));
}

TEST_F(DeviceOutputTest, IsCopiedThereWhenPlanned) {
  Tensor planned = OnDevice(Tensor::Of<float>({1}, {0}));
  const Tensor value = OnDevice(seven_);
  ASSERT_TRUE(ContextOf(&planned, 1).SetOutput(0, value).ok());
  EXPECT_NE(planned.raw(), value.raw());
  EXPECT_EQ(OnHost(planned).scalar<float>(), 7);
}

TEST_F(DeviceOutputTest, IsCopiedThereWhenNotOwned) {
  Tensor value = OnDevice(seven_);
  Tensor made;
  ASSERT_TRUE(ContextOf(&made, 0)
                  .SetOutput(0, Tensor::View(kFloat, {1}, value.mutable_raw()))
                  .ok());
  EXPECT_TRUE(made.owned());
  EXPECT_EQ(OnHost(made).scalar<float>(), 7);
}

TEST_F(DeviceOutputTest, OfStringsIsInHostMemory) {
  EXPECT_FALSE(
      TestDevice::Holds(AllocateOn(&device_, kString, {2}).value().raw()));
}

TEST_F(DeviceOutputTest, IsRefusedWithoutAShapeOrMemory) {
  EXPECT_EQ(AllocateOn(&device_, kFloat, {-1}).status().code(),
            absl::StatusCode::kInvalidArgument);
  for (int64_t size : {int64_t{1} << 40, int64_t{1} << 62}) {
    EXPECT_EQ(AllocateOn(&device_, kFloat, {size}).status().code(),
              absl::StatusCode::kResourceExhausted);
  }
}

using Ranges = std::vector<std::pair<int64_t, int64_t>>;

Ranges RangesOf(int threads, int64_t total, int64_t grain) {
  ThreadPool pool(threads);
  RunContext run;
  run.pool = &pool;
  KernelContext context({}, {}, 0, nullptr, nullptr, &run);
  std::mutex mutex;
  Ranges ranges;
  context.ParallelRange(total, grain, [&](int64_t begin, int64_t end) {
    std::lock_guard<std::mutex> lock(mutex);
    ranges.emplace_back(begin, end);
  });
  std::sort(ranges.begin(), ranges.end());
  return ranges;
}

TEST(KernelContextTest, CutsRangesAlikeForAnyNumberOfThreads) {
  for (int64_t total : {1, 5, 64, 1000, 12345, 1000000}) {
    for (int64_t grain : {1, 7, 100, 20000}) {
      EXPECT_EQ(RangesOf(1, total, grain), RangesOf(3, total, grain));
    }
  }
}

TEST(KernelContextTest, RangesCoverTheTotalInPiecesOfAtLeastTheGrain) {
  for (int64_t total : {1, 5, 64, 1000, 12345, 1000000}) {
    for (int64_t grain : {1, 7, 100, 20000}) {
      int64_t next = 0;
      const Ranges ranges = RangesOf(2, total, grain);
      for (auto [begin, end] : ranges) {
        EXPECT_EQ(begin, next);
        EXPECT_TRUE(end - begin >= grain || ranges.size() == 1);
        next = end;
      }
      EXPECT_EQ(next, total);
    }
  }
  EXPECT_TRUE(RangesOf(2, 0, 1).empty());
}

}  // namespace
}  // namespace thalweg
