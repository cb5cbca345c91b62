#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/tests/tools/thalweg/small_graphs.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class VerifyCommandTest : public testing::Test {
 protected:
  // Writes a case and returns its folder.
  std::string WriteCase(const std::string& name, const std::string& graph,
                        const NamedTensors& feeds, const NamedTensors& expected,
                        const json& description) {
    const std::string folder = folder_.File(name);
    std::filesystem::create_directory(folder);
    std::filesystem::copy_file(graph, folder + "/graph.pb");
    if (!feeds.empty()) {
      EXPECT_OK(WriteNpz(feeds, folder + "/feeds.npz"));
    }
    if (!expected.empty()) {
      EXPECT_OK(WriteNpz(expected, folder + "/expected.npz"));
    }
    folder_.Write(name + "/case.json", description.dump());
    return folder;
  }
  std::string WriteDoubleCase(const std::string& name, float answer) {
    return WriteCase(name, double_, {{"x:0", Tensor::Vector<float>({1, 2})}},
                     {{"y:0", Tensor::Vector<float>({2, answer})}},
                     {{"kind", "op"}, {"rtol", 0.01}});
  }
  std::string WriteRefusal(const std::string& name, const std::string& code) {
    return WriteCase(
        name, double_, {}, {},
        {{"kind", "op_error"}, {"fetches", {"y:0"}}, {"error_code", code}});
  }

  const TempFolder folder_;
  const std::string double_ = WriteDouble(folder_);
  const std::string counter_ = WriteCounter(folder_);
};

TEST_F(VerifyCommandTest, WhatAgreesPasses) {
  const std::string one = WriteDoubleCase("one", 4.02f);
  const std::string steps = WriteCase(
      "steps", counter_, {}, {{"total:0", Tensor::Vector<float>({11, 12, 13})}},
      {{"kind", "run"},
       {"init", {"init"}},
       {"targets", {"count"}},
       {"steps", 3}});
  const auto run = Thalweg({"verify", one, steps});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out,
            "pass  " + one + "\npass  " + steps + "\n2 passed, 0 failed\n");
  EXPECT_THAT(run.err, IsEmpty());
}

TEST_F(VerifyCommandTest, SaysWhereACaseDiffersAndGoesOn) {
  const std::string bad = WriteDoubleCase("bad", 5);
  const std::string good = WriteDoubleCase("good", 4);
  const auto run = Thalweg({"verify", bad, good});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(run.out, "FAIL  " + bad +
                         ": y:0: element [1] of [2]: got 4.0, expected 5.0; 1 "
                         "of 2 differ, by at most 1 (relative 0.2)\npass  " +
                         good + "\n1 passed, 1 failed\n");
  EXPECT_THAT(run.err, AllOf(StartsWith("FAILED_PRECONDITION: "),
                             HasSubstr("1 of 2 cases")));
}

TEST_F(VerifyCommandTest, JsonHasAllFigures) {
  const std::string bad = WriteDoubleCase("bad", 5);
  const auto run = Thalweg({"verify", "--json", bad});
  EXPECT_EQ(run.exit_code, 1);
  const json document = json::parse(run.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << run.out;
  EXPECT_EQ(document["passed"], 0);
  EXPECT_EQ(document["failed"], 1);
  const json& entry = document["cases"][0];
  EXPECT_EQ(entry["case"], bad);
  EXPECT_EQ(entry["passed"], false);
  EXPECT_THAT(entry["difference"].get<std::string>(), StartsWith("y:0: "));
  EXPECT_EQ(entry["tensors"], json::array({{{"name", "y:0"},
                                            {"passed", false},
                                            {"max_absolute_error", 1},
                                            {"max_relative_error", 0.2},
                                            {"bad_elements", 1},
                                            {"first_bad", {1}},
                                            {"got", 4},
                                            {"expected", 5}}}));
}

TEST_F(VerifyCommandTest, GradientsAreTakenFirst) {
  const Tensor x = Tensor::Vector<float>({1, 2});
  const json description = {{"kind", "gradients"},
                            {"ys", {"y:0"}},
                            {"xs", {"x:0"}},
                            {"grad_ys", {"x:0"}}};
  const std::string good =
      WriteCase("good", double_, {{"x:0", x}},
                {{"x:0", Tensor::Vector<float>({2, 4})}}, description);
  EXPECT_EQ(Thalweg({"verify", good}).exit_code, 0);
  const std::string bad =
      WriteCase("bad", double_, {{"x:0", x}}, {{"x:0", x}}, description);
  EXPECT_EQ(Thalweg({"verify", bad}).exit_code, 1);
}

TEST_F(VerifyCommandTest, UnreachableGradientsAreZeroOrAbsent) {
  const json description = {{"kind", "gradients"},
                            {"ys", {"x:0"}},
                            {"xs", {"x:0", "y:0"}},
                            {"unreachable", {"y:0"}}};
  const Tensor x = Tensor::Vector<float>({1, 2});
  const NamedTensors expected = {{"x:0", Tensor::Vector<float>({1, 1})}};
  const std::string good =
      WriteCase("good", double_, {{"x:0", x}}, expected, description);
  const auto run = Thalweg({"verify", good});
  EXPECT_EQ(run.exit_code, 0) << run.out;
  json reachable = description;
  reachable["unreachable"] = {"x:0"};
  const std::string bad =
      WriteCase("bad", double_, {{"x:0", x}}, expected, reachable);
  EXPECT_THAT(Thalweg({"verify", bad}).out, HasSubstr("is unreachable"));
}

TEST_F(VerifyCommandTest, ARefusalMustHaveItsCode) {
  // "x" is not fed.
  const std::string good = WriteRefusal("good", "INVALID_ARGUMENT");
  EXPECT_EQ(Thalweg({"verify", good}).exit_code, 0);
  const std::string other = WriteRefusal("other", "NOT_FOUND");
  EXPECT_THAT(Thalweg({"verify", other}).out,
              HasSubstr("expected NOT_FOUND, got INVALID_ARGUMENT: "));
  const std::string runs =
      WriteCase("runs", double_, {{"x:0", Tensor::Scalar(1.f)}}, {},
                {{"kind", "op_error"},
                 {"fetches", {"y:0"}},
                 {"error_code", "INVALID_ARGUMENT"}});
  EXPECT_THAT(Thalweg({"verify", runs}).out,
              HasSubstr("expected INVALID_ARGUMENT, got values"));
}

TEST_F(VerifyCommandTest, WhatIsNoCaseFails) {
  EXPECT_THAT(Thalweg({"verify", folder_.File("absent")}).out,
              AllOf(StartsWith("FAIL  "), HasSubstr("NOT_FOUND: ")));
  const std::string bad = WriteDoubleCase("bad", 4);
  folder_.Write("bad/case.json", "{\"kind\": 1}");
  EXPECT_THAT(Thalweg({"verify", bad}).out,
              HasSubstr("INVALID_ARGUMENT: case.json: "));
  folder_.Write("bad/case.json", "{\"kind\": \"savedmodel\"}");
  EXPECT_THAT(Thalweg({"verify", bad}).out,
              HasSubstr("UNIMPLEMENTED: cases of kind 'savedmodel'"));
  EXPECT_EQ(Thalweg({"verify"}).exit_code, 2);
}

}  // namespace
}  // namespace thalweg
