// Line charts as SVG: learning curves and the like.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace thalweg {

struct Series {
  std::string name;
  // As many xs as ys. A point that is not finite (or beyond 1e300)
  // interrupts the line.
  std::vector<double> x;
  std::vector<double> y;
};

struct LineChart {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<Series> series;
};

// The charts side by side in one picture, each with axes, ticks, a grid and a
// legend. REQUIRES: as many xs as ys in each series.
std::string RenderSvg(absl::Span<const LineChart> charts);

// Writes that picture to `path`, by way of a temporary file beside it.
// INVALID_ARGUMENT names a series whose xs and ys differ in number.
absl::Status WriteSvg(const std::string& path,
                      absl::Span<const LineChart> charts);

// Round numbers (1, 2 or 5 times a power of ten apart) from the last one not
// above `low` to the first one not below `high`, about `count` of them.
// REQUIRES: low < high, and high - low neither overflows nor vanishes beside
// them.
std::vector<double> RoundTicks(double low, double high, int count);

}  // namespace thalweg
