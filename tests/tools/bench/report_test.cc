#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thalweg/tools/bench/report/comparison.h"
#include "thalweg/tools/bench/report/markdown.h"

namespace thalweg::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Row Timed(const char* peer, const char* variant, double us) {
  return {{"peer", peer}, {"workload", "mlp"}, {"variant", variant},
          {"threads", 1}, {"min_us", us},      {"median_us", us},
          {"ok", true}};
}

TEST(ComparisonTest, TakesTheBestVariantOfEachSide) {
  const std::vector<Row> rows = {
      Timed("thalweg", "run", 30), Timed("thalweg", "callable", 20),
      Timed("torch", "eager", 50), Timed("jax", "jit", 40)};
  const Comparison c = Compare(rows, "mlp", 1, "median_us");
  EXPECT_EQ(c.ours, &rows[1]);
  EXPECT_EQ(c.best_peer, &rows[3]);
  EXPECT_DOUBLE_EQ(Ratio(c, "median_us"), 0.5);
}

TEST(ComparisonTest, LeavesOutWhatIsWrongOrFailed) {
  std::vector<Row> rows = {Timed("thalweg", "callable", 20),
                           Timed("torch", "eager", 1), Timed("jax", "jit", 2),
                           Timed("tensorflow", "session", 3),
                           Timed("onnxruntime", "binding", 40)};
  rows[1]["ok"] = false;
  rows[2]["failed"] = "out of memory";
  rows[3]["disagrees"] = 0.1;
  EXPECT_EQ(Compare(rows, "mlp", 1, "median_us").best_peer, &rows[4]);
}

TEST(ComparisonTest, OfCallsASecondMoreIsBetter) {
  const std::vector<Row> rows = {{{"peer", "thalweg"},
                                  {"workload", "calls"},
                                  {"threads", 1},
                                  {"calls_per_s_2", 100}},
                                 {{"peer", "jax"},
                                  {"workload", "calls"},
                                  {"threads", 1},
                                  {"calls_per_s_2", 50}},
                                 {{"peer", "torch"},
                                  {"workload", "calls"},
                                  {"threads", 1},
                                  {"calls_per_s_2", 80}}};
  const Comparison c = Compare(rows, "calls", 1, "calls_per_s_2");
  EXPECT_EQ(c.best_peer, &rows[2]);
  EXPECT_DOUBLE_EQ(Ratio(c, "calls_per_s_2"), 0.8);
}

TEST(ReportTest, SaysPlainlyWhereAnotherEngineIsFaster) {
  const std::string lost =
      ReportOf({Timed("thalweg", "callable", 60), Timed("jax", "jit", 40)}, "");
  EXPECT_THAT(lost, HasSubstr("1 of 1 rows"));
  EXPECT_THAT(lost, HasSubstr("- 1.50 times: mlp, 1 threads: 60.0 us / 60.0 us "
                              "against 40.0 us / 40.0 us (jax, jit)"));
  EXPECT_THAT(lost, HasSubstr("**1.50**"));
  const std::string won =
      ReportOf({Timed("thalweg", "callable", 20), Timed("jax", "jit", 40)}, "");
  EXPECT_THAT(won, HasSubstr("0 of 1 rows"));
  EXPECT_THAT(won, Not(HasSubstr("**")));
}

TEST(ReportTest, HasARowForAWorkloadThatOnlyWeRan) {
  EXPECT_THAT(ReportOf({Timed("thalweg", "callable", 0.084)}, "About."),
              HasSubstr("| mlp | 84 ns / 84 ns |"));
}

}  // namespace
}  // namespace thalweg::bench
