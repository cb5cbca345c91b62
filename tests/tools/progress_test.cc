#include "thalweg/tools/support/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(RenderProgressTest, SaysHowFarHowFastAndHowLong) {
  EXPECT_EQ(RenderProgress("lenet", 180, 400, 2, "loss 0.31", 0),
            "lenet   45%  180/400  90.0/s  loss 0.31  ETA 0:03");
}

TEST(RenderProgressTest, DrawsABarWhereThereIsRoom) {
  EXPECT_EQ(RenderProgress("x", 1, 2, 1, "", 45),
            "x  [======>     ]   50%  1/2  1.0/s  ETA 0:01");
  EXPECT_EQ(RenderProgress("x", 1, 2, 1, "", 35),
            "x   50%  1/2  1.0/s  ETA 0:01");
}

TEST(RenderProgressTest, BeforeTheFirstStepNoTimeIsForetold) {
  EXPECT_EQ(RenderProgress("x", 0, 10, 3, "", 0), "x    0%  0/10");
}

TEST(RenderProgressTest, AtTheEndSaysTheTimeTaken) {
  EXPECT_EQ(RenderProgress("x", 36000, 36000, 3675, "", 0),
            "x  100%  36000/36000  9.8/s  in 1:01:15");
  EXPECT_EQ(RenderProgress("x", 3000000, 3000000, 2, "", 0),
            "x  100%  3000000/3000000  1.5M/s  in 0:02");
}

TEST(RenderProgressTest, NothingToDoIsDone) {
  EXPECT_EQ(RenderProgress("x", 0, 0, 0, "", 0), "x  100%  0/0  in 0:00");
}

class ProgressBarTest : public testing::Test {
 protected:
  ProgressSink Sink(bool rewrites_line) {
    return {.rewrites_line = rewrites_line,
            .width = 60,
            .write =
                [this](absl::string_view text) { written_.emplace_back(text); },
            .seconds = [this] { return now_; }};
  }

  // Four steps a second for `steps` steps.
  void Run(int steps, bool rewrites_line) {
    ProgressBar progress("x", steps, Sink(rewrites_line));
    for (int step = 1; step <= steps; ++step) {
      now_ += 0.25;
      progress.Update(step, "note");
    }
  }

  double now_ = 100;
  std::vector<std::string> written_;
};

TEST_F(ProgressBarTest, WritesALineEveryFiveSecondsToAFile) {
  Run(42, /*rewrites_line=*/false);
  EXPECT_THAT(written_, ElementsAre("x   47%  20/42  4.0/s  note  ETA 0:06\n",
                                    "x   95%  40/42  4.0/s  note  ETA 0:01\n",
                                    "x  100%  42/42  4.0/s  note  in 0:11\n"));
}

TEST_F(ProgressBarTest, RewritesOneLineOnATerminal) {
  Run(3, /*rewrites_line=*/true);
  ASSERT_THAT(written_, SizeIs(5));
  for (int i = 0; i < 4; ++i) {
    EXPECT_THAT(written_[i], StartsWith("\rx  ["));
    EXPECT_THAT(written_[i], EndsWith("\x1b[K"));
  }
  EXPECT_EQ(written_[4], "\n");
}

TEST_F(ProgressBarTest, RedrawsTenTimesASecondAtMost) {
  {
    ProgressBar progress("x", 1000, Sink(/*rewrites_line=*/true));
    for (int step = 1; step <= 1000; ++step) {
      now_ += 0.001;
      progress.Update(step);
    }
  }
  EXPECT_LE(written_.size(), 12u);
  EXPECT_GE(written_.size(), 10u);
}

TEST_F(ProgressBarTest, NeverFillsTheLastColumn) {
  {
    ProgressBar progress("x", 2, Sink(/*rewrites_line=*/true));
    now_ += 1;
    progress.Update(1, std::string(100, 'n'));
  }
  ASSERT_FALSE(written_.empty());
  EXPECT_EQ(written_[0].size(), 1 + 59 + std::string("\x1b[K").size());
}

}  // namespace
}  // namespace thalweg
