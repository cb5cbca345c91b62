#include "thalweg/tools/thalweg/layered_layout.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "absl/algorithm/container.h"
#include "thalweg/tools/thalweg/row_positions.h"

namespace thalweg::command {
namespace {

constexpr int kOrderingSweeps = 24;
constexpr int kPositionSweeps = 30;

// Distances in pixels.
constexpr double kBetweenBoxes = 22;
constexpr double kBetweenLines = 9;
constexpr double kBetweenRows = 30;
constexpr double kMostBetweenRows = 70;
constexpr double kBetweenPorts = 12;
constexpr double kBetweenColumns = 40;
constexpr double kJumpStep = 5;
constexpr double kMostJumpWidth = 200;
constexpr double kMargin = 12;

// What a folded picture's width should be to its height.
constexpr double kAspect = 1.5;
constexpr int kMostColumns = 12;
constexpr double kLeastColumn = 600;
// More edges would not be told apart between two columns.
constexpr int kMostJumps = 60;

// A box, or the place where an edge passes through a row.
struct Place {
  int row = 0;
  int box = -1;
  double width = 0;
  double x = 0;                 // Of the middle.
  std::vector<int> above = {};  // Neighbours in the row before.
  std::vector<int> below = {};
};

// Inversions of a sequence are the crossings of two rows' edges.
int64_t CountInversions(std::vector<int>& values, std::vector<int>& scratch) {
  int64_t inversions = 0;
  scratch.resize(values.size());
  for (size_t width = 1; width < values.size(); width *= 2) {
    for (size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const size_t middle = std::min(begin + width, values.size());
      const size_t end = std::min(begin + 2 * width, values.size());
      size_t a = begin, b = middle;
      for (size_t i = begin; i < end; ++i) {
        if (b == end || (a < middle && values[a] <= values[b])) {
          scratch[i] = values[a++];
        } else {
          inversions += static_cast<int64_t>(middle - a);
          scratch[i] = values[b++];
        }
      }
    }
    values.swap(scratch);
  }
  return inversions;
}

class Layouter {
 public:
  Layouter(absl::Span<const BoxSize> boxes, absl::Span<const BoxEdge> edges)
      : boxes_(boxes), edges_(edges) {}

  Layout Run() {
    layout_.corners.resize(boxes_.size());
    layout_.routes.resize(edges_.size());
    if (boxes_.empty()) return layout_;
    Rank();
    AddPlaces();
    OrderRows();
    SettleX();
    SettleY();
    Fold();
    PlaceBoxes();
    for (size_t i = 0; i < edges_.size(); ++i) Route(i);
    return layout_;
  }

 private:
  // ---- Rows ----

  void Rank() {
    const int n = static_cast<int>(boxes_.size());
    std::vector<std::vector<int>> above(n), below(n);
    for (const BoxEdge& edge : edges_) {
      below[std::min(edge.from, edge.to)].push_back(
          std::max(edge.from, edge.to));
      above[std::max(edge.from, edge.to)].push_back(
          std::min(edge.from, edge.to));
    }
    row_.assign(n, 0);
    for (int box = 0; box < n; ++box) {
      for (int other : above[box]) {
        row_[box] = std::max(row_[box], row_[other] + 1);
      }
    }
    // What feeds more than it takes stands right above who takes it.
    for (int box = n; box-- > 0;) {
      if (below[box].size() <= above[box].size()) continue;
      int nearest = INT32_MAX;
      for (int other : below[box]) nearest = std::min(nearest, row_[other]);
      row_[box] = nearest - 1;
    }
    DropEmptyRows();
  }

  void DropEmptyRows() {
    std::vector<int> used = row_;
    absl::c_sort(used);
    used.erase(std::unique(used.begin(), used.end()), used.end());
    for (int& row : row_) {
      row = static_cast<int>(absl::c_lower_bound(used, row) - used.begin());
    }
    rows_.resize(used.size());
  }

  int AddPlace(int row, int box, double width) {
    places_.push_back({.row = row, .box = box, .width = width});
    rows_[row].push_back(static_cast<int>(places_.size()) - 1);
    return static_cast<int>(places_.size()) - 1;
  }

  void Join(int upper, int lower) {
    places_[upper].below.push_back(lower);
    places_[lower].above.push_back(upper);
  }

