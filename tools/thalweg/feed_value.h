// ParseFeed: `--feed NAME=VALUE`.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "thalweg/runtime/session.h"

namespace thalweg::command {

// NAME=F.npy, or NAME=VALUE where VALUE is a number, true, false, a "string",
// or lists of these ("[[1,2],[3,4]]"), taken as the dtype of the tensor NAME.
absl::StatusOr<Feed> ParseFeed(const std::string& text, const Graph& graph);

}  // namespace thalweg::command
