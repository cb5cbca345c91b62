// LayOut: places boxes in rows so that edges point down and seldom cross.
#pragma once

#include <vector>

#include "absl/types/span.h"

namespace thalweg::command {

struct Point {
  double x = 0;
  double y = 0;
};

struct BoxSize {
  double width = 0;
  double height = 0;
};

// Indices of boxes; not one and the same.
struct BoxEdge {
  int from = 0;
  int to = 0;
};

struct Layout {
  double width = 0;
  double height = 0;
  std::vector<Point> corners;  // Of each box, the upper left one.
  // For each edge its way from box to box. Between two points that share
  // neither x nor y it leaves and arrives vertically.
  std::vector<std::vector<Point>> routes;
};

// Draws layers after Sugiyama, Tagawa and Toda ("Methods for Visual
// Understanding of Hierarchical System Structures", 1981): rows by longest
// path, edges through one place in each row between, few crossings by
// barycentres, positions by least squares. A picture that gets too tall goes
// on in further columns. Edges should go from lower to higher indices; those
// that don't point up. Equal input gives equal output; time grows with the
// number of places, boxes times rows at worst.
Layout LayOut(absl::Span<const BoxSize> boxes, absl::Span<const BoxEdge> edges);

}  // namespace thalweg::command
