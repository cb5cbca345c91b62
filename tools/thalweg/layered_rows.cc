#include "thalweg/tools/thalweg/layered_rows.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/algorithm/container.h"
#include "thalweg/tools/thalweg/row_positions.h"

namespace thalweg::command {
namespace {

constexpr int kOrderingSweeps = 24;
constexpr int kPositionSweeps = 30;

// Distances in pixels.
constexpr double kBetweenBoxes = 22;
constexpr double kBetweenLines = 9;

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

class RowMaker {
 public:
  RowMaker(absl::Span<const BoxSize> boxes, absl::Span<const BoxEdge> edges)
      : boxes_(boxes), edges_(edges) {}

  LayeredRows Run() {
    Rank();
    AddPlaces();
    OrderRows();
    SettleX();
    return std::move(made_);
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
    made_.rows.resize(used.size());
  }

  int AddPlace(int row, int box, double width) {
    made_.places.push_back({.row = row, .box = box, .width = width});
    made_.rows[row].push_back(static_cast<int>(made_.places.size()) - 1);
    return static_cast<int>(made_.places.size()) - 1;
  }

  void Join(int upper, int lower) {
    made_.places[upper].below.push_back(lower);
    made_.places[lower].above.push_back(upper);
  }

  void AddPlaces() {
    for (size_t box = 0; box < boxes_.size(); ++box) {
      AddPlace(row_[box], static_cast<int>(box), boxes_[box].width);
    }
    // From above to below, both ends included.
    made_.ways.resize(edges_.size());
    for (size_t i = 0; i < edges_.size(); ++i) {
      const int upper = std::min(edges_[i].from, edges_[i].to);
      const int lower = std::max(edges_[i].from, edges_[i].to);
      made_.ways[i].push_back(upper);
      for (int row = row_[upper] + 1; row < row_[lower]; ++row) {
        made_.ways[i].push_back(AddPlace(row, -1, 0));
      }
      made_.ways[i].push_back(lower);
      for (size_t k = 1; k < made_.ways[i].size(); ++k) {
        Join(made_.ways[i][k - 1], made_.ways[i][k]);
      }
    }
  }

  // ---- Order within rows ----

  void OrderRows() {
    made_.index.resize(made_.places.size());
    for (const auto& row : made_.rows) Number(row);
    std::vector<std::vector<int>> best = made_.rows;
    int64_t fewest = Crossings();
    for (int sweep = 0; sweep < kOrderingSweeps && fewest > 0; ++sweep) {
      const bool down = sweep % 2 == 0;
      for (size_t i = 1; i < made_.rows.size(); ++i) {
        SortRow(made_.rows[down ? i : made_.rows.size() - 1 - i], down);
      }
      const int64_t crossings = Crossings();
      if (crossings < fewest) {
        fewest = crossings;
        best = made_.rows;
      }
    }
    made_.rows = std::move(best);
    for (const auto& row : made_.rows) Number(row);
  }

  void Number(const std::vector<int>& row) {
    for (size_t i = 0; i < row.size(); ++i) {
      made_.index[row[i]] = static_cast<int>(i);
    }
  }

  // By the mean place of the neighbours in the row before (after).
  void SortRow(std::vector<int>& row, bool down) {
    std::vector<std::pair<double, int>> keys;
    for (int place : row) {
      const auto& near =
          down ? made_.places[place].above : made_.places[place].below;
      double key = made_.index[place];
      if (!near.empty()) {
        key = 0;
        for (int other : near) key += made_.index[other];
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
    for (const auto& row : made_.rows) {
      ends.clear();
      for (int place : row) {
        const size_t first = ends.size();
        for (int other : made_.places[place].below)
          ends.push_back(made_.index[other]);
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
    for (const auto& row : made_.rows) {
      double x = 0;
      for (size_t i = 0; i < row.size(); ++i) {
        Place& place = made_.places[row[i]];
        if (i > 0)
          x += Between(made_.places[row[i - 1]], place) + place.width / 2;
        place.x = x;
        x += place.width / 2;
      }
    }
    for (int sweep = 0; sweep < kPositionSweeps; ++sweep) {
      const bool down = sweep % 2 == 0;
      const bool both = sweep + 4 >= kPositionSweeps;
      for (size_t i = 0; i < made_.rows.size(); ++i) {
        SettleRow(made_.rows[down ? i : made_.rows.size() - 1 - i],
                  down || both, !down || both);
      }
    }
  }

  // Moves the row's places towards their neighbours above and below.
  void SettleRow(const std::vector<int>& row, bool by_above, bool by_below) {
    std::vector<WantedPosition> wanted;
    for (size_t i = 0; i < row.size(); ++i) {
      const Place& place = made_.places[row[i]];
      double sum = 0, weight = 0;
      auto pull = [&](const std::vector<int>& near) {
        for (int other : near) {
          const double w = Weight(place, made_.places[other]);
          sum += w * made_.places[other].x;
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
        const Place& left = made_.places[row[i - 1]];
        want.distance = (left.width + place.width) / 2 + Between(left, place);
      }
      wanted.push_back(want);
    }
    const std::vector<double> positions = SettlePositions(wanted);
    for (size_t i = 0; i < row.size(); ++i)
      made_.places[row[i]].x = positions[i];
  }

  const absl::Span<const BoxSize> boxes_;
  const absl::Span<const BoxEdge> edges_;
  std::vector<int> row_;  // By box.
  LayeredRows made_;
};

}  // namespace

LayeredRows MakeRows(absl::Span<const BoxSize> boxes,
                     absl::Span<const BoxEdge> edges) {
  return RowMaker(boxes, edges).Run();
}

}  // namespace thalweg::command
