// Topological order of numbered things: nodes of a graph, of a message.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace thalweg {

// What each of `size()` things needs to come before it, one after another.
class Dependencies {
 public:
  void Reserve(size_t things, size_t dependencies) {
    begin_.reserve(things + 1);
    needs_.reserve(dependencies);
  }
  // Begins the next thing; Add says what it needs, in any order.
  void Next() { begin_.push_back(static_cast<int>(needs_.size())); }
  void Add(int thing) { needs_.push_back(thing); }

  int size() const { return static_cast<int>(begin_.size()); }
  absl::Span<const int> of(int thing) const {
    const size_t begin = begin_[thing];
    const size_t end = thing + 1 < size() ? begin_[thing + 1] : needs_.size();
    return absl::MakeConstSpan(needs_).subspan(begin, end - begin);
  }

 private:
  std::vector<int> begin_;
  std::vector<int> needs_;
};

struct Ordering {
  // Empty when there is a cycle.
  std::vector<int> order;
  // Things each of which needs the one before it, the first the last.
  std::vector<int> cycle;
};

// The order 0, 1, 2, ... where that is one; else each thing is preceded by
// what it needs and was not there before. Linear, without recursion.
Ordering OrderTopologically(const Dependencies& dependencies);

// INVALID_ARGUMENT "2 nodes in a cycle: a -> b -> a"; of long cycles only
// some nodes are named.
absl::Status CycleError(const std::vector<int>& cycle,
                        absl::FunctionRef<absl::string_view(int)> name);

}  // namespace thalweg
