// DropUnread: removes nodes that no fetch or target depends on.
#pragma once

#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// After rewrites. Feeds stay, since the run fills them. Returns the number of
// nodes removed.
int DropUnread(StepGraph& step);

}  // namespace thalweg
