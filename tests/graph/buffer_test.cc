#include "thalweg/graph/buffer.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/graph/allocation_failure.h"

namespace thalweg {
namespace {

TEST(BufferTest, IsAlignedAndAllWritable) {
  for (size_t size : {0, 1, 63, 64, 65, 129, 1000, 4097, 100000, 3 << 20}) {
    const BufferRef buffer = AllocateBuffer(size);
    ASSERT_TRUE(buffer) << size;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer->data()) % 64, 0u) << size;
    EXPECT_EQ(buffer->size(), size);
    std::memset(buffer->data(), 0x5a, size);
  }
}

TEST(BufferTest, LiveBuffersDoNotOverlap) {
  std::vector<BufferRef> buffers;
  for (int round = 0; round < 3; ++round) {
    for (size_t i = 0; i < 300; ++i) {
      buffers.push_back(AllocateBuffer(i * 7));
      std::memset(buffers.back()->data(), static_cast<int>(i % 251), i * 7);
    }
    for (size_t i = 0; i < 300; ++i) {
      const auto* bytes = static_cast<const uint8_t*>(buffers[i]->data());
      for (size_t j = 0; j < i * 7; ++j) ASSERT_EQ(bytes[j], i % 251);
    }
    buffers.clear();
  }
}

TEST(BufferTest, RefusesMoreThanThereIs) {
  EXPECT_FALSE(AllocateBuffer(size_t{1} << 50));
  EXPECT_FALSE(AllocateBuffer(SIZE_MAX));
  EXPECT_FALSE(AllocateBuffer(SIZE_MAX - 63));
}

TEST(BufferTest, UniqueMeansOneReference) {
  BufferRef a = AllocateBuffer(8);
  EXPECT_TRUE(a.unique());
  BufferRef b = a;
  EXPECT_FALSE(a.unique());
  b = BufferRef();
  EXPECT_TRUE(a.unique());
  EXPECT_FALSE(b.unique());
  BufferRef c = std::move(a);
  EXPECT_TRUE(c.unique());
  EXPECT_FALSE(a);
}

TEST(BufferTest, BorrowedMemoryIsGivenBackOnceByTheLastReference) {
  int calls = 0;
  float memory[4];
  {
    BufferRef a = BorrowBuffer(memory, sizeof(memory), [&] { ++calls; });
    EXPECT_EQ(a->data(), memory);
    BufferRef b = a;
    a = BufferRef();
    EXPECT_EQ(calls, 0);
  }
  EXPECT_EQ(calls, 1);
  BorrowBuffer(memory, sizeof(memory), {});
}

TEST(BufferTest, ManyThreadsAllocateAndFree) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t, &wrong] {
      for (int i = 0; i < 2000; ++i) {
        const size_t size = 16 + (i * 37) % 3000;
        const BufferRef buffer = AllocateBuffer(size);
        auto* bytes = static_cast<uint8_t*>(buffer->data());
        std::memset(bytes, t, size);
        for (size_t j = 0; j < size; ++j) wrong += bytes[j] != t;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(AllocationFailureTest, FailsOneAllocation) {
  AllocationFailure failure(2, AllocationFailure::kOnce);
  EXPECT_TRUE(AllocateBuffer(8));
  EXPECT_TRUE(AllocateBuffer(8));
  EXPECT_FALSE(failure.happened());
  EXPECT_FALSE(AllocateBuffer(8));
  EXPECT_TRUE(failure.happened());
  EXPECT_TRUE(AllocateBuffer(8));
}

TEST(AllocationFailureTest, FailsAllUntilItGoes) {
  {
    AllocationFailure failure(1, AllocationFailure::kFromThenOn);
    EXPECT_TRUE(AllocateBuffer(8));
    EXPECT_FALSE(AllocateBuffer(8));
    EXPECT_FALSE(AllocateBuffer(8));
  }
  EXPECT_TRUE(AllocateBuffer(8));
}

}  // namespace
}  // namespace thalweg
