#include "thalweg/tools/support/line_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "thalweg/tests/support/temp_folder.h"

namespace thalweg {
namespace {

using ::testing::AllOf;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pointwise;
using ::testing::StartsWith;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

LineChart ChartOf(std::vector<double> x, std::vector<double> y) {
  return {.title = "title",
          .x_label = "step",
          .y_label = "loss",
          .series = {{"training", std::move(x), std::move(y)}}};
}

std::string Render(std::vector<double> x, std::vector<double> y) {
  return RenderSvg({ChartOf(std::move(x), std::move(y))});
}

TEST(RoundTicksTest, AreOneTwoOrFiveTimesAPowerOfTenApart) {
  EXPECT_THAT(RoundTicks(0, 10, 5), ElementsAre(0, 2, 4, 6, 8, 10));
  EXPECT_THAT(RoundTicks(-3, 17, 4), ElementsAre(-5, 0, 5, 10, 15, 20));
  EXPECT_THAT(RoundTicks(1, 400, 4), ElementsAre(0, 100, 200, 300, 400));
  EXPECT_THAT(RoundTicks(0.1, 0.3, 2),
              Pointwise(DoubleEq(), {0.1, 0.2, 0.1 * 3}));
}

TEST(RenderSvgTest, HasTitleLabelsLegendAndTicks) {
  EXPECT_THAT(Render({0, 100}, {0.5, 2.5}),
              AllOf(StartsWith("<svg"), HasSubstr(">title</text>"),
                    HasSubstr(">step</text>"), HasSubstr(">loss</text>"),
                    HasSubstr(">training</text>"), HasSubstr(">0</text>"),
                    HasSubstr(">100</text>"), HasSubstr(">0.5</text>"),
                    HasSubstr(">1.0</text>"), HasSubstr(">2.5</text>")));
}

TEST(RenderSvgTest, TheDataSpansThePlot) {
  // The plot goes from 70 to 536 and from 342 up to 76.
  EXPECT_THAT(Render({0, 5, 10}, {0, 1, 2}),
              HasSubstr("d=\"M70.0 342.0h0L303.0 209.0L536.0 76.0\""));
}

TEST(RenderSvgTest, ChartsStandSideBySide) {
  const LineChart chart = ChartOf({0, 10}, {0, 2});
  EXPECT_THAT(RenderSvg({chart, chart}),
              AllOf(HasSubstr("width=\"1120\""), HasSubstr("\"M70.0 342.0h0"),
                    HasSubstr("\"M630.0 342.0h0")));
}

TEST(RenderSvgTest, ANanInterruptsTheLine) {
  EXPECT_THAT(Render({0, 1, 2, 3, 4}, {0, 1, kNan, 1, 2}),
              HasSubstr("d=\"M70.0 342.0h0L186.5 209.0"
                        "M419.5 209.0h0L536.0 76.0\""));
}

TEST(RenderSvgTest, DrawsDataThatSpansNothing) {
  const double huge = std::numeric_limits<double>::max();
  const double tiny = std::numeric_limits<double>::denorm_min();
  const std::vector<std::vector<double>> cases = {
      {},        {kNan, kNan}, {3, 3}, {0, 0}, {1, 1 + 1e-15}, {-huge, huge},
      {0, tiny}, {tiny, tiny}};
  for (const std::vector<double>& values : cases) {
    SCOPED_TRACE(testing::PrintToString(values));
    EXPECT_THAT(Render(values, values),
                AllOf(HasSubstr("class=\"tick\""), Not(HasSubstr("nan")),
                      Not(HasSubstr("inf"))));
  }
}

TEST(RenderSvgTest, NamesAreEscaped) {
  LineChart chart = ChartOf({0, 1}, {0, 1});
  chart.title = "a<b & \"c\"";
  EXPECT_THAT(RenderSvg({chart}),
              HasSubstr(">a&lt;b &amp; &quot;c&quot;</text>"));
}

TEST(WriteSvgTest, WritesWhatRenderSvgGives) {
  const TempFolder folder;
  const LineChart chart = ChartOf({0, 1}, {0, 1});
  const absl::Status status = WriteSvg(folder.File("c.svg"), {chart});
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(ReadBytes(folder.File("c.svg")), RenderSvg({chart}));
  EXPECT_FALSE(WriteSvg(folder.File("none/c.svg"), {chart}).ok());
}

TEST(WriteSvgTest, RefusesASeriesWithMoreXsThanYs) {
  const TempFolder folder;
  const absl::Status status =
      WriteSvg(folder.File("c.svg"), {ChartOf({0, 1}, {0})});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "series 'training' of 'title': expected as many xs as ys, "
            "got 2 and 1");
}

}  // namespace
}  // namespace thalweg
