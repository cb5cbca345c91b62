#include "thalweg/graph/location.h"

#include "gtest/gtest.h"

namespace thalweg {
namespace {

TEST(LocationTest, ShowsTheLastPartOfThePath) {
  EXPECT_EQ((Location{"/home/user/train.cc", 41}).ToString(), "train.cc:41");
  EXPECT_EQ((Location{"train.cc", 7}).ToString(), "train.cc:7");
}

TEST(LocationTest, IsEmptyWhenUnknown) {
  EXPECT_EQ(Location().ToString(), "");
  EXPECT_EQ((Location{"", 3}).ToString(), "");
}

}  // namespace
}  // namespace thalweg
