// RunBatch: `thalweg run --batch LIST.jsonl`.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "thalweg/tools/thalweg/run_request.h"

namespace thalweg::command {

// Runs each line's request in a fresh session, in order, and prints a line for
// each: {"ok": true}, or {"ok": false, "code", "error"}. A refused entry does
// not end the batch. Options a line can't give come from `defaults`.
absl::Status RunBatch(const std::string& path, const RunRequest& defaults);

}  // namespace thalweg::command
