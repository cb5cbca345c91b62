#include "thalweg/tests/tools/xml_check.h"

#include <regex>
#include <set>
#include <vector>

namespace thalweg {
namespace {

// True for text between markup: known entities only, no control characters.
bool IsText(const std::string& text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto letter = static_cast<unsigned char>(text[i]);
    if (letter < 0x20 && letter != '\n' && letter != '\t') return false;
    if (letter == '<' || letter == '>') return false;
    if (letter != '&') continue;
    bool known = false;
    for (const char* entity : {"&amp;", "&lt;", "&gt;", "&quot;"}) {
      known |= text.compare(i, std::string(entity).size(), entity) == 0;
    }
    if (!known) return false;
  }
  return true;
}

// The attributes in a tag: name="value" each, no name twice.
bool AreAttributes(std::string text) {
  static const std::regex attribute(
      "^\\s+([a-zA-Z][a-zA-Z0-9:-]*)=\"([^\"]*)\"");
  std::set<std::string> names;
  std::smatch match;
  while (std::regex_search(text, match, attribute)) {
    if (!names.insert(match[1]).second || !IsText(match[2])) return false;
    text = match.suffix();
  }
  return text.find_first_not_of(" \n") == std::string::npos;
}

}  // namespace

testing::AssertionResult IsWellFormedXml(const std::string& text) {
  std::vector<std::string> open;
  size_t at = 0;
  while (at < text.size()) {
    const size_t tag = text.find('<', at);
    const size_t end = text.find('>', tag);
    if (!IsText(text.substr(at, tag - at))) {
      return testing::AssertionFailure() << "text at " << at;
    }
    if (tag == std::string::npos) break;
    if (end == std::string::npos) {
      return testing::AssertionFailure() << "open tag at " << tag;
    }
    std::string inside = text.substr(tag + 1, end - tag - 1);
    at = end + 1;
    const bool closes = !inside.empty() && inside[0] == '/';
    const bool is_empty = !inside.empty() && inside.back() == '/';
    if (closes) inside.erase(0, 1);
    if (is_empty) inside.pop_back();
    const size_t name_end =
        std::min(inside.find_first_of(" \n"), inside.size());
    const std::string name = inside.substr(0, name_end);
    if (name.empty() || !AreAttributes(inside.substr(name_end))) {
      return testing::AssertionFailure() << "tag at " << tag << ": " << inside;
    }
    if (closes) {
      if (open.empty() || open.back() != name) {
        return testing::AssertionFailure() << "</" << name << "> at " << tag;
      }
      open.pop_back();
    } else if (!is_empty) {
      open.push_back(name);
    }
  }
  if (!open.empty())
    return testing::AssertionFailure() << "open " << open.back();
  return testing::AssertionSuccess();
}

}  // namespace thalweg
