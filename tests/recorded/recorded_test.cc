// What TensorFlow answered: each case that is not excluded gives the same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/io/file.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/tests/recorded/archive.h"
#include "thalweg/tests/recorded/exclusions.h"
#include "thalweg/tests/support/paths.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tools/thalweg/recorded_case.h"

namespace thalweg {
namespace {

using command::CaseFiles;
using command::ReadCase;
using command::RecordedCase;
using ::testing::IsEmpty;

// By suite ("ops/random", "gradients"), all archives.
const std::map<std::string, Archive>& Suites() {
  static const auto* const suites = [] {
    namespace fs = std::filesystem;
    auto* all = new std::map<std::string, Archive>;
    const fs::path root = THALWEG_TEST_DATA "/recorded";
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".zip") continue;
      fs::path name = entry.path().lexically_relative(root);
      auto archive = Archive::Open(entry.path());
      if (archive.ok()) {
        all->emplace(name.replace_extension().string(), std::move(*archive));
      }
    }
    return all;
  }();
  return *suites;
}

const Exclusions& Excluded() {
  static const auto* const excluded = [] {
    const auto text =
        ReadFile(THALWEG_SOURCE_DIR "/tests/recorded/excluded.txt", 1 << 20);
    auto parsed = ParseExclusions(text.value_or(""));
    EXPECT_OK(parsed);
    return new Exclusions(parsed.value_or(Exclusions()));
  }();
  return *excluded;
}

CaseFiles FilesOf(const Archive& archive, const std::string& name) {
  return [&archive, name](absl::string_view file) {
    return archive.Read(name, file);
  };
}

bool HoldsExcludedOp(const RecordedCase& recorded) {
  return std::any_of(
      recorded.ops.begin(), recorded.ops.end(),
      [](const std::string& op) { return Excluded().contains(op); });
}

// The cases of one suite whose names start alike: of one op, mostly.
struct Group {
  std::string suite;
  std::string stem;
  std::vector<std::string> cases;
};

std::vector<Group> Groups() {
  std::vector<Group> groups;
  for (const auto& [suite, archive] : Suites()) {
    for (const std::string& name : archive.cases()) {
      const std::string stem = name.substr(0, name.find_first_of("-."));
      if (groups.empty() || groups.back().suite != suite ||
          groups.back().stem != stem) {
        groups.push_back({suite, stem, {}});
      }
      groups.back().cases.push_back(name);
    }
  }
  return groups;
}

class RecordedTest : public testing::TestWithParam<Group> {};

TEST_P(RecordedTest, GivesWhatTensorFlowGave) {
  const Group& group = GetParam();
  const Archive& archive = Suites().at(group.suite);
  for (const std::string& name : group.cases) {
    const CaseFiles files = FilesOf(archive, name);
    ASSERT_OK_AND_ASSIGN(const RecordedCase recorded, ReadCase(files));
    if (HoldsExcludedOp(recorded)) continue;
    const std::string path = absl::StrCat(group.suite, "/", name);
    const std::string difference = command::Replay(files).difference;
    if (Excluded().contains(path)) {
      EXPECT_NE(difference, "") << path << " passes: take it off the list";
    } else {
      EXPECT_EQ(difference, "") << path;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, RecordedTest, testing::ValuesIn(Groups()),
                         [](const testing::TestParamInfo<Group>& info) {
                           std::string name = absl::StrCat(
                               info.param.suite, "_", info.param.stem);
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

TEST(ExclusionsTest, AllSuitesAreRead) {
  for (const char* suite :
       {"ops/math_unary", "gradients", "training", "control", "models"}) {
    ASSERT_TRUE(Suites().contains(suite)) << suite;
    EXPECT_FALSE(Suites().at(suite).cases().empty()) << suite;
  }
}

// So the list only shrinks: an op or case that can go must go.
TEST(ExclusionsTest, ExcludedOpsAreNotRegistered) {
  std::vector<std::string> registered;
  for (const auto& [name, reason] : Excluded()) {
    if (OpRegistry::Find(name) != nullptr) registered.push_back(name);
  }
  EXPECT_THAT(registered, IsEmpty());
}

TEST(ExclusionsTest, ExcludedNamesOccur) {
  std::set<std::string> names;
  for (const auto& [suite, archive] : Suites()) {
    for (const std::string& name : archive.cases()) {
      ASSERT_OK_AND_ASSIGN(const RecordedCase recorded,
                           ReadCase(FilesOf(archive, name)));
      names.insert(recorded.ops.begin(), recorded.ops.end());
      names.insert(absl::StrCat(suite, "/", name));
    }
  }
  std::vector<std::string> absent;
  for (const auto& [name, reason] : Excluded()) {
    if (!names.contains(name)) absent.push_back(name);
  }
  EXPECT_THAT(absent, IsEmpty());
}

TEST(ExclusionsTest, EachHasAReason) {
  ASSERT_OK_AND_ASSIGN(const Exclusions exclusions,
                       ParseExclusions("# why\nA B: no\n\n  such thing\nC: x"));
  EXPECT_EQ(exclusions,
            (Exclusions{
                {"A", "no  such thing"}, {"B", "no  such thing"}, {"C", "x"}}));
  EXPECT_FALSE(ParseExclusions("A B").ok());
  EXPECT_FALSE(ParseExclusions("A: x\nA: y").ok());
}

}  // namespace
}  // namespace thalweg
