#include "thalweg/tools/thalweg/layered_component.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/algorithm/container.h"
#include "thalweg/tools/thalweg/layered_rows.h"

namespace thalweg::command {
namespace {

// Distances in pixels.
constexpr double kBetweenRows = 30;
constexpr double kMostBetweenRows = 70;
constexpr double kBetweenPorts = 12;
constexpr double kBetweenColumns = 40;
constexpr double kJumpStep = 5;
constexpr double kMostJumpWidth = 200;
constexpr double kMargin = 12;

constexpr int kMostColumns = 12;
constexpr double kLeastColumn = 600;
// More edges would not be told apart between two columns.
constexpr int kMostJumps = 60;

class ComponentLayouter {
 public:
  ComponentLayouter(absl::Span<const BoxSize> boxes,
                    absl::Span<const BoxEdge> edges)
      : boxes_(boxes), edges_(edges), in_(MakeRows(boxes, edges)) {}

  Layout Run() {
    layout_.corners.resize(boxes_.size());
    layout_.routes.resize(edges_.size());
    SettleY();
    Fold();
    PlaceBoxes();
    for (size_t i = 0; i < edges_.size(); ++i) Route(i);
    return std::move(layout_);
  }

 private:
  void SettleY() {
    double y = 0;
    for (const auto& row : in_.rows) {
      double height = 0;
      size_t lines = 0;
      for (int place : row) {
        const int box = in_.places[place].box;
        if (box >= 0) height = std::max(height, boxes_[box].height);
        lines += in_.places[place].below.size();
      }
      top_.push_back(y);
      bottom_.push_back(y + height);
      y += height + std::min(kMostBetweenRows,
                             kBetweenRows + 1.5 * static_cast<double>(lines));
    }
  }

  // ---- Columns ----

  // Edges from row `row` to the next.
  int EdgesBelow(size_t row) const {
    size_t edges = 0;
    for (int place : in_.rows[row]) edges += in_.places[place].below.size();
    return static_cast<int>(edges);
  }

  // Between the lines of two edges that go on in the next column.
  double JumpStep(size_t row) const {
    return std::min(kJumpStep, kMostJumpWidth / std::max(1, EdgesBelow(row)));
  }

  struct Extent {
    double left = 0;
    double right = 0;
  };
  Extent ExtentOf(size_t first, size_t last) const {
    Extent extent = {1e300, -1e300};
    for (size_t row = first; row <= last; ++row) {
      for (int index : in_.rows[row]) {
        const Place& place = in_.places[index];
        extent.left = std::min(extent.left, place.x - place.width / 2);
        extent.right = std::max(extent.right, place.x + place.width / 2);
      }
    }
    return extent;
  }

  // The last rows of the columns but the last one.
  std::vector<size_t> ChooseCuts() const {
    const Extent all = ExtentOf(0, in_.rows.size() - 1);
    const double height = bottom_.back();
    const int most =
        std::min(kMostColumns, 1 + static_cast<int>(height / kLeastColumn));
    const int columns = std::clamp(
        static_cast<int>(std::lround(std::sqrt(
            kAspect * height / (all.right - all.left + kBetweenColumns)))),
        1, most);
    std::vector<size_t> cuts;
    for (int c = 1; c < columns; ++c) {
      const double middle = height * c / columns;
      const double slack = height / columns / 4;
      int fewest = kMostJumps + 1;
      double nearest = 0;
      size_t best = 0;
      for (size_t row = cuts.empty() ? 0 : cuts.back() + 1;
           row + 1 < in_.rows.size(); ++row) {
        const double away = std::abs(bottom_[row] - middle);
        if (away > slack) continue;
        const int edges = EdgesBelow(row);
        if (edges < fewest || (edges == fewest && away < nearest)) {
          fewest = edges;
          nearest = away;
          best = row;
        }
      }
      if (fewest <= kMostJumps) cuts.push_back(best);
    }
    return cuts;
  }

  void Fold() {
    const std::vector<size_t> cuts = ChooseCuts();
    double top = kMargin;
    for (size_t cut : cuts) {
      top = std::max(top, kMargin + 14 + JumpStep(cut) * EdgesBelow(cut));
    }
    column_.resize(in_.rows.size());
    double x = kMargin;
    size_t first = 0;
    for (size_t c = 0; c <= cuts.size(); ++c) {
      const size_t last = c < cuts.size() ? cuts[c] : in_.rows.size() - 1;
      const Extent extent = ExtentOf(first, last);
      const double raise = top_[first] - top;
      for (size_t row = first; row <= last; ++row) {
        column_[row] = static_cast<int>(c);
        top_[row] -= raise;
        bottom_[row] -= raise;
        for (int place : in_.rows[row]) in_.places[place].x += x - extent.left;
      }
      double below = 0;
      x += extent.right - extent.left;
      if (c < cuts.size()) {
        const double jumps = JumpStep(last) * EdgesBelow(last);
        jump_step_.push_back(JumpStep(last));
        jump_x_.push_back(x + kBetweenColumns / 2);
        jump_y_.push_back(bottom_[last] + 12);
        x += kBetweenColumns + jumps;
        below = 12 + jumps;
      }
      layout_.height =
          std::max(layout_.height, bottom_[last] + below + kMargin);
      first = last + 1;
    }
    jump_top_ = top - 14;
    layout_.width = x + kMargin;
    NumberJumps(cuts);
  }

