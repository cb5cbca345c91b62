// DrawMemory: the plan of an arena over the steps of a run.
#pragma once

#include "thalweg/runtime/explanation.h"
#include "thalweg/tools/thalweg/picture.h"

namespace thalweg::command {

// Steps to the right, addresses up: a rectangle for each value, from the step
// that makes it to the last that reads it; the size of the arena, the least
// that any placement needs, and what is in use at each step.
Picture DrawMemory(const ExplainedArena& arena);

}  // namespace thalweg::command
