// _Arg, _Retval, _Copy: the ends of a step graph, and its crossings between
// devices. The step compiler adds them.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

// A source that stands for a fed tensor: feed number `index` of the run.
absl::StatusOr<Node*> AddFeedNode(Graph& graph, DType dtype, int64_t index,
                                  std::string name);
// A sink that stands for a fetch: fetch number `index` of the run.
absl::StatusOr<Node*> AddFetchNode(Graph& graph, Edge value, int64_t index,
                                   std::string name);
// The value on another device; its kernel comes from the compiler, which knows
// both.
absl::StatusOr<Node*> AddCopyNode(Graph& graph, Edge value, std::string name);

}  // namespace thalweg
