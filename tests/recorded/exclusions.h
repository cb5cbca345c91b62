// Which recorded cases are left out, and why: excluded.txt.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace thalweg {

// By op ("DecodeJpeg": every case that holds it) or by case
// ("ops/Abs-04102c13"), the reason.
using Exclusions = std::map<std::string, std::string>;

// Reads lines "NAME NAME ...: reason"; a line that starts with a blank goes on
// with the one above, one with # is a comment. INVALID_ARGUMENT for a line
// without a reason and a name that occurs twice.
absl::StatusOr<Exclusions> ParseExclusions(absl::string_view text);

}  // namespace thalweg
