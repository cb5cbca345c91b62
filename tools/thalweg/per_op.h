// PerOp: a traced step by op and implementation.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "thalweg/runtime/step_report.h"

namespace thalweg::command {

// Of a report with steps and cost graph, the dearest first: "op",
// "implementation", "count" of calls, "us" together, "share" of all, and
// "gflop_per_s", null where nobody has said what the op costs.
nlohmann::ordered_json PerOp(const StepReport& report);

// The same as a table on stdout.
void PrintPerOp(const nlohmann::ordered_json& table);

}  // namespace thalweg::command
