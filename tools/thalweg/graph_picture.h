// DrawGraph: a stage of the step compiler as a picture.
#pragma once

#include <string>
#include <vector>

#include "thalweg/runtime/explanation.h"
#include "thalweg/tools/thalweg/picture.h"

namespace thalweg::command {

// Boxes in one picture, so that each can be read.
inline constexpr int kMostBoxes = 150;

// The whole graph: what a run needs of it, and in grey what it does not.
Picture DrawPruned(const Explanation& explanation);
// What is left after simplification, a colour a device.
Picture DrawPlaced(const Explanation& explanation);
// What is executed; fused nodes as boxes of what they were made from.
Picture DrawOptimized(const Explanation& explanation);

}  // namespace thalweg::command
