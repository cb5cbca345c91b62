#include "thalweg/tools/support/mini_batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

Tensor Rows(int64_t count) {
  std::vector<int32_t> values(count);
  std::iota(values.begin(), values.end(), 0);
  return Tensor::Of<int32_t>({count, 1}, values);
}

// All rows of an epoch, batch after batch.
std::vector<int32_t> Epoch(MiniBatches& batches) {
  std::vector<int32_t> rows;
  std::vector<Tensor> batch;
  batches.Shuffle();
  for (int64_t i = 0; i < batches.count(); ++i) {
    EXPECT_OK(batches.Read(i, batch));
    EXPECT_EQ(batch[0].dim(0), batches.rows(i));
    const auto values = batch[0].flat<int32_t>();
    rows.insert(rows.end(), values.begin(), values.end());
  }
  return rows;
}

TEST(MiniBatchesTest, WithoutASeedRowsComeAsTheyAre) {
  ASSERT_OK_AND_ASSIGN(MiniBatches batches,
                       MiniBatches::Create({Rows(5)}, {.size = 2}));
  EXPECT_EQ(batches.count(), 3);
  EXPECT_EQ(batches.rows(2), 1);
  EXPECT_THAT(Epoch(batches), ElementsAre(0, 1, 2, 3, 4));
}

TEST(MiniBatchesTest, WhatFillsNoBatchCanBeDropped) {
  ASSERT_OK_AND_ASSIGN(
      MiniBatches batches,
      MiniBatches::Create({Rows(5)}, {.size = 2, .drop_remainder = true}));
  EXPECT_THAT(Epoch(batches), ElementsAre(0, 1, 2, 3));
}

// The order is part of what users may rely on: it is that of the generator of
// the standard, from the last place to the first.
TEST(MiniBatchesTest, TheOrderOfASeedIsTheSameEverywhere) {
  std::mt19937_64 random(7);
  std::vector<int32_t> expected = {0, 1, 2, 3, 4, 5};
  for (size_t i = 6; i > 1; --i)
    std::swap(expected[i - 1], expected[random() % i]);
  ASSERT_OK_AND_ASSIGN(MiniBatches batches,
                       MiniBatches::Create({Rows(6)}, {.size = 4, .seed = 7}));
  EXPECT_THAT(Epoch(batches), ElementsAreArray(expected));
}

TEST(MiniBatchesTest, EachEpochSeesEachRowOnceInAnotherOrder) {
  ASSERT_OK_AND_ASSIGN(
      MiniBatches batches,
      MiniBatches::Create({Rows(100)}, {.size = 8, .seed = 1}));
  const std::vector<int32_t> first = Epoch(batches);
  std::vector<int32_t> second = Epoch(batches);
  EXPECT_NE(first, second);
  std::sort(second.begin(), second.end());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(second[i], i);
}

TEST(MiniBatchesTest, RowsOfAllArraysStayTogether) {
  const Tensor names =
      Tensor::Of<std::string>({4}, {"zero", "one", "two", "three"});
  ASSERT_OK_AND_ASSIGN(
      MiniBatches batches,
      MiniBatches::Create({Rows(4), names}, {.size = 4, .seed = 3}));
  batches.Shuffle();
  std::vector<Tensor> batch;
  ASSERT_OK(batches.Read(0, batch));
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(batch[1].data<std::string>()[i],
              names.data<std::string>()[batch[0].data<int32_t>()[i]]);
  }
}

TEST(MiniBatchesTest, ABatchThatNobodySharesIsWrittenAgain) {
  ASSERT_OK_AND_ASSIGN(MiniBatches batches,
                       MiniBatches::Create({Rows(6)}, {.size = 2}));
  std::vector<Tensor> batch;
  ASSERT_OK(batches.Read(0, batch));
  const void* memory = batch[0].raw();
  ASSERT_OK(batches.Read(1, batch));
  EXPECT_EQ(batch[0].raw(), memory);
  const Tensor kept = batch[0];
  ASSERT_OK(batches.Read(2, batch));
  EXPECT_THAT(kept.flat<int32_t>(), ElementsAre(2, 3));
  EXPECT_THAT(batch[0].flat<int32_t>(), ElementsAre(4, 5));
}

TEST(MiniBatchesTest, RefusesWhatMakesNoBatches) {
  const auto refuses = [](std::vector<Tensor> arrays, int64_t size, bool drop,
                          const char* why) {
    EXPECT_THAT(MiniBatches::Create(std::move(arrays),
                                    {.size = size, .drop_remainder = drop}),
                StatusIs(absl::StatusCode::kInvalidArgument, why));
  };
  refuses({}, 1, false, "no array");
  refuses({Tensor::Scalar(1.f)}, 1, false, "array 0 is a scalar");
  refuses({Rows(3), Rows(4)}, 1, false, "array 0 is [3,1], array 1 is [4,1]");
  refuses({Rows(3)}, 0, false, "at least 1, got 0");
  refuses({Rows(0)}, 1, false, "0 rows make no batch of 1");
  refuses({Rows(3)}, 4, true, "3 rows make no batch of 4");
}

}  // namespace
}  // namespace thalweg
