// ParseFeed, ParseZeros: `--feed NAME=VALUE` and `--feed-zeros NAME=SHAPE`.
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "thalweg/runtime/session.h"

namespace thalweg::command {

// "a=b" -> {"a", "b"}. INVALID_ARGUMENT "OPTION: expected FORM, got 'a'".
absl::StatusOr<std::pair<std::string, std::string>> SplitAssignment(
    const std::string& option, const std::string& form,
    const std::string& text);

// NAME=F.npy, or NAME=VALUE where VALUE is a number, true, false, a "string",
// or lists of these ("[[1,2],[3,4]]"), taken as the dtype of the tensor NAME.
absl::StatusOr<Feed> ParseFeed(const std::string& text, const Graph& graph);

// NAME=2,3: zeros ("", false) of that shape and of the dtype of the tensor
// NAME; nothing after the sign is a scalar.
absl::StatusOr<Feed> ParseZeros(const std::string& text, const Graph& graph);

}  // namespace thalweg::command
