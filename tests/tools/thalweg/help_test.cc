#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thalweg/tests/tools/program.h"

namespace thalweg {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(HelpTest, EachLevelHasAnExample) {
  for (const char* command :
       {"", "run", "gradients", "convert", "ops", "bench", "explain", "inspect",
        "trace", "train", "verify"}) {
    std::vector<std::string> arguments = {command, "--help"};
    if (arguments[0].empty()) arguments.erase(arguments.begin());
    const auto run = Thalweg(arguments);
    EXPECT_EQ(run.exit_code, 0) << command;
    EXPECT_THAT(run.out, HasSubstr(std::string("Example: thalweg ") + command));
    EXPECT_THAT(run.err, IsEmpty()) << command;
  }
}

TEST(HelpTest, TheVersionIsPrinted) {
  const auto run = Thalweg({"--version"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, StartsWith("thalweg "));
}

}  // namespace
}  // namespace thalweg
