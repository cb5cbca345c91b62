#include "thalweg/graph/topology.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

constexpr size_t kMaxNamesInCycle = 10;

// A thing whose dependencies are being visited, and which is next.
struct Visit {
  int thing;
  size_t next;
};

enum class State : char { kNew, kOpen, kDone };

}  // namespace

Ordering OrderTopologically(const Dependencies& dependencies) {
  Ordering result;
  result.order.reserve(dependencies.size());
  std::vector<State> states(dependencies.size(), State::kNew);
  std::vector<Visit> path;
  for (int root = 0; root < dependencies.size(); ++root) {
    if (states[root] != State::kNew) continue;
    states[root] = State::kOpen;
    path.push_back({root, 0});
    while (!path.empty()) {
      Visit& visit = path.back();
      const auto needs = dependencies.of(visit.thing);
      if (visit.next == needs.size()) {
        states[visit.thing] = State::kDone;
        result.order.push_back(visit.thing);
        path.pop_back();
        continue;
      }
      const int needed = needs[visit.next++];
      if (states[needed] == State::kNew) {
        states[needed] = State::kOpen;
        path.push_back({needed, 0});
      } else if (states[needed] == State::kOpen) {
        // The path goes from consumers to what they need.
        for (auto it = path.rbegin();; ++it) {
          result.cycle.push_back(it->thing);
          if (it->thing == needed) break;
        }
        result.order.clear();
        return result;
      }
    }
  }
  return result;
}

absl::Status CycleError(const std::vector<int>& cycle,
                        absl::FunctionRef<absl::string_view(int)> name) {
  std::string text = absl::StrCat(cycle.size(), " nodes in a cycle: ");
  const size_t named = std::min(cycle.size(), kMaxNamesInCycle);
  for (size_t i = 0; i < named; ++i) {
    absl::StrAppend(&text, name(cycle[i]), " -> ");
  }
  if (named < cycle.size()) absl::StrAppend(&text, "... -> ");
  return absl::InvalidArgumentError(absl::StrCat(text, name(cycle.front())));
}

}  // namespace thalweg
