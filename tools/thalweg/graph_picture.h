// The stages of the step compiler as pictures.
#pragma once

#include "thalweg/runtime/explanation.h"
#include "thalweg/tools/thalweg/picture.h"

namespace thalweg::command {

// The whole graph: what a run needs of it, and in grey what it does not.
Picture DrawPruned(const Explanation& explanation);
// What is left after simplification, a colour a device.
Picture DrawPlaced(const Explanation& explanation);
// What is executed; fused nodes as boxes of what they were made from.
Picture DrawOptimized(const Explanation& explanation);

}  // namespace thalweg::command
