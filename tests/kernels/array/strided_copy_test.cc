#include "thalweg/kernels/cpu/array/strided_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "thalweg/kernels/thread_pool.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;

KernelContext ContextOn(const RunContext& run) {
  return KernelContext({}, {}, 0, nullptr, nullptr, &run);
}

std::vector<int32_t> Copied(std::vector<CopyAxis> axes, int64_t from_offset,
                            int64_t to_offset, int64_t to_size) {
  const Tensor from = Counting(kInt32, {24});
  std::vector<int32_t> to(to_size, -1);
  const RunContext run;
  StridedCopy(kInt32, axes, from_offset, to_offset)
      .Run(ContextOn(run), from.raw(), to.data());
  return to;
}

TEST(StridedCopyTest, CopiesARun) {
  EXPECT_THAT(Copied({{3, 1, 1}}, 2, 1, 5), ElementsAre(-1, 2, 3, 4, -1));
}

TEST(StridedCopyTest, CopiesBackwards) {
  EXPECT_THAT(Copied({{3, -2, 1}}, 5, 0, 3), ElementsAre(5, 3, 1));
}

TEST(StridedCopyTest, WritesBackwards) {
  EXPECT_THAT(Copied({{3, 1, -1}}, 0, 2, 3), ElementsAre(2, 1, 0));
}

TEST(StridedCopyTest, RepeatsAnElement) {
  EXPECT_THAT(Copied({{2, 1, 3}, {3, 0, 1}}, 4, 0, 6),
              ElementsAre(4, 4, 4, 5, 5, 5));
}

TEST(StridedCopyTest, TransposesAMatrix) {
  EXPECT_THAT(Copied({{2, 1, 3}, {3, 2, 1}}, 0, 0, 6),
              ElementsAre(0, 2, 4, 1, 3, 5));
}

TEST(StridedCopyTest, CopiesAScalar) {
  EXPECT_THAT(Copied({}, 7, 0, 1), ElementsAre(7));
}

TEST(StridedCopyTest, CopiesNothingOfAnEmptyBox) {
  EXPECT_THAT(Copied({{2, 1, 1}, {0, 1, 1}}, 0, 0, 2), ElementsAre(-1, -1));
}

TEST(StridedCopyTest, KnowsAPlainRun) {
  const std::vector<CopyAxis> joined = {{2, 12, 12}, {3, 4, 4}, {4, 1, 1}};
  EXPECT_TRUE(StridedCopy(kInt32, joined).is_plain());
  EXPECT_FALSE(StridedCopy(kInt32, joined, 1, 0).is_plain());
  const std::vector<CopyAxis> apart = {{2, 16, 12}, {3, 4, 4}, {4, 1, 1}};
  EXPECT_FALSE(StridedCopy(kInt32, apart).is_plain());
}

// Large enough to be cut into pieces along either kind of axis.
TEST(StridedCopyTest, GivesTheSameWithAnyNumberOfThreads) {
  const Shape shape = {3, 301, 257};
  const Tensor from = Counting(kFloat, shape);
  const std::vector<std::vector<CopyAxis>> boxes = {
      {{3 * 301 * 257, 1, 1}},
      {{257, 1, 3 * 301}, {3 * 301, 257, 1}},
      {{257, 1, 3 * 301}, {301, 257, 3}, {3, 301 * 257, 1}},
      {{301, 257, 257 * 3}, {257, 1, 3}, {3, 301 * 257, 1}},
      {{3, 301 * 257, 301 * 257}, {257, 1, 301}, {301, 257, 1}}};
  for (const auto& box : boxes) {
    std::vector<Tensor> results;
    for (int threads : {1, 4}) {
      ThreadPool pool(threads);
      RunContext run;
      run.pool = &pool;
      Tensor to = Tensor::Zeros(kFloat, shape).value();
      StridedCopy(kFloat, box)
          .Run(ContextOn(run), from.raw(), to.mutable_raw());
      results.push_back(to);
    }
    ExpectEqual(results[1], results[0]);
  }
}

}  // namespace
}  // namespace thalweg
