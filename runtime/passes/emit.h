// Emit: turns a bound, ordered step graph into a plan.
#pragma once

#include <memory>

#include "thalweg/runtime/passes/plan_memory.h"
#include "thalweg/runtime/plan.h"

namespace thalweg {

// The flat array of steps and the tables they index. Takes `step` over.
std::unique_ptr<Plan> Emit(const CompileEnvironment& environment,
                           StepGraph step, const MemoryPlan& memory);

}  // namespace thalweg
