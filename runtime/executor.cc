#include "thalweg/runtime/executor.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/flush_denormals.h"

namespace thalweg {
namespace {

using Clock = std::chrono::steady_clock;

absl::Status Cancelled() {
  return absl::CancelledError("Run call was cancelled");
}

absl::Status WithNode(const PlanStep& step, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(step.node->Describe(), ": ",
                                                  status.message()));
}

void ReleaseSlots(const Plan& plan, const PlanStep& step,
                  PlanInstance& instance) {
  for (int i = 0; i < step.num_releases; ++i) {
    instance.slots[plan.tables[step.releases + i]] = Tensor();
  }
}

absl::Status CheckWatch(const ExecuteControl& control) {
  if (control.cancellation != nullptr && control.cancellation->cancelled()) {
    return Cancelled();
  }
  if (control.deadline.has_value() && Clock::now() > *control.deadline) {
    return absl::DeadlineExceededError("Timed out waiting for notification");
  }
  return absl::OkStatus();
}

// kWatched: with a deadline, a token or a recorder. Without, a step costs its
// kernel, one branch on the status and one relaxed load.
template <bool kWatched>
absl::Status Walk(const Plan& plan, PlanInstance& instance,
                  const ExecuteControl& control) {
  KernelContext* context = instance.contexts.data();
  for (const PlanStep& step : plan.steps) {
    if constexpr (kWatched) {
      RETURN_IF_ERROR(CheckWatch(control));
      if (control.recorder != nullptr) control.recorder->Begin();
    }
    absl::Status status = step.kernel->Compute(*context++);
    if (!status.ok()) return WithNode(step, status);
    if constexpr (kWatched) {
      if (control.recorder != nullptr) control.recorder->End(step, instance);
    }
    if (step.num_releases > 0) ReleaseSlots(plan, step, instance);
    if (control.closing->load(std::memory_order_relaxed)) return Cancelled();
  }
  // What took too long did so even if nothing is left to stop.
  if constexpr (kWatched) return CheckWatch(control);
  return absl::OkStatus();
}

}  // namespace

absl::Status Execute(const Plan& plan, PlanInstance& instance,
                     const ExecuteControl& control) {
  const FlushDenormals flush;
  const bool watched = control.cancellation != nullptr ||
                       control.deadline.has_value() ||
                       control.recorder != nullptr;
  return watched ? Walk<true>(plan, instance, control)
                 : Walk<false>(plan, instance, control);
}

absl::Status ExecuteSteps(const Plan& plan, PlanInstance& instance,
                          absl::Span<const int> steps,
                          const ExecuteControl& control) {
  const FlushDenormals flush;
  for (int i : steps) {
    RETURN_IF_ERROR(CheckWatch(control));
    const PlanStep& step = plan.steps[i];
    const absl::Status status = step.kernel->Compute(instance.contexts[i]);
    if (!status.ok()) return WithNode(step, status);
    if (control.closing->load(std::memory_order_relaxed)) return Cancelled();
  }
  return CheckWatch(control);
}

}  // namespace thalweg
