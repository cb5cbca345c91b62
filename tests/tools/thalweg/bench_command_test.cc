#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/tests/tools/thalweg/small_graphs.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(BenchCommandTest, JsonHasAllFigures) {
  const TempFolder folder;
  const auto run = Thalweg({"bench", WriteDouble(folder), "--feed", "x=[1,2]",
                            "--fetch", "y", "--warmup", "2", "--runs", "50",
                            "--threads", "1", "--per-op", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json figures = json::parse(run.out, nullptr, false);
  ASSERT_TRUE(figures.is_object()) << run.out;
  for (const char* name :
       {"load_s", "plan_s", "first_run_s", "min_us", "mean_us", "p50_us",
        "p90_us", "p99_us", "steps_per_s", "peak_rss_mb"}) {
    ASSERT_TRUE(figures.contains(name)) << name;
    EXPECT_GT(figures[name].get<double>(), 0) << name;
  }
  EXPECT_EQ(figures["runs"], 50);
  EXPECT_LE(figures["min_us"], figures["p50_us"]);
  EXPECT_LE(figures["p50_us"], figures["p90_us"]);
  EXPECT_LE(figures["p90_us"], figures["p99_us"]);
  double share = 0;
  for (const json& row : figures["per_op"]) {
    share += row["share"].get<double>();
    // Of elementwise ops what they cost is known, of others not.
    EXPECT_EQ(row["gflop_per_s"].is_number(), row["op"] == "Mul") << row;
  }
  EXPECT_NEAR(share, 1, 1e-9);
}

TEST(BenchCommandTest, ATableForReading) {
  const TempFolder folder;
  const auto run =
      Thalweg({"bench", WriteCounter(folder), "--init", "init", "--target",
               "count", "--seconds", "0.01", "--per-op"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("p50_us"));
  EXPECT_THAT(run.out, AllOf(HasSubstr("AssignAdd"), HasSubstr("GFLOP/s")));
}

TEST(BenchCommandTest, FailsAsRunDoes) {
  const TempFolder folder;
  const auto run = Thalweg({"bench", WriteDouble(folder), "--fetch", "y"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, StartsWith("INVALID_ARGUMENT: "));
  EXPECT_EQ(Thalweg({"bench"}).exit_code, 2);
}

}  // namespace
}  // namespace thalweg
