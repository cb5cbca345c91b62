#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/tests/tools/thalweg/small_graphs.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

// One answer for each line of `list`.
std::vector<json> Answers(const TempFolder& folder, const std::string& list) {
  const auto run = Thalweg({"run", "--batch", folder.Write("list", list)});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  std::vector<json> answers;
  for (const absl::string_view line :
       absl::StrSplit(run.out, '\n', absl::SkipEmpty())) {
    answers.push_back(json::parse(line.begin(), line.end(), nullptr, false));
  }
  return answers;
}

TEST(BatchTest, RunsEachEntryInAFreshSession) {
  const TempFolder folder;
  std::string list;
  for (const char* out : {"1.npz", "2.npz"}) {
    const json entry = {{"graph", WriteCounter(folder)},
                        {"feeds", ""},
                        {"init", {"init"}},
                        {"targets", {"count"}},
                        {"fetches", {"total:0"}},
                        {"steps", 2},
                        {"out", folder.File(out)}};
    absl::StrAppend(&list, entry.dump(), "\n");
  }
  for (const json& answer : Answers(folder, list))
    EXPECT_EQ(answer, json({{"ok", true}}));
  for (const char* out : {"1.npz", "2.npz"}) {
    ASSERT_OK_AND_ASSIGN(NamedTensors tensors, ReadNpz(folder.File(out)));
    ASSERT_EQ(tensors.size(), 1u);
    EXPECT_EQ(tensors[0].first, "total:0");
    ExpectEqual(tensors[0].second, Tensor::Of<float>({2}, {11, 12}));
  }
}

TEST(BatchTest, OneStepAddsNoAxis) {
  const TempFolder folder;
  const std::string feeds = folder.File("feeds.npz");
  ASSERT_OK(WriteNpz({{"x:0", Tensor::Of<float>({2}, {1, 2})}}, feeds));
  const json entry = {{"graph", WriteDouble(folder)},
                      {"feeds", feeds},
                      {"fetches", {"y:0"}},
                      {"steps", 1},
                      {"out", folder.File("out.npz")}};
  EXPECT_EQ(Answers(folder, entry.dump()).size(), 1u);
  ASSERT_OK_AND_ASSIGN(NamedTensors tensors, ReadNpz(folder.File("out.npz")));
  ExpectEqual(tensors[0].second, Tensor::Of<float>({2}, {2, 4}));
}

TEST(BatchTest, ARefusedEntryDoesNotEndTheBatch) {
  const TempFolder folder;
  const json good = {{"graph", WriteCounter(folder)},
                     {"init", {"init"}},
                     {"fetches", {"total:0"}},
                     {"out", folder.File("out.npz")}};
  json unfed = good;
  unfed["graph"] = WriteDouble(folder);
  unfed["init"] = json::array();
  unfed["fetches"] = {"y:0"};
  json absent = good;
  absent["graph"] = folder.File("absent.pb");
  json no_steps = good;
  no_steps["steps"] = 0;
  json wrong_type = good;
  wrong_type["fetches"] = "total:0";
  json signature = good;
  signature["signature"] = "serving_default";
  const auto answers = Answers(
      folder, absl::StrCat(unfed.dump(), "\n", absent.dump(), "\nnoise\n\n",
                           no_steps.dump(), "\n", wrong_type.dump(), "\n",
                           signature.dump(), "\n[\xff]\n", good.dump(), "\n"));
  const char* codes[] = {"INVALID_ARGUMENT", "NOT_FOUND",
                         "INVALID_ARGUMENT", "INVALID_ARGUMENT",
                         "INVALID_ARGUMENT", "UNIMPLEMENTED",
                         "INVALID_ARGUMENT"};
  ASSERT_EQ(answers.size(), 8u);
  for (size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(answers[i]["ok"], false) << i;
    EXPECT_EQ(answers[i]["code"], codes[i]) << answers[i];
    EXPECT_NE(answers[i]["error"], "") << i;
  }
  EXPECT_EQ(answers[7], json({{"ok", true}}));
}

TEST(BatchTest, AListThatIsNotThereIsAFailure) {
  const auto run = Thalweg({"run", "--batch", "/no/such/list"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("NOT_FOUND: "));
  EXPECT_THAT(run.err, HasSubstr("/no/such/list"));
}

}  // namespace
}  // namespace thalweg
