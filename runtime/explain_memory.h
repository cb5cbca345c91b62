// ExplainMemory: a memory plan in terms of steps and tensors.
#pragma once

#include <cstdint>

#include "thalweg/runtime/explanation.h"
#include "thalweg/runtime/passes/plan_memory.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Fills explanation.arenas and explanation.elsewhere. REQUIRES: all passes but
// the last have run.
void ExplainMemory(const StepGraph& step, const MemoryPlan& memory,
                   Explanation& explanation);

// Of a tensor; -1 when only a run will know.
int64_t ExplainedBytes(DType dtype, const Shape& shape);

}  // namespace thalweg