  void AddPlaces() {
    for (size_t box = 0; box < boxes_.size(); ++box) {
      AddPlace(row_[box], static_cast<int>(box), boxes_[box].width);
    }
    // From above to below, both ends included.
    ways_.resize(edges_.size());
    for (size_t i = 0; i < edges_.size(); ++i) {
      const int upper = std::min(edges_[i].from, edges_[i].to);
      const int lower = std::max(edges_[i].from, edges_[i].to);
      ways_[i].push_back(upper);
      for (int row = row_[upper] + 1; row < row_[lower]; ++row) {
        ways_[i].push_back(AddPlace(row, -1, 0));
      }
      ways_[i].push_back(lower);
      for (size_t k = 1; k < ways_[i].size(); ++k) {
        Join(ways_[i][k - 1], ways_[i][k]);
      }
    }
  }

  // ---- Order within rows ----

  void OrderRows() {
    index_.resize(places_.size());
    for (const auto& row : rows_) Number(row);
    std::vector<std::vector<int>> best = rows_;
    int64_t fewest = Crossings();
    for (int sweep = 0; sweep < kOrderingSweeps && fewest > 0; ++sweep) {
      const bool down = sweep % 2 == 0;
      for (size_t i = 1; i < rows_.size(); ++i) {
        SortRow(rows_[down ? i : rows_.size() - 1 - i], down);
      }
      const int64_t crossings = Crossings();
      if (crossings < fewest) {
        fewest = crossings;
        best = rows_;
      }
    }
    rows_ = std::move(best);
    for (const auto& row : rows_) Number(row);
  }

  void Number(const std::vector<int>& row) {
    for (size_t i = 0; i < row.size(); ++i) {
      index_[row[i]] = static_cast<int>(i);
    }
  }

  // By the mean place of the neighbours in the row before (after).
  void SortRow(std::vector<int>& row, bool down) {
    std::vector<std::pair<double, int>> keys;
    for (int place : row) {
      const auto& near = down ? places_[place].above : places_[place].below;
      double key = index_[place];
      if (!near.empty()) {
        key = 0;
        for (int other : near) key += index_[other];
        key /= static_cast<double>(near.size());
      }
      keys.emplace_back(key, place);
    }
    absl::c_stable_sort(
        keys, [](const auto& a, const auto& b) { return a.first < b.first; });
    for (size_t i = 0; i < row.size(); ++i) row[i] = keys[i].second;
    Number(row);
  }

  int64_t Crossings() {
    int64_t crossings = 0;
    std::vector<int> ends, scratch;
    for (const auto& row : rows_) {
      ends.clear();
      for (int place : row) {
        const size_t first = ends.size();
        for (int other : places_[place].below) ends.push_back(index_[other]);
        std::sort(ends.begin() + static_cast<int64_t>(first), ends.end());
      }
      crossings += CountInversions(ends, scratch);
    }
    return crossings;
  }

  // ---- Positions ----

  double Between(const Place& left, const Place& right) const {
    return left.box < 0 || right.box < 0 ? kBetweenLines : kBetweenBoxes;
  }

  // How much an edge wants to be straight: long ones most.
  double Weight(const Place& a, const Place& b) const {
    if (a.box < 0 && b.box < 0) return 8;
    return a.box < 0 || b.box < 0 ? 2 : 1;
  }

  void SettleX() {
    for (const auto& row : rows_) {
      double x = 0;
      for (size_t i = 0; i < row.size(); ++i) {
        Place& place = places_[row[i]];
        if (i > 0) x += Between(places_[row[i - 1]], place) + place.width / 2;
        place.x = x;
        x += place.width / 2;
      }
    }
    for (int sweep = 0; sweep < kPositionSweeps; ++sweep) {
      const bool down = sweep % 2 == 0;
      const bool both = sweep + 4 >= kPositionSweeps;
      for (size_t i = 0; i < rows_.size(); ++i) {
        SettleRow(rows_[down ? i : rows_.size() - 1 - i], down || both,
                  !down || both);
      }
    }
  }

