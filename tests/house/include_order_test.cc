// The folders of the house see each other in one direction:
// proto <- graph <- ops <- kernels <- runtime <- tools, tests.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thalweg/tests/house/source_tree.h"
#include "thalweg/tests/support/paths.h"

namespace thalweg {
namespace {

using ::testing::IsEmpty;

const SourceTree& Tree() {
  static const SourceTree tree = ReadSourceTree(THALWEG_SOURCE_DIR);
  return tree;
}

TEST(HouseTest, EveryFolderIsRead) {
  EXPECT_EQ(Tree().count("thalweg.h"), 1u);
  for (const char* folder :
       {"proto/", "graph/", "graph/io/", "ops/", "kernels/", "kernels/cpu/",
        "runtime/", "tools/", "tests/"}) {
    const auto first = Tree().lower_bound(folder);
    ASSERT_NE(first, Tree().end()) << folder;
    EXPECT_EQ(first->first.rfind(folder, 0), 0u) << folder;
  }
}

TEST(HouseTest, FilesSeeFoldersToTheirLeftOnly) {
  EXPECT_THAT(FolderOrderBreaks(Tree()), IsEmpty());
}

TEST(HouseTest, DevicesAreSeenByThemselvesOnly) {
  EXPECT_THAT(DeviceFolderBreaks(Tree()), IsEmpty());
}

TEST(HouseTest, NoFileIncludesItselfThroughOthers) {
  EXPECT_THAT(FileCycles(Tree()), IsEmpty());
}

TEST(HouseTest, IncludesAreSpelledFromTheRoot) {
  EXPECT_THAT(MisspelledIncludes(Tree()), IsEmpty());
}

TEST(HouseTest, HeadersAreGuarded) {
  EXPECT_THAT(UnguardedHeaders(Tree()), IsEmpty());
}

TEST(HouseTest, PublicHeadersCarryNoProtobufOneDnnOrHighway) {
  EXPECT_THAT(LeakingPublicHeaders(Tree()), IsEmpty());
}

}  // namespace
}  // namespace thalweg
