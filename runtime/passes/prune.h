// Prune: copies the part of a graph that a run needs.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// What a run asks for, in terms of the session's graph.
struct StepRequest {
  std::vector<Edge> feeds;
  std::vector<FeedSpec> feed_specs;
  std::vector<Edge> fetches;
  std::vector<Node*> targets;
  // The names of the devices that feeds and fetches lie on, "" for the host,
  // one each; empty where all lie there.
  std::vector<std::string> feed_devices;
  std::vector<std::string> fetch_devices;
  // True when feeds come one after another, and steps run when theirs have.
  bool in_pieces = false;
};

// Feeds replace the outputs they name; what the fetches and targets reach from
// there over data and control edges is kept: nothing else ever runs. Where a
// reference feeds an input that wants its value, a read is added that has the
// consumer's control inputs.
absl::StatusOr<StepGraph> Prune(const Graph& graph, const StepRequest& request);

}  // namespace thalweg