  // Moves the row's places towards their neighbours above and below.
  void SettleRow(const std::vector<int>& row, bool by_above, bool by_below) {
    std::vector<WantedPosition> wanted;
    for (size_t i = 0; i < row.size(); ++i) {
      const Place& place = places_[row[i]];
      double sum = 0, weight = 0;
      auto pull = [&](const std::vector<int>& near) {
        for (int other : near) {
          const double w = Weight(place, places_[other]);
          sum += w * places_[other].x;
          weight += w;
        }
      };
      if (by_above) pull(place.above);
      if (by_below) pull(place.below);
      WantedPosition want;
      want.position = weight > 0 ? sum / weight : place.x;
      // What has no neighbours there gives way.
      want.weight = weight > 0 ? weight : 0.01;
      if (i > 0) {
        const Place& left = places_[row[i - 1]];
        want.distance = (left.width + place.width) / 2 + Between(left, place);
      }
      wanted.push_back(want);
    }
    const std::vector<double> positions = SettlePositions(wanted);
    for (size_t i = 0; i < row.size(); ++i) places_[row[i]].x = positions[i];
  }

  void SettleY() {
    double y = 0;
    for (const auto& row : rows_) {
      double height = 0;
      size_t lines = 0;
      for (int place : row) {
        const int box = places_[place].box;
        if (box >= 0) height = std::max(height, boxes_[box].height);
        lines += places_[place].below.size();
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
    for (int place : rows_[row]) edges += places_[place].below.size();
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
      for (int index : rows_[row]) {
        const Place& place = places_[index];
        extent.left = std::min(extent.left, place.x - place.width / 2);
        extent.right = std::max(extent.right, place.x + place.width / 2);
      }
    }
    return extent;
  }

  // The last rows of the columns but the last one.
  std::vector<size_t> ChooseCuts() const {
    const Extent all = ExtentOf(0, rows_.size() - 1);
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
           row + 1 < rows_.size(); ++row) {
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
    column_.resize(rows_.size());
    double x = kMargin;
    size_t first = 0;
    for (size_t c = 0; c <= cuts.size(); ++c) {
      const size_t last = c < cuts.size() ? cuts[c] : rows_.size() - 1;
      const Extent extent = ExtentOf(first, last);
      const double raise = top_[first] - top;
      for (size_t row = first; row <= last; ++row) {
        column_[row] = static_cast<int>(c);
        top_[row] -= raise;
        bottom_[row] -= raise;
        for (int place : rows_[row]) places_[place].x += x - extent.left;
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
      for (size_t i = 0; i < ways_.size(); ++i) {
        for (size_t k = 1; k < ways_[i].size(); ++k) {
          if (places_[ways_[i][k - 1]].row == static_cast<int>(cuts[c])) {
            from.emplace_back(-places_[ways_[i][k - 1]].x, i);
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
      const Place& place = places_[box];
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
        edges_of_[ways_[i].front()].push_back(static_cast<int>(i));
        edges_of_[ways_[i].back()].push_back(static_cast<int>(i));
      }
    }
    std::vector<std::pair<int, int>> up, down;
    for (int edge : edges_of_[box]) {
      const std::vector<int>& way = ways_[edge];
      if (way.front() == box) down.emplace_back(index_[way[1]], edge);
      if (way.back() == box) up.emplace_back(index_[way[way.size() - 2]], edge);
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
            places_[box].x + step * (static_cast<double>(i) - gaps / 2);
      }
    };
    spread(down, ports_below_);
    spread(up, ports_above_);
  }

  void Route(size_t edge) {
    std::vector<Point>& route = layout_.routes[edge];
    const std::vector<int>& way = ways_[edge];
    const auto add = [&](double x, double y) {
      if (!route.empty() && route.back().x == x && route.back().y == y) return;
      route.push_back({x, y});
    };
    for (size_t k = 0; k < way.size(); ++k) {
      const Place& place = places_[way[k]];
      const double x = k == 0                ? ports_below_[edge]
                       : k + 1 == way.size() ? ports_above_[edge]
                                             : place.x;
      if (k > 0) {
        const int from = column_[places_[way[k - 1]].row];
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
  std::vector<int> row_;                // By box.
  std::vector<std::vector<int>> rows_;  // Places, from left to right.
  std::vector<Place> places_;           // Those of the boxes first.
  std::vector<int> index_;              // By place: where in its row.
  std::vector<std::vector<int>> ways_;  // By edge: its places.
  std::vector<double> top_, bottom_;    // By row.
  std::vector<int> column_;             // By row.
  // By column but the last: where edges to the next go up and turn.
  std::vector<double> jump_x_, jump_y_, jump_step_;
  double jump_top_ = 0;
  // By edge, then by column: which of the jumping edges it is.
  std::vector<std::vector<int>> jump_of_;
  std::vector<std::vector<int>> edges_of_;         // By box.
  std::vector<double> ports_above_, ports_below_;  // By edge.
  Layout layout_;
};

// By box: the number of the part of the picture that hangs together.
std::vector<int> Components(size_t boxes, absl::Span<const BoxEdge> edges) {
  std::vector<int> root(boxes);
  std::iota(root.begin(), root.end(), 0);
  const auto find = [&](int box) {
    while (root[box] != box) box = root[box] = root[root[box]];
    return box;
  };
  for (const BoxEdge& edge : edges) {
    const int a = find(edge.from), b = find(edge.to);
    root[std::max(a, b)] = std::min(a, b);
  }
  std::vector<int> component(boxes);
  int components = 0;
  for (size_t box = 0; box < boxes; ++box) {
    const int first = find(static_cast<int>(box));
    component[box] =
        first == static_cast<int>(box) ? components++ : component[first];
  }
  return component;
}

struct Component {
  std::vector<BoxSize> boxes = {};
  std::vector<BoxEdge> edges = {};
  std::vector<int> box_of = {};  // By box of the component: of the picture.
  std::vector<int> edge_of = {};
  Layout layout = {};
};

// Where components stand: in shelves, one below the other.
std::vector<Point> Pack(const std::vector<Component>& components,
                        Layout& layout) {
  double area = 0, width = 0;
  for (const Component& each : components) {
    area += each.layout.width * each.layout.height;
    width = std::max(width, each.layout.width);
  }
  width = std::max(width, std::sqrt(area * kAspect));
  std::vector<Point> corners;
  double x = 0, y = 0, shelf = 0;
  for (const Component& each : components) {
    if (x > 0 && x + each.layout.width > width) {
      x = 0;
      y += shelf;
      shelf = 0;
    }
    corners.push_back({x, y});
    x += each.layout.width;
    shelf = std::max(shelf, each.layout.height);
    layout.width = std::max(layout.width, x);
  }
  layout.height = y + shelf;
  return corners;
}

}  // namespace

Layout LayOut(absl::Span<const BoxSize> boxes,
              absl::Span<const BoxEdge> edges) {
  const std::vector<int> component_of = Components(boxes.size(), edges);
  std::vector<Component> components;
  std::vector<int> index(boxes.size());
  for (size_t box = 0; box < boxes.size(); ++box) {
    const size_t number = component_of[box];
    if (number == components.size()) components.emplace_back();
    Component& component = components[number];
    index[box] = static_cast<int>(component.boxes.size());
    component.boxes.push_back(boxes[box]);
    component.box_of.push_back(static_cast<int>(box));
  }
  for (size_t i = 0; i < edges.size(); ++i) {
    Component& component = components[component_of[edges[i].from]];
    component.edges.push_back({index[edges[i].from], index[edges[i].to]});
    component.edge_of.push_back(static_cast<int>(i));
  }
  for (Component& each : components) {
    each.layout = Layouter(each.boxes, each.edges).Run();
  }
  // The largest is what the picture is about.
  absl::c_stable_sort(components, [](const Component& a, const Component& b) {
    return a.layout.height > b.layout.height;
  });
  Layout layout;
  layout.corners.resize(boxes.size());
  layout.routes.resize(edges.size());
  const std::vector<Point> corners = Pack(components, layout);
  for (size_t c = 0; c < components.size(); ++c) {
    const auto shifted = [&](Point point) {
      return Point{point.x + corners[c].x, point.y + corners[c].y};
    };
    Component& from = components[c];
    for (size_t i = 0; i < from.boxes.size(); ++i) {
      layout.corners[from.box_of[i]] = shifted(from.layout.corners[i]);
    }
    for (size_t i = 0; i < from.edges.size(); ++i) {
      for (const Point& point : from.layout.routes[i]) {
        layout.routes[from.edge_of[i]].push_back(shifted(point));
      }
    }
  }
  return layout;
}

}  // namespace thalweg::command
