#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/tests/tools/thalweg/small_graphs.h"
#include "thalweg/tests/tools/xml_check.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

// Three layers, the last on another device, and one that is not asked for.
std::string WriteLayers(const TempFolder& folder) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {8, 16}).Named("x");
  for (const char* name : {"first", "second"}) {
    const auto scope = graph.WithName(name);
    const Output w = Variable(graph, initializer::Zeros({16, 16}));
    const Output b = Variable(graph, initializer::Zeros({16}));
    x = Relu(BiasAdd(MatMul(x, w), b));
  }
  {
    const auto device = graph.WithDevice("/device:CPU:1");
    Softmax(x).Named("y");
  }
  Exp(x).Named("beside");
  std::string path = folder.File("layers.pb");
  EXPECT_OK(SaveGraph(graph, path));
  return path;
}

TEST(ExplainCommandTest, TellsAllStages) {
  const TempFolder folder;
  const auto run = Thalweg({"explain", WriteLayers(folder), "--fetch", "y",
                            "--device-count", "CPU=2"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out,
              AllOf(HasSubstr("order and plan memory"),
                    HasSubstr("nodes are needed"), HasSubstr("fed: x"),
                    HasSubstr("never run: "), HasSubstr("device:CPU:1"),
                    HasSubstr("MatMul + BiasAdd + Relu -> _FusedMatMul"),
                    HasSubstr("at the widest step")));
  EXPECT_THAT(run.err, IsEmpty());
}

TEST(ExplainCommandTest, NodesThatAreWithAnotherAreOneRow) {
  const TempFolder folder;
  const auto placed =
      Thalweg({"explain", WriteLayers(folder), "--fetch", "y", "--stage",
               "placed", "--no-optimize", "--device-count", "CPU=2"});
  ASSERT_EQ(placed.exit_code, 0) << placed.err;
  // The reads of four variables.
  EXPECT_EQ(Count(placed.out, "with others of their group: "), 1);
  EXPECT_THAT(placed.out, HasSubstr("    4 on /job:localhost"));
}

TEST(ExplainCommandTest, StagesLimitWhatIsTold) {
  const TempFolder folder;
  const auto run = Thalweg({"explain", WriteDouble(folder), "--fetch", "y",
                            "--stage", "placed,plan"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("\nplaced\n"), HasSubstr("\nplan\n"),
                             Not(HasSubstr("\npruned\n")),
                             Not(HasSubstr("\noptimized\n"))));
}

TEST(ExplainCommandTest, JsonHasNodesRewritesStepsAndBuffers) {
  const TempFolder folder;
  const auto run = Thalweg({"explain", WriteLayers(folder), "--fetch", "y",
                            "--device-count", "CPU=2", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json told = json::parse(run.out, nullptr, false);
  ASSERT_TRUE(told.is_object()) << run.out;
  EXPECT_EQ(told["passes"][0]["name"], "prune");
  bool beside_is_needed = true;
  for (const json& node : told["pruned"]["nodes"]) {
    if (node["name"] == "beside") beside_is_needed = node["needed"];
  }
  EXPECT_FALSE(beside_is_needed);
  int copies = 0, fused = 0;
  for (const json& node : told["optimized"]["nodes"]) {
    copies += node["role"] == "copy";
    if (!node.contains("fused_ops")) continue;
    ++fused;
    EXPECT_EQ(node["fused_ops"], json({"MatMul", "BiasAdd", "Relu"}));
  }
  // To the last layer, and back to the caller.
  EXPECT_EQ(copies, 2);
  EXPECT_EQ(fused, 2);
  const json& arena = told["plan"]["arenas"][0];
  EXPECT_GE(arena["bytes"], arena["lower_bound"]);
  EXPECT_GE(arena["buffers"].size(), 1);
  EXPECT_FALSE(told["plan"]["steps"].empty());
}

TEST(ExplainCommandTest, DrawsThePicturesOfTheStages) {
  const TempFolder folder;
  const std::string svg = folder.File("story.svg");
  const auto run = Thalweg({"explain", WriteLayers(folder), "--fetch", "y",
                            "--device-count", "CPU=2", "--svg", svg});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string picture = ReadBytes(svg);
  EXPECT_TRUE(IsWellFormedXml(picture));
  EXPECT_THAT(
      picture,
      AllOf(StartsWith("<svg "), HasSubstr("never runs"), HasSubstr(">beside<"),
            HasSubstr(">CPU:0<"), HasSubstr(">CPU:1<"), HasSubstr(">BiasAdd<"),
            HasSubstr("The memory plan of"), HasSubstr("float [8,16]")));
}

TEST(ExplainCommandTest, OnlyTheStagesAskedForAreDrawn) {
  const TempFolder folder;
  const std::string svg = folder.File("story.svg");
  ASSERT_EQ(Thalweg({"explain", WriteDouble(folder), "--fetch", "y", "--svg",
                     svg, "--stage", "placed"})
                .exit_code,
            0);
  EXPECT_EQ(Count(ReadBytes(svg), "class=\"h\""), 1);
}

TEST(ExplainCommandTest, NamesCannotBreakThePicture) {
  const TempFolder folder;
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {2}).Named("a>b");
  Exp(x).Named("c>d/e");
  const std::string model = folder.File("odd.pb");
  ASSERT_OK(SaveGraph(graph, model));
  const std::string svg = folder.File("odd.svg");
  const auto run = Thalweg({"explain", model, "--fetch", "c>d/e", "--device",
                            "/device:CPU:0", "--svg", svg});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(IsWellFormedXml(ReadBytes(svg)));
  EXPECT_THAT(ReadBytes(svg), HasSubstr("c&gt;d/e"));
}

TEST(ExplainCommandTest, TwoThousandNodesCanBeLookedAt) {
  const TempFolder folder;
  Graph graph;
  Output x = Placeholder(graph, kFloat, {4}).Named("x");
  for (int block = 0; block < 100; ++block) {
    const auto scope = graph.WithName("block" + std::to_string(block));
    const Output skip = x;
    for (int i = 0; i < 10; ++i) x = Sin(x) * 2.f;
    x = x + skip;
  }
  Identity(x).Named("y");
  ASSERT_GT(graph.num_nodes(), 2000);
  const std::string model = folder.File("deep.pb");
  ASSERT_OK(SaveGraph(graph, model));
  const std::string svg = folder.File("deep.svg");
  const auto run = Thalweg(
      {"explain", model, "--fetch", "y", "--svg", svg, "--stage", "pruned"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string picture = ReadBytes(svg);
  EXPECT_TRUE(IsWellFormedXml(picture));
  // The titles of boxes.
  EXPECT_LE(Count(picture, "class=\"n\""), 150);
  EXPECT_GE(Count(picture, "class=\"n\""), 50);
  EXPECT_THAT(picture, HasSubstr(">block50/"));
  int width = 0, height = 0;
  ASSERT_EQ(std::sscanf(picture.c_str(), "<svg %*s width=\"%d\" height=\"%d\"",
                        &width, &height),
            2);
  EXPECT_LE(width, 4200);
  EXPECT_LE(height, 4200);
}

TEST(ExplainCommandTest, FailsAsRunDoes) {
  const TempFolder folder;
  const std::string model = WriteDouble(folder);
  const auto run = Thalweg({"explain", model, "--fetch", "nobody"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, AllOf(StartsWith("NOT_FOUND: "), HasSubstr("nobody")));
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(Thalweg({"explain", model, "--fetch", "y", "--svg",
                     folder.File("no/folder.svg")})
                .exit_code,
            1);
}

TEST(ExplainCommandTest, WrongUsageIsRefused) {
  const TempFolder folder;
  EXPECT_EQ(Thalweg({"explain"}).exit_code, 2);
  const auto run = Thalweg(
      {"explain", WriteDouble(folder), "--fetch", "y", "--stage", "baked"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("baked"));
}

}  // namespace
}  // namespace thalweg
