// GlobalStep: the variable that counts updates.
#pragma once

#include "thalweg/graph/output.h"

namespace thalweg {

// The graph's int64 variable "global_step", made with the initial value 0 if
// there is none: GradientDescent(0.1f).Minimize(loss, {.global_step = step}).
Output GlobalStep(const Graph& graph);

}  // namespace thalweg
