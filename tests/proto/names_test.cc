// The classes of the messages live in namespace thalweg, as the engine's do. A
// name in both would be two classes in one program: where no file sees both,
// neither compiler nor linker says so, and one's destructor serves the other.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "thalweg/tests/support/paths.h"

namespace thalweg {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What the first group of the pattern matches, anywhere in the text.
std::set<std::string> Matches(const std::string& text,
                              const std::string& pattern) {
  const std::regex regex(pattern, std::regex::multiline);
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end;
       ++it) {
    names.insert((*it)[1]);
  }
  return names;
}

std::set<std::string> MessagesOf(const std::string& proto) {
  return Matches(proto, "^(?:message|enum) (\\w+) \\{");
}

// Types that a header defines outside of any other; declared ones are left out.
std::set<std::string> TypesOf(const std::string& header) {
  return Matches(header,
                 "^(?:class|struct|enum class|enum|union)"
                 "(?: alignas\\(\\w+\\)| \\[\\[\\w+\\]\\])* (\\w+)[^;{]*\\{");
}

// The names that the files with the suffix below the folder have.
template <typename NamesOf>
std::set<std::string> NamesBelow(const std::string& folder,
                                 const std::string& suffix, NamesOf names_of) {
  std::set<std::string> names;
  std::error_code absent;  // A folder without files is not in a checkout.
  const auto tree = std::filesystem::recursive_directory_iterator(
      std::string(THALWEG_SOURCE_DIR) + "/" + folder, absent);
  for (const auto& entry : tree) {
    if (entry.path().extension() != suffix) continue;
    std::ifstream file(entry.path());
    names.merge(
        names_of(std::string(std::istreambuf_iterator<char>(file), {})));
  }
  return names;
}

TEST(NamesTest, FindsMessagesAndTypes) {
  EXPECT_THAT(MessagesOf("message A {\n  message B {\n  }\n}\nenum C {\n"),
              ElementsAre("A", "C"));
  EXPECT_THAT(TypesOf("class A;\nstruct B {\n  struct C {};\n};\n"
                      "enum class D : int { kX };\nclass E final\n    : F {};\n"
                      "struct alignas(64) G {};\n"),
              ElementsAre("B", "D", "E", "G"));
}

TEST(NamesTest, NoTypeIsCalledAsAMessageIs) {
  const std::set<std::string> messages =
      NamesBelow("proto", ".proto", MessagesOf);
  ASSERT_THAT(messages, Contains("GraphDef"));
  for (const char* folder : {"graph", "ops", "kernels", "runtime", "tools"}) {
    const std::set<std::string> types = NamesBelow(folder, ".h", TypesOf);
    std::vector<std::string> shared;
    std::set_intersection(messages.begin(), messages.end(), types.begin(),
                          types.end(), std::back_inserter(shared));
    EXPECT_THAT(shared, IsEmpty()) << "in " << folder;
  }
}

}  // namespace
}  // namespace thalweg
