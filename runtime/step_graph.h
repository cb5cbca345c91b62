// StepGraph: the part of a graph that one kind of run needs, on its way from
// the session's graph to a plan. The step compiler's passes rewrite it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "thalweg/graph/graph.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/runtime/rewrite.h"

namespace thalweg {

class Device;
class Kernel;
class ResourceStore;
class StateHomes;

// What the passes may ask the session for.
struct CompileEnvironment {
  // Host devices first; [0] is where constants are folded. Owned by the
  // session.
  std::vector<Device*> devices;
  ResourceStore* resources = nullptr;
  // Null: plans are placed without regard to each other.
  StateHomes* homes = nullptr;
  // Take another device where the requested one is absent or has no kernel.
  bool allow_soft_placement = false;
  // Print each node's device to stderr.
  bool log_device_placement = false;
  // False: only the passes that a run can't do without.
  bool optimize = true;
  // Keep what explanations tell: StepGraph::placement_reason and rewrites.
  bool explain = false;
};

// A feed as this plan expects it. An unknown shape serves any.
struct FeedSpec {
  DType dtype = DType::kInvalid;
  Shape shape;
};

struct StepGraph {
  StepGraph();
  ~StepGraph();
  StepGraph(StepGraph&&) noexcept;
  StepGraph& operator=(StepGraph&&) noexcept;

  Graph graph;
  // One node of trait kFeed for each feed, one of kFetch for each fetch, in
  // the order of the request.
  std::vector<Node*> feeds;
  std::vector<Node*> fetches;
  // Nodes asked for by name.
  std::vector<Node*> targets;
  // As in StepRequest: no value may lie where another was.
  bool in_pieces = false;

  // Filled by Place: by node id.
  std::vector<Device*> device_of;
  // Filled by Place when CompileEnvironment::explain is set, empty otherwise:
  // by node id, why the node is where it is ("requested /device:CPU:1",
  // "with 'v'", "where it is read").
  std::vector<std::string> placement_reason;
  // Filled by Partition: whose memory holds an output, where that is not its
  // node's device: one that lies in host memory, where its device has its own.
  absl::flat_hash_map<Edge, Device*> memory_of;
  // Filled by Bind: by node id; null for nodes that need no kernel (feeds,
  // fetches, constants, groups).
  std::vector<std::unique_ptr<Kernel>> kernels;
  // Filled by Bind: by node id, the outputs that are the same in every run
  // (constants, handles); empty otherwise.
  std::vector<std::vector<Tensor>> constant_outputs;
  // Filled by Order: the nodes in the order of their steps.
  std::vector<Node*> order;

  // What passes did, in order; kept when CompileEnvironment::explain is set.
  std::unique_ptr<std::vector<Rewrite>> rewrites;

  // For the explanation, if one is wanted: `into` stands for `node` now.
  void Note(Rewrite::Kind kind, const Node& node, const Node& into);

  // Fetches and targets: what must stay.
  std::vector<Node*> Roots() const;
  // Whose memory holds the value. REQUIRES: Partition has run.
  Device* MemoryOf(const Edge& edge) const;
};

// The node whose output identities and views pass on as `edge`.
Node* PassedOnFrom(Edge edge);
// True when the value may lie in the memory of a reference variable, which
// later steps of a run write: a read of one, passed on.
bool MayAliasReference(Edge edge);

}  // namespace thalweg
