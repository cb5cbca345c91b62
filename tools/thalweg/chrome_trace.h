// WriteChromeTrace: one traced step as a timeline for Perfetto and Chrome.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg::command {

// A process "compile" whose track has the passes that made the plan, one after
// another from 0, and after them a process for each device with a track for
// each thread that walked the plan there. Each call tells node, op,
// implementation, inputs, outputs and bytes. Times are microseconds; events
// come in the order of their start.
absl::Status WriteChromeTrace(const StepReport& report,
                              const std::string& path);

}  // namespace thalweg::command