  // The edges between two columns, each on a line of its own: the one that
  // comes from the right turns first.
  void NumberJumps(const std::vector<size_t>& cuts) {
    jump_of_.assign(edges_.size(), {});
    for (size_t c = 0; c < cuts.size(); ++c) {
      std::vector<std::pair<double, size_t>> from;
      for (size_t i = 0; i < in_.ways.size(); ++i) {
        for (size_t k = 1; k < in_.ways[i].size(); ++k) {
          if (in_.places[in_.ways[i][k - 1]].row == static_cast<int>(cuts[c])) {
            from.emplace_back(-in_.places[in_.ways[i][k - 1]].x, i);
          }
        }
      }
      absl::c_sort(from);
      for (size_t k = 0; k < from.size(); ++k) {
        jump_of_[from[k].second].resize(cuts.size());
        jump_of_[from[k].second][c] = static_cast<int>(k);
      }
    }
  }

  // ---- Boxes and edges ----

  void PlaceBoxes() {
    for (size_t box = 0; box < boxes_.size(); ++box) {
      const Place& place = in_.places[box];
      const double spare =
          bottom_[place.row] - top_[place.row] - boxes_[box].height;
      layout_.corners[box] = {place.x - place.width / 2,
                              top_[place.row] + spare / 2};
      SetPorts(static_cast<int>(box));
    }
  }

  // Gives each edge its place along the box's upper or lower side, in the
  // order in which the edges go away.
  void SetPorts(int box) {
    if (ports_above_.empty()) {
      ports_above_.resize(edges_.size());
      ports_below_.resize(edges_.size());
      edges_of_.resize(boxes_.size());
      for (size_t i = 0; i < edges_.size(); ++i) {
        edges_of_[in_.ways[i].front()].push_back(static_cast<int>(i));
        edges_of_[in_.ways[i].back()].push_back(static_cast<int>(i));
      }
    }
    std::vector<std::pair<int, int>> up, down;
    for (int edge : edges_of_[box]) {
      const std::vector<int>& way = in_.ways[edge];
      if (way.front() == box) down.emplace_back(in_.index[way[1]], edge);
      if (way.back() == box)
        up.emplace_back(in_.index[way[way.size() - 2]], edge);
    }
    auto spread = [&](std::vector<std::pair<int, int>>& ends,
                      std::vector<double>& ports) {
      absl::c_sort(ends);
      const auto gaps = static_cast<double>(ends.size()) - 1;
      const double step =
          gaps > 0 ? std::min(kBetweenPorts, 0.7 * boxes_[box].width / gaps)
                   : 0;
      for (size_t i = 0; i < ends.size(); ++i) {
        ports[ends[i].second] =
            in_.places[box].x + step * (static_cast<double>(i) - gaps / 2);
      }
    };
    spread(down, ports_below_);
    spread(up, ports_above_);
  }

  void Route(size_t edge) {
    std::vector<Point>& route = layout_.routes[edge];
    const std::vector<int>& way = in_.ways[edge];
    const auto add = [&](double x, double y) {
      if (!route.empty() && route.back().x == x && route.back().y == y) return;
      route.push_back({x, y});
    };
    for (size_t k = 0; k < way.size(); ++k) {
      const Place& place = in_.places[way[k]];
      const double x = k == 0                ? ports_below_[edge]
                       : k + 1 == way.size() ? ports_above_[edge]
                                             : place.x;
      if (k > 0) {
        const int from = column_[in_.places[way[k - 1]].row];
        if (from != column_[place.row]) Jump(edge, from, x, add);
        add(x, top_[place.row]);
        if (place.box >= 0) add(x, layout_.corners[place.box].y);
      }
      if (k + 1 < way.size()) {
        if (place.box >= 0) {
          add(x, layout_.corners[place.box].y + boxes_[place.box].height);
        }
        add(x, bottom_[place.row]);
      }
    }
    if (edges_[edge].from > edges_[edge].to) absl::c_reverse(route);
  }

  // From the bottom of a column up to the top of the next.
  template <class Add>
  void Jump(size_t edge, int column, double to_x, const Add& add) {
    const double shift = jump_step_[column] * jump_of_[edge][column];
    const double y = jump_y_[column] + shift;
    add(layout_.routes[edge].back().x, y);
    add(jump_x_[column] + shift, y);
    add(jump_x_[column] + shift, jump_top_ - shift);
    add(to_x, jump_top_ - shift);
  }

  const absl::Span<const BoxSize> boxes_;
  const absl::Span<const BoxEdge> edges_;
  LayeredRows in_;
  std::vector<double> top_, bottom_;  // By row.
  std::vector<int> column_;           // By row.
  // By column but the last: where edges to the next go up and turn.
  std::vector<double> jump_x_, jump_y_, jump_step_;
  double jump_top_ = 0;
  // By edge, then by column: which of the jumping edges it is.
  std::vector<std::vector<int>> jump_of_;
  std::vector<std::vector<int>> edges_of_;         // By box.
  std::vector<double> ports_above_, ports_below_;  // By edge.
  Layout layout_;
};

}  // namespace

Layout LayOutComponent(absl::Span<const BoxSize> boxes,
                       absl::Span<const BoxEdge> edges) {
  return ComponentLayouter(boxes, edges).Run();
}

}  // namespace thalweg::command
