#include "thalweg/graph/topology.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "absl/strings/str_cat.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Dependencies Make(const std::vector<std::vector<int>>& needs) {
  Dependencies dependencies;
  for (const auto& of_one : needs) {
    dependencies.Next();
    for (int thing : of_one) dependencies.Add(thing);
  }
  return dependencies;
}

TEST(TopologyTest, KeepsAnOrderThatIsOne) {
  EXPECT_THAT(OrderTopologically(Make({{}, {0}, {}, {1, 2}})).order,
              ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(OrderTopologically(Dependencies()).order, IsEmpty());
}

TEST(TopologyTest, PutsWhatIsNeededFirst) {
  EXPECT_THAT(OrderTopologically(Make({{3}, {0}, {0, 1}, {}})).order,
              ElementsAre(3, 0, 1, 2));
}

TEST(TopologyTest, FindsACycleAndNotWhatHangsOnIt) {
  const Ordering result = OrderTopologically(Make({{1}, {2}, {3, 4}, {1}, {}}));
  EXPECT_THAT(result.order, IsEmpty());
  EXPECT_THAT(result.cycle, ElementsAre(3, 2, 1));
  EXPECT_THAT(OrderTopologically(Make({{0}})).cycle, ElementsAre(0));
}

TEST(TopologyTest, OrdersAMillionInReverseWithoutRecursion) {
  constexpr int kSize = 1'000'000;
  Dependencies dependencies;
  for (int i = 0; i < kSize; ++i) {
    dependencies.Next();
    if (i + 1 < kSize) dependencies.Add(i + 1);
  }
  std::vector<int> expected(kSize);
  std::iota(expected.rbegin(), expected.rend(), 0);
  EXPECT_EQ(OrderTopologically(dependencies).order, expected);
}

TEST(TopologyTest, NamesSomeOfALongCycle) {
  const absl::string_view names[] = {"a", "b"};
  EXPECT_THAT(CycleError({0, 1}, [&](int i) { return names[i]; }),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "2 nodes in a cycle: a -> b -> a"));
  std::vector<int> cycle(1000);
  const absl::Status status =
      CycleError(cycle, [](int) { return absl::string_view("x"); });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               "1000 nodes in a cycle: x -> x"));
  EXPECT_LT(status.message().size(), 100u);
}

}  // namespace
}  // namespace thalweg
