#include "thalweg/graph/tensor_name.h"

#include <gtest/gtest.h>

namespace thalweg {
namespace {

void ExpectParsed(absl::string_view name, absl::string_view node, int output) {
  const TensorName parsed = ParseTensorName(name);
  EXPECT_EQ(parsed.node, node) << name;
  EXPECT_EQ(parsed.output, output) << name;
}

TEST(TensorNameTest, SplitsNodeAndOutput) {
  ExpectParsed("a/b", "a/b", 0);
  ExpectParsed("a/b:0", "a/b", 0);
  ExpectParsed("a:12", "a", 12);
  ExpectParsed("^a", "a", TensorName::kControl);
}

TEST(TensorNameTest, LeavesOtherNamesWhole) {
  for (const char* name :
       {"a:", "a:01", "a:-1", "a:+1", "a: 1", "a:x", "a:99999999999", ""}) {
    ExpectParsed(name, name, 0);
  }
  ExpectParsed("a:b:1", "a:b", 1);
}

TEST(NodeNameTest, FollowsTensorFlowsRule) {
  for (const char* name : {"a", "0", ".", "a/b_c-d.e", "A>b>0"}) {
    EXPECT_TRUE(IsValidNodeName(name)) << name;
  }
  for (const char* name : {"", "_a", "/a", "-a", "a b", "a:0", ">a", "a>",
                           "a>>b", "a>_b", "\xff"}) {
    EXPECT_FALSE(IsValidNodeName(name)) << name;
  }
}

}  // namespace
}  // namespace thalweg
