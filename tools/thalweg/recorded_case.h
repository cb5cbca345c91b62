// RecordedCase: a graph, what is fed to it, and what another engine answered;
// Replay runs it here and compares.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "thalweg/runtime/session_options.h"
#include "thalweg/tools/thalweg/compare.h"

namespace thalweg::command {

// All bytes of a file of the case ("graph.pb"); NOT_FOUND when it has none.
using CaseFiles = std::function<absl::StatusOr<std::string>(absl::string_view)>;

// The files of a folder.
CaseFiles FilesOfFolder(std::string folder);

// What case.json says; what it leaves out is empty.
struct RecordedCase {
  std::string kind;              // "op", "op_error", "run", "gradients"
  std::vector<std::string> ops;  // All op types in the graph.
  std::vector<std::string> init;
  std::vector<std::string> targets;
  std::vector<std::string> fetches;  // Beyond what was answered.
  int steps = 1;
  Tolerance tolerance;
  // Gradients of ys by xs; those in `unreachable` are absent or zero.
  std::vector<std::string> ys;
  std::vector<std::string> xs;
  std::vector<std::string> grad_ys;
  std::vector<std::string> unreachable;
  // Empty unless it must be refused.
  std::string error_code;
};

// INVALID_ARGUMENT for what is no JSON object or has fields of other types.
absl::StatusOr<RecordedCase> ReadCase(const CaseFiles& files);

// One tensor of the answer.
struct ComparedTensor {
  std::string name;
  Comparison comparison;
};

struct Verdict {
  // Empty when the case gives what was recorded: the values within their
  // tolerances, or a refusal with the recorded code. Otherwise what it gave.
  std::string difference;
  // What was compared, as far as it came.
  std::vector<ComparedTensor> tensors;

  bool passed() const { return difference.empty(); }
};

// Runs the case in a session of its own. A case that can't be read or run has
// its error as the difference; UNIMPLEMENTED for SavedModels and checkpoints.
Verdict Replay(const CaseFiles& files, const SessionOptions& options = {});

}  // namespace thalweg::command
