#include "thalweg/tools/thalweg/row_positions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace thalweg::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SettlePositionsTest, WantedPositionsThatFitAreGiven) {
  EXPECT_THAT(SettlePositions({{0, 1, 0}, {10, 1, 5}, {30, 1, 5}}),
              ElementsAre(0, 10, 30));
  EXPECT_THAT(SettlePositions({}), IsEmpty());
}

TEST(SettlePositionsTest, WhoWantsTheSamePlaceStandsAroundIt) {
  EXPECT_THAT(SettlePositions({{10, 1, 0}, {10, 1, 4}, {10, 1, 4}}),
              ElementsAre(6, 10, 14));
}

TEST(SettlePositionsTest, WeightDecidesWhoGivesWay) {
  EXPECT_THAT(SettlePositions({{10, 3, 0}, {10, 1, 4}}), ElementsAre(9, 13));
}

// Against a search of all small moves: none makes the squares less.
TEST(SettlePositionsTest, NoOtherPositionsAreBetter) {
  const std::vector<WantedPosition> wanted = {
      {5, 1, 0}, {2, 2, 3}, {9, 1, 3}, {4, 5, 2}, {20, 1, 6}};
  const std::vector<double> settled = SettlePositions(wanted);
  const auto cost = [&](const std::vector<double>& at) {
    double sum = 0;
    for (size_t i = 0; i < at.size(); ++i) {
      if (i > 0 && at[i] - at[i - 1] < wanted[i].distance - 1e-9) return 1e9;
      const double off = at[i] - wanted[i].position;
      sum += wanted[i].weight * off * off;
    }
    return sum;
  };
  EXPECT_LT(cost(settled), 1e9);
  // The problem is convex: no better neighbour means none at all.
  for (int moves = 0; moves < 243; ++moves) {
    std::vector<double> moved = settled;
    int rest = moves;
    for (double& at : moved) {
      at += 0.01 * (rest % 3 - 1);
      rest /= 3;
    }
    EXPECT_GE(cost(moved), cost(settled) - 1e-9) << moves;
  }
}

}  // namespace
}  // namespace thalweg::command
