// Replays a recorded case.
#pragma once

#include <string>
#include <vector>

#include "thalweg/tests/recorded/archive.h"

namespace thalweg {

// A case as case.json has it, with what it is made of still in the archive.
struct RecordedCase {
  const Archive* archive = nullptr;
  std::string name;  // "Abs-04102c13".
  std::vector<std::string> ops;
};

absl::StatusOr<RecordedCase> ReadCase(const Archive& archive,
                                      const std::string& name);

// Empty when the case gives what was recorded: the values within their
// tolerances, or a refusal with the recorded code. Otherwise what it gave.
std::string Replay(const RecordedCase& recorded);

}  // namespace thalweg
