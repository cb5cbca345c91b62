// NodeBox: some nodes of a graph as a box of a picture.
#pragma once

#include <string>
#include <vector>

#include "thalweg/runtime/explanation.h"
#include "thalweg/tools/thalweg/layered_layout.h"

namespace thalweg::command {

struct NodeBox {
  std::string title;
  std::vector<std::string> lines;
  // What was fused, shown as boxes in the box.
  std::vector<std::string> parts;
  std::string fill;
  std::string stroke;
  bool is_faint = false;
  bool is_round = false;  // A feed or a fetch.
  std::string output;     // What leaves it: "float [32,10]".
  std::string tooltip;
};

BoxSize SizeOf(const NodeBox& box);
// As SVG, its upper left corner there; the output's text is below.
std::string DrawBox(const NodeBox& box, Point corner, BoxSize size);

// "Conv2D x3, BiasAdd, 2 more".
std::string OpsText(const std::vector<const ExplainedNode*>& nodes);
// "float [32,10]".
std::string OutputText(const ExplainedOutput& output);
// All that is known of a node, for tooltips.
std::string NodeText(const ExplainedNode& node);

}  // namespace thalweg::command
