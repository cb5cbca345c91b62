// The rules catch what breaks them: each on a small tree made for it.

#include "thalweg/tests/house/source_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "thalweg/tests/support/temp_folder.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

SourceFile Including(const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths)
    absl::StrAppend(&text, "#include \"", path, "\"\n");
  return ParseSource(text);
}

TEST(ParseSourceTest, ReadsIncludesWithTheirLines) {
  const SourceFile source = ParseSource(
      "// #include \"no.h\"\n  #  include <a/b.h>\n#include \"c.h\"  // c\n");
  ASSERT_EQ(source.includes.size(), 2u);
  EXPECT_EQ(source.includes[0].line, 2);
  EXPECT_EQ(source.includes[0].path, "a/b.h");
  EXPECT_FALSE(source.includes[0].in_quotes);
  EXPECT_EQ(source.includes[1].line, 3);
  EXPECT_EQ(source.includes[1].path, "c.h");
  EXPECT_TRUE(source.includes[1].in_quotes);
}

TEST(ReadSourceTreeTest, ReadsTheFoldersOfTheHouseAndNothingElse) {
  const TempFolder root;
  for (const char* file : {"graph/a.h", "kernels/cpu/b.cc", "build/c.h",
                           "ops/nn/d.h", "graph/notes.md", "thalweg.h"}) {
    std::filesystem::create_directories(
        std::filesystem::path(root.File(file)).parent_path());
    root.Write(file, "#pragma once\n");
  }
  const SourceTree tree = ReadSourceTree(root.path());
  EXPECT_THAT(tree,
              ElementsAre(Key("graph/a.h"), Key("kernels/cpu/b.cc"),
                          Key("ops/nn/d.h"), Key("ops/ops.h"),
                          Key("tests/support/paths.h"), Key("thalweg.h")));
  EXPECT_TRUE(tree.at("graph/a.h").has_pragma_once);
  ASSERT_EQ(tree.at("ops/ops.h").includes.size(), 1u);
  EXPECT_EQ(tree.at("ops/ops.h").includes[0].path, "thalweg/ops/nn/d.h");
}

TEST(FolderOrderTest, AllowsLooksToTheLeftOnly) {
  const SourceTree tree = {
      {"graph/a.h", Including({"thalweg/runtime/session.h"})},
      {"ops/b.h", Including({"thalweg/graph/a.h", "thalweg/ops/c.h"})},
      {"runtime/session.h", Including({"thalweg/thalweg.h"})},
      {"thalweg.h", Including({"thalweg/runtime/session.h"})},
      {"tools/d.cc", Including({"thalweg/tests/e.h"})},
      {"tests/e.h", Including({"thalweg/tools/f.h", "thalweg/graph/a.h"})}};
  EXPECT_THAT(
      FolderOrderBreaks(tree),
      UnorderedElementsAre("graph/a.h:1 includes thalweg/runtime/session.h: "
                           "graph may not see runtime",
                           "runtime/session.h:1 includes thalweg/thalweg.h: "
                           "runtime may not see thalweg.h",
                           "tools/d.cc:1 includes thalweg/tests/e.h: "
                           "tools may not see tests"));
}

TEST(DeviceFolderTest, DevicesAreSeenByThemselvesOnly) {
  const SourceTree tree = {
      {"kernels/cpu/a.cc",
       Including({"thalweg/kernels/cpu/a.h", "thalweg/kernels/kernel.h",
                  "thalweg/kernels/functors/f-inl.h",
                  "thalweg/kernels/cuda/b.h"})},
      {"kernels/cuda/b.cc", Including({"thalweg/kernels/cpu/a.h"})},
      {"kernels/kernel.h", Including({"thalweg/kernels/cpu/a.h"})},
      {"runtime/c.cc",
       Including({"thalweg/kernels/kernel.h", "thalweg/kernels/cpu/a.h",
                  "thalweg/kernels/functors/f-inl.h"})},
      {"tests/kernels/d.cc", Including({"thalweg/kernels/cpu/a.h"})}};
  const std::string why = ": a device is seen by itself only";
  EXPECT_THAT(
      DeviceFolderBreaks(tree),
      UnorderedElementsAre(
          "kernels/cpu/a.cc:4 includes thalweg/kernels/cuda/b.h" + why,
          "kernels/cuda/b.cc:1 includes thalweg/kernels/cpu/a.h" + why,
          "kernels/kernel.h:1 includes thalweg/kernels/cpu/a.h" + why,
          "runtime/c.cc:2 includes thalweg/kernels/cpu/a.h" + why,
          "runtime/c.cc:3 includes thalweg/kernels/functors/f-inl.h" + why));
}

