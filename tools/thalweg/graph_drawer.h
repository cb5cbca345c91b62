// DrawGraph: a graph as a picture of few enough boxes.
#pragma once

#include <vector>

#include "thalweg/runtime/explanation.h"
#include "thalweg/tools/thalweg/picture.h"

namespace thalweg::command {

// Boxes in one picture, so that each can be read.
inline constexpr int kMostBoxes = 150;

// How nodes are told apart: an index into `kinds`, whose entries have the
// colours and names.
struct GraphStyle {
  std::vector<LegendEntry> kinds;
  std::vector<int> kind_of;  // By node.
  // Of this kind: what is not executed.
  int faint = -1;
};

// Fills the picture's body and size. Has as many boxes as it can and still be
// looked at.
void DrawGraph(const ExplainedGraph& graph, const GraphStyle& style,
               Picture& picture);

}  // namespace thalweg::command
