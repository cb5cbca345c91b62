// CostGraph: the compiled graph with what its nodes cost in one run.
#pragma once

#include <vector>

#include "thalweg/runtime/plan.h"
#include "thalweg/runtime/step_recorder.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg {

// All nodes of the plan, in order of execution; times and shapes as far as
// the recorded run of it came.
std::vector<NodeCost> CostGraph(const Plan& plan, const StepRecorder& recorder);

}  // namespace thalweg
