// MakeRows: boxes in rows, in an order in which edges seldom cross.
#pragma once

#include <vector>

#include "absl/types/span.h"
#include "thalweg/tools/thalweg/layered_layout.h"

namespace thalweg::command {

// A box, or the place where an edge passes through a row.
struct Place {
  int row = 0;
  int box = -1;
  double width = 0;
  double x = 0;                 // Of the middle.
  std::vector<int> above = {};  // Neighbours in the row before.
  std::vector<int> below = {};
};

struct LayeredRows {
  std::vector<Place> places;           // Those of the boxes first.
  std::vector<std::vector<int>> rows;  // Places, from left to right.
  std::vector<int> index;              // By place: where in its row.
  // By edge: its places, from the upper end to the lower one, both boxes'
  // included.
  std::vector<std::vector<int>> ways;
};

// Each edge's box of the smaller index is above the other. REQUIRES: a box.
LayeredRows MakeRows(absl::Span<const BoxSize> boxes,
                     absl::Span<const BoxEdge> edges);

}  // namespace thalweg::command
