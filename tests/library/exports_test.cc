#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "thalweg/tests/support/paths.h"

namespace thalweg {
namespace {

using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// The lines that `command` writes about libthalweg.so.
std::vector<std::string> LinesOf(const std::string& command) {
  const std::string line_command =
      command + " " + THALWEG_BINARY_DIR + "/libthalweg.so";
  std::vector<std::string> lines;
  FILE* pipe = popen(line_command.c_str(), "r");
  char* line = nullptr;
  size_t capacity = 0;
  while (pipe != nullptr && getline(&line, &capacity, pipe) > 0)
    lines.emplace_back(line);
  free(line);
  EXPECT_TRUE(pipe != nullptr && pclose(pipe) == 0) << line_command;
  return lines;
}

TEST(ExportsTest, AreOurOwnNamesWithoutMessagesAndKernels) {
  // Written as "address kind name".
  const std::vector<std::string> symbols = LinesOf("nm -DC --defined-only");
  EXPECT_GT(symbols.size(), 100u);
  for (const std::string& symbol : symbols) {
    EXPECT_THAT(symbol, ContainsRegex("^[0-9a-f]+ [A-Za-z] "
                                      "((typeinfo|typeinfo name|vtable) for )?"
                                      "thalweg::"));
    for (const char* hidden :
         {" thalweg::GraphDef::", "_default_instance_",
          "dnnl::", "hwy::", " vtable for thalweg::CpuDevice"})
      EXPECT_THAT(symbol, Not(HasSubstr(hidden)));
  }
}

TEST(ExportsTest, ProgramsLookForTheMajorVersion) {
  EXPECT_THAT(
      LinesOf("readelf -d"),
      Contains(ContainsRegex("SONAME.*\\[libthalweg\\.so\\.[0-9]+\\]")));
}

}  // namespace
}  // namespace thalweg
