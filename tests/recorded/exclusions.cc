#include "thalweg/tests/recorded/exclusions.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status AddEntry(absl::string_view entry, Exclusions& exclusions) {
  const size_t colon = entry.find(": ");
  if (colon == absl::string_view::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("expected 'NAMES: reason', got '", entry, "'"));
  }
  const std::string reason(absl::StripAsciiWhitespace(entry.substr(colon + 2)));
  for (absl::string_view name : absl::StrSplit(
           entry.substr(0, colon), absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    if (!exclusions.emplace(name, reason).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", name, "' is excluded twice"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Exclusions> ParseExclusions(absl::string_view text) {
  std::vector<std::string> entries;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == ' ' && !entries.empty()) {
      absl::StrAppend(&entries.back(), line);
    } else {
      entries.emplace_back(line);
    }
  }
  Exclusions exclusions;
  for (const std::string& entry : entries) {
    RETURN_IF_ERROR(AddEntry(entry, exclusions));
  }
  return exclusions;
}

}  // namespace thalweg
