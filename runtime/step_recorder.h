// StepRecorder: watches the steps of one run.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "thalweg/runtime/plan.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg {

// What is recorded while a run goes on are times and shapes only: names are
// looked up afterwards, so that they don't count as the steps' time.
//
//   StepRecorder recorder(plan);
//   for (const PlanStep& step : plan.steps) {
//     recorder.Begin();
//     ...
//     recorder.End(step, instance);
//   }
//   report.steps = recorder.Steps();
class StepRecorder {
 public:
  // The run starts now. `plan` must outlive the recorder.
  explicit StepRecorder(const Plan& plan);

  void Begin() { began_ = Clock::now(); }
  // After the step's kernel and before its inputs go. `step` is the one after
  // that of the last call.
  void End(const PlanStep& step, const PlanInstance& instance);

  // The steps so far. Called by the thread that walked them.
  std::vector<StepTrace> Steps() const;
  // When the run started, in nanoseconds since 1970.
  int64_t start_unix_ns() const { return start_unix_ns_; }

  int num_steps() const { return static_cast<int>(records_.size()); }
  // REQUIRES: 0 <= step < num_steps().
  int64_t duration_ns(int step) const;
  absl::Span<const OutputTrace> outputs(int step) const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Record {
    Clock::time_point began;
    Clock::time_point ended;
    // Where its outputs begin in outputs_.
    size_t first_output = 0;
  };

  const Plan& plan_;
  Clock::time_point start_;
  Clock::time_point began_;
  int64_t start_unix_ns_;
  std::vector<Record> records_;
  std::vector<OutputTrace> outputs_;
};

}  // namespace thalweg
