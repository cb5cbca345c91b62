// WriteChromeTrace: one traced step as a timeline for Perfetto and Chrome.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg::command {

absl::Status WriteChromeTrace(const StepReport& report,
                              const std::string& path);

}  // namespace thalweg::command
