#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// y = a^2 + 3 b, z = floor(a); nothing depends on c.
std::string WriteFunctions(const TempFolder& folder) {
  Graph graph;
  const Output a = Placeholder(graph, kFloat, {}).Named("a");
  const Output b = Placeholder(graph, kFloat, {}).Named("b");
  Placeholder(graph, kFloat, {}).Named("c");
  (Square(a) + 3 * b).Named("y");
  Const(graph, 10.f).Named("scale");
  std::string path = folder.File("functions.pb");
  EXPECT_OK(SaveGraph(graph, path));
  return path;
}

class GradientsCommandTest : public testing::Test {
 protected:
  // What `names` says that the gradient by `x` is, for a = 5.
  std::string Gradient(const json& names, const char* x) {
    return Thalweg({"run", out_, "--feed", "a=5", "--feed", "b=1", "--fetch",
                    names[x].get<std::string>(), "--json"})
        .out;
  }

  const TempFolder folder_;
  const std::string model_ = WriteFunctions(folder_);
  const std::string out_ = folder_.File("gradients.pb");
  const std::string names_ = folder_.File("names.json");
};

TEST_F(GradientsCommandTest, NamesTheGradientOfEachX) {
  const auto run =
      Thalweg({"gradients", model_, "--ys", "y:0", "--xs", "a:0", "--xs", "b",
               "--xs", "c:0", "--out", out_, "--names", names_});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, IsEmpty());
  const json names = json::parse(ReadBytes(names_), nullptr, false);
  ASSERT_EQ(names.size(), 3u) << names;
  EXPECT_THAT(Gradient(names, "a:0"), HasSubstr("\"values\":[10.0]"));
  EXPECT_THAT(Gradient(names, "b"), HasSubstr("\"values\":[3.0]"));
  EXPECT_TRUE(names["c:0"].is_null());
}

TEST_F(GradientsCommandTest, StartsFromTheGradientsGiven) {
  const auto run =
      Thalweg({"gradients", model_, "--ys", "y:0", "--xs", "a:0", "--grad-ys",
               "scale:0", "--out", out_, "--names", names_});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json names = json::parse(ReadBytes(names_), nullptr, false);
  EXPECT_THAT(Gradient(names, "a:0"), HasSubstr("\"values\":[100.0]"));
}

TEST_F(GradientsCommandTest, WritesNothingWhenItFails) {
  const auto run = Thalweg({"gradients", model_, "--ys", "absent:0", "--xs",
                            "a:0", "--out", out_, "--names", names_});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, StartsWith("NOT_FOUND: "));
  EXPECT_EQ(Thalweg({"run", out_, "--fetch", "y"}).exit_code, 1);
}

TEST_F(GradientsCommandTest, AsksForYsXsAndOut) {
  EXPECT_EQ(Thalweg({"gradients", model_}).exit_code, 2);
  EXPECT_EQ(Thalweg({"gradients", model_, "--ys", "y"}).exit_code, 2);
  EXPECT_EQ(Thalweg({"gradients", model_, "--ys", "y", "--xs", "a"}).exit_code,
            2);
}

}  // namespace
}  // namespace thalweg
