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

int64_t NanosecondsSince(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() -
                                                              start)
      .count();
}

// kWatched: with a deadline, a token or a trace. Without, a step costs its
// kernel, one branch on the status and one relaxed load.
template <bool kWatched>
absl::Status Walk(const Plan& plan, PlanInstance& instance,
                  const ExecuteControl& control) {
  const Clock::time_point start = kWatched ? Clock::now() : Clock::time_point();
  KernelContext* context = instance.contexts.data();
  for (const PlanStep& step : plan.steps) {
    int64_t began = 0;
    if constexpr (kWatched) {
      RETURN_IF_ERROR(CheckWatch(control));
      if (control.trace != nullptr) began = NanosecondsSince(start);
    }
    absl::Status status = step.kernel->Compute(*context++);
    if (!status.ok()) return WithNode(step, status);
    if (step.num_releases > 0) ReleaseSlots(plan, step, instance);
    if constexpr (kWatched) {
      if (control.trace != nullptr) {
        control.trace->push_back(
            {step.node->name(), step.node->op().name(), step.device->name(),
             step.kernel->implementation(), began, NanosecondsSince(start)});
      }
    }
    if (control.closing->load(std::memory_order_relaxed)) return Cancelled();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Execute(const Plan& plan, PlanInstance& instance,
                     const ExecuteControl& control) {
  const FlushDenormals flush;
  const bool watched = control.cancellation != nullptr ||
                       control.deadline.has_value() || control.trace != nullptr;
  return watched ? Walk<true>(plan, instance, control)
                 : Walk<false>(plan, instance, control);
}

}  // namespace thalweg
