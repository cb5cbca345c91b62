// ResolveRequest: what a caller asks for, found in the session's graph.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/runtime/passes/prune.h"
#include "thalweg/runtime/session.h"

namespace thalweg {

// The edges and nodes meant; request.feed_specs stays empty. `origin` is the
// state of the graph whose Outputs and Operations are known here (its first
// nodes have the ids of `graph`'s). Errors in TensorFlow's words: unknown
// names, a feed given twice or fetched, nothing asked for.
absl::StatusOr<StepRequest> ResolveRequest(const Graph& graph,
                                           const GraphState* origin,
                                           const std::vector<Endpoint>& feeds,
                                           const std::vector<Endpoint>& fetches,
                                           const std::vector<Target>& targets);

}  // namespace thalweg
