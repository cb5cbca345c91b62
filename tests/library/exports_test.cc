#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "thalweg/tests/support/paths.h"

namespace thalweg {
namespace {

// What libthalweg.so gives to programs, as nm writes it: "address kind name".
std::vector<std::string> ExportedSymbols() {
  const std::string command = std::string("nm -DC --defined-only ") +
                              THALWEG_BINARY_DIR + "/libthalweg.so";
  std::vector<std::string> symbols;
  FILE* pipe = popen(command.c_str(), "r");
  char* line = nullptr;
  size_t capacity = 0;
  while (pipe != nullptr && getline(&line, &capacity, pipe) > 0)
    symbols.emplace_back(line);
  free(line);
  EXPECT_TRUE(pipe != nullptr && pclose(pipe) == 0) << command;
  return symbols;
}

TEST(ExportsTest, AreOurOwnNamesWithoutMessagesAndKernels) {
  const std::vector<std::string> symbols = ExportedSymbols();
  EXPECT_GT(symbols.size(), 100u);
  for (const std::string& symbol : symbols) {
    EXPECT_NE(symbol.find("thalweg::"), std::string::npos) << symbol;
    EXPECT_EQ(symbol.find(" thalweg::GraphDef::"), std::string::npos) << symbol;
    EXPECT_EQ(symbol.find(" vtable for thalweg::CpuDevice"), std::string::npos)
        << symbol;
  }
}

}  // namespace
}  // namespace thalweg