TEST(FileCyclesTest, NamesTheFilesAroundACycle) {
  const SourceTree tree = {
      {"graph/a.h", Including({"thalweg/graph/b.h"})},
      {"graph/b.h", Including({"thalweg/graph/c.h", "thalweg/graph/d.h"})},
      {"graph/c.h", Including({"thalweg/graph/d.h"})},
      {"graph/d.h", Including({"thalweg/graph/b.h"})},
      {"graph/self.h", Including({"thalweg/graph/self.h"})}};
  EXPECT_THAT(
      FileCycles(tree),
      UnorderedElementsAre("graph/b.h -> graph/c.h -> graph/d.h -> graph/b.h",
                           "graph/self.h -> graph/self.h"));
}

TEST(FileCyclesTest, TwoPathsToOneFileAreNoCycle) {
  const SourceTree tree = {
      {"graph/a.h", Including({"thalweg/graph/b.h", "thalweg/graph/c.h"})},
      {"graph/b.h", Including({"thalweg/graph/d.h"})},
      {"graph/c.h", Including({"thalweg/graph/d.h"})},
      {"graph/d.h", Including({})}};
  EXPECT_THAT(FileCycles(tree), IsEmpty());
}

TEST(MisspelledIncludesTest, ProjectFilesAreNamedFromTheRoot) {
  SourceTree tree = {
      {"graph/a.h",
       Including({"b.h", "graph/b.h", "../proto/x.proto", "thalweg/graph/b.h",
                  "thalweg/graph/none.h", "absl/status/status.h",
                  "thalweg/proto/x.pb.h", "thalweg/proto/y.pb.h"})},
      {"graph/b.h", ParseSource("#include <thalweg/graph/a.h>\n")},
      {"proto/x.proto", {}}};
  EXPECT_THAT(
      MisspelledIncludes(tree),
      UnorderedElementsAre(
          "graph/a.h:1 includes b.h: spell it thalweg/...",
          "graph/a.h:2 includes graph/b.h: spell it thalweg/...",
          "graph/a.h:3 includes ../proto/x.proto: spell it thalweg/...",
          "graph/a.h:5 includes thalweg/graph/none.h: there is no such file",
          "graph/a.h:8 includes thalweg/proto/y.pb.h: there is no such file",
          "graph/b.h:1 includes thalweg/graph/a.h: write it in quotes"));
}

TEST(UnguardedHeadersTest, OnlyInlHeadersMayTakeTheToggle) {
  const SourceTree tree = {
      {"graph/a.h", ParseSource("#pragma once\n")},
      {"graph/b.h", ParseSource("#ifdef HWY_TARGET_TOGGLE\n")},
      {"graph/c.cc", ParseSource("")},
      {"kernels/d-inl.h", ParseSource("#ifdef HWY_TARGET_TOGGLE\n")},
      {"kernels/e-inl.h", ParseSource("")}};
  EXPECT_THAT(UnguardedHeaders(tree),
              UnorderedElementsAre("graph/b.h lacks #pragma once",
                                   "kernels/e-inl.h lacks #pragma once"));
}

TEST(LeakingPublicHeadersTest, FollowsWhatTheUmbrellaReaches) {
  const SourceTree tree = {
      {"thalweg.h", Including({"thalweg/graph/a.h"})},
      {"graph/a.h", Including({"thalweg/graph/b.h", "absl/status/status.h"})},
      {"graph/b.h", Including({"google/protobuf/message.h", "dnnl.hpp"})},
      {"graph/private.h", Including({"thalweg/proto/graph.pb.h"})}};
  EXPECT_THAT(
      LeakingPublicHeaders(tree),
      UnorderedElementsAre("graph/b.h:1 includes google/protobuf/message.h: "
                           "a public header may not",
                           "graph/b.h:2 includes dnnl.hpp: "
                           "a public header may not"));
}

}  // namespace
}  // namespace thalweg
