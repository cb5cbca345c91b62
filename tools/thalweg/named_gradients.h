// AddNamedGradients: gradients by tensor names, as a command line and a case
// ask for them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/graph.h"

namespace thalweg::command {

struct NamedGradient {
  std::string x;
  // The tensor that holds the gradient, a sparse one as its dense sum; empty
  // where no y depends on x.
  std::string name;
};

// Adds the gradients of sum(ys) by each x, starting from `grad_ys` (ones when
// empty), to the graph.
absl::StatusOr<std::vector<NamedGradient>> AddNamedGradients(
    Graph& graph, const std::vector<std::string>& ys,
    const std::vector<std::string>& xs,
    const std::vector<std::string>& grad_ys);

}  // namespace thalweg::command
