// Execute: walks a plan's steps.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "absl/status/status.h"
#include "thalweg/runtime/plan.h"
#include "thalweg/runtime/session_options.h"
#include "thalweg/runtime/step_recorder.h"

namespace thalweg {

// What may stop a run, and who watches it.
struct ExecuteControl {
  // The session closes. Never null.
  const std::atomic<bool>* closing = nullptr;
  const CancellationToken* cancellation = nullptr;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  StepRecorder* recorder = nullptr;
};

// Runs the steps in order on an instance whose feed slots are filled. The
// first error ends the run, with the node in front. CANCELLED "Run call was
// cancelled", DEADLINE_EXCEEDED "Timed out waiting for notification".
absl::Status Execute(const Plan& plan, PlanInstance& instance,
                     const ExecuteControl& control);

// The same for those steps only, given in ascending order.
absl::Status ExecuteSteps(const Plan& plan, PlanInstance& instance,
                          absl::Span<const int> steps,
                          const ExecuteControl& control);

}  // namespace thalweg
