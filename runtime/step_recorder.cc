#include "thalweg/runtime/step_recorder.h"

#include <unistd.h>

#include "thalweg/graph/export.h"
#include "thalweg/kernels/device.h"

namespace thalweg {
namespace {

int64_t Nanoseconds(std::chrono::nanoseconds duration) {
  return duration.count();
}

}  // namespace

StepRecorder::StepRecorder(const Plan& plan)
    : plan_(plan),
      start_unix_ns_(
          Nanoseconds(std::chrono::system_clock::now().time_since_epoch())) {
  records_.reserve(plan.steps.size());
  outputs_.reserve(plan.slots.size());
  start_ = Clock::now();
}

void StepRecorder::End(const PlanStep& step, const PlanInstance& instance) {
  records_.push_back({began_, Clock::now(), outputs_.size()});
  for (int i = 0; i < step.num_outputs; ++i) {
    const Tensor& output = instance.slots[step.first_output + i];
    outputs_.push_back({output.dtype(), output.shape(),
                        static_cast<int64_t>(output.num_bytes())});
  }
}

int64_t StepRecorder::duration_ns(int step) const {
  return Nanoseconds(records_[step].ended - records_[step].began);
}

absl::Span<const OutputTrace> StepRecorder::outputs(int step) const {
  return absl::MakeConstSpan(outputs_).subspan(records_[step].first_output,
                                               plan_.steps[step].num_outputs);
}

std::vector<StepTrace> StepRecorder::Steps() const {
  std::vector<StepTrace> steps;
  steps.reserve(records_.size());
  const int64_t thread_id = gettid();
  for (int i = 0; i < num_steps(); ++i) {
    const PlanStep& step = plan_.steps[i];
    steps.push_back(
        {.node = step.node->name(),
         .op = step.node->op().name(),
         .device = step.device->name(),
         .implementation = step.kernel->implementation(),
         .start_ns = Nanoseconds(records_[i].began - start_),
         .end_ns = Nanoseconds(records_[i].ended - start_),
         .thread_id = thread_id,
         .inputs = InputNames(*step.node),
         .outputs = {outputs(i).begin(), outputs(i).end()},
         .scratch_bytes = static_cast<int64_t>(step.kernel->scratch_bytes())});
  }
  return steps;
}

}  // namespace thalweg
