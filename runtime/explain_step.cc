#include "thalweg/runtime/explain_step.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/traverse.h"
#include "thalweg/kernels/device.h"
#include "thalweg/runtime/explain_memory.h"
#include "thalweg/runtime/step_compiler.h"

namespace thalweg {
namespace {

NodeRole RoleOf(const Node& node) {
  if (node.Is(Trait::kFeed)) return NodeRole::kFeed;
  if (node.Is(Trait::kFetch)) return NodeRole::kFetch;
  if (node.Is(Trait::kCopy)) return NodeRole::kCopy;
  if (node.Is(Trait::kConstant)) return NodeRole::kConstant;
  const bool makes_reference =
      node.num_inputs() == 0 && node.num_outputs() > 0 && node.output_is_ref(0);
  return node.Is(Trait::kHandle) || makes_reference ? NodeRole::kState
                                                    : NodeRole::kOp;
}

ExplainedNode Explain(const Node& node) {
  ExplainedNode explained;
  explained.name = node.name();
  explained.op = node.op().name();
  explained.role = RoleOf(node);
  explained.requested_device = node.device();
  for (int i = 0; i < node.num_outputs(); ++i) {
    const DType dtype = node.output_dtype(i);
    const Shape& shape = node.output_shape(i);
    explained.outputs.push_back({dtype, shape, ExplainedBytes(dtype, shape)});
  }
  return explained;
}

// `index_of`, by node id, is filled: where each node is in the result.
ExplainedGraph Explain(const Graph& graph, std::vector<int>& index_of) {
  ExplainedGraph explained;
  // Import and the passes have refused what has no order.
  const absl::StatusOr<std::vector<Node*>> order = TopologicalOrder(graph);
  if (!order.ok()) return explained;
  index_of.assign(graph.num_node_ids(), -1);
  for (const Node* node : *order) {
    index_of[node->id()] = static_cast<int>(explained.nodes.size());
    explained.nodes.push_back(Explain(*node));
  }
  for (size_t i = 0; i < order->size(); ++i) {
    for (const Edge& edge : (*order)[i]->inputs()) {
      if (!edge) continue;
      explained.nodes[i].inputs.push_back(
          {index_of[edge.node->id()], edge.index});
    }
    for (const Node* control : (*order)[i]->control_inputs()) {
      explained.nodes[i].control_inputs.push_back(index_of[control->id()]);
    }
  }
  return explained;
}

ExplainedGraph Explain(const Graph& graph) {
  std::vector<int> index_of;
  return Explain(graph, index_of);
}

ExplainedGraph ExplainWhole(const Graph& graph, const StepRequest& request,
                            const Graph& pruned) {
  std::vector<int> index_of;
  ExplainedGraph whole = Explain(graph, index_of);
  if (whole.nodes.empty()) return whole;
  auto at = [&](const Node* node) -> ExplainedNode& {
    return whole.nodes[index_of[node->id()]];
  };
  for (ExplainedNode& node : whole.nodes) {
    node.needed = pruned.FindNode(node.name) != nullptr;
  }
  for (const Edge& feed : request.feeds) at(feed.node).fed = true;
  for (const Edge& fetch : request.fetches) at(fetch.node).fetched = true;
  for (const Node* target : request.targets) at(target).target = true;
  return whole;
}

// Follows what nodes were rewritten into.
class Rewrites {
 public:
  explicit Rewrites(const StepGraph& step)
      : step_(step), fused_(step.graph.num_node_ids()) {
    if (step.rewrites == nullptr) return;
    for (const Rewrite& rewrite : *step.rewrites) {
      into_[rewrite.from] = rewrite.into;
      if (rewrite.kind == Rewrite::Kind::kFused) AddFused(rewrite);
    }
  }

  // The original nodes and ops of a fused node.
  using Parts = std::vector<std::pair<std::string, std::string>>;
  const Parts& PartsOf(const Node& node) const { return fused_[node.id()]; }

  // The name of what stands for the node in the end; "" when nothing does.
  std::string NameOf(int id) const {
    // Each step goes to a node that was there later.
    for (auto next = into_.find(id); next != into_.end();
         next = into_.find(id)) {
      id = next->second;
    }
    const auto& node = step_.graph.nodes()[id];
    return node ? node->name() : "";
  }

 private:
  void AddFused(const Rewrite& rewrite) {
    Parts& parts = fused_[rewrite.into];
    if (fused_[rewrite.from].empty()) {
      parts.emplace_back(rewrite.name, rewrite.op);
    } else {
      absl::c_copy(fused_[rewrite.from], std::back_inserter(parts));
    }
  }

  const StepGraph& step_;
  absl::flat_hash_map<int, int> into_;
  std::vector<Parts> fused_;  // By node id.
};

ExplainedRewrite::Kind KindOf(Rewrite::Kind kind) {
  switch (kind) {
    case Rewrite::Kind::kFolded:
      return ExplainedRewrite::Kind::kFolded;
    case Rewrite::Kind::kPassedOn:
      return ExplainedRewrite::Kind::kPassedOn;
    case Rewrite::Kind::kMerged:
      return ExplainedRewrite::Kind::kMerged;
    case Rewrite::Kind::kFused:
      return ExplainedRewrite::Kind::kFused;
  }
  return ExplainedRewrite::Kind::kDropped;
}

class Explainer : public CompileObserver {
 public:
  Explainer(const Graph& graph, const StepRequest& request)
      : graph_(graph), request_(request) {}

  void OnPruned(const StepGraph& step) override {
    explanation_.whole = ExplainWhole(graph_, request_, step.graph);
    explanation_.pruned = Explain(step.graph);
  }

  void OnPlaced(const StepGraph& step) override {
    explanation_.placed = ExplainPlaced(step);
  }

  void OnOptimized(const StepGraph& step) override {
    explanation_.optimized = ExplainPlaced(step);
    const Rewrites rewrites(step);
    for (ExplainedNode& node : explanation_.optimized.nodes) {
      for (const auto& [name, op] :
           rewrites.PartsOf(*step.graph.FindNode(node.name))) {
        node.fused_from.push_back(name);
        node.fused_ops.push_back(op);
      }
    }
    AddRewrites(step, rewrites);
  }

  void OnPlanned(const StepGraph& step, const MemoryPlan& memory) override {
    ExplainMemory(step, memory, explanation_);
  }

  Explanation Take(const Plan& plan) {
    explanation_.passes = plan.passes;
    for (const PlanStep& step : plan.steps) {
      explanation_.steps.push_back({step.node->name(), step.node->op().name(),
                                    step.device->name(),
                                    step.kernel->implementation()});
    }
    return std::move(explanation_);
  }

 private:
  static ExplainedGraph ExplainPlaced(const StepGraph& step) {
    std::vector<int> index_of;
    ExplainedGraph explained = Explain(step.graph, index_of);
    for (const auto& node : step.graph.nodes()) {
      if (!node) continue;
      ExplainedNode& to = explained.nodes[index_of[node->id()]];
      const size_t id = node->id();
      to.device = step.device_of[id]->name();
      if (id < step.placement_reason.size()) {
        to.placement_reason = step.placement_reason[id];
      }
    }
    return explained;
  }

  void AddRewrites(const StepGraph& step, const Rewrites& rewrites) {
    absl::flat_hash_set<std::string> told;
    for (const Rewrite& rewrite : *step.rewrites) {
      told.insert(rewrite.name);
      explanation_.rewrites.push_back({KindOf(rewrite.kind), rewrite.name,
                                       rewrite.op,
                                       rewrites.NameOf(rewrite.into)});
    }
    for (const ExplainedNode& node : explanation_.pruned.nodes) {
      if (told.contains(node.name) || step.graph.FindNode(node.name)) continue;
      explanation_.rewrites.push_back(
          {ExplainedRewrite::Kind::kDropped, node.name, node.op, ""});
    }
  }

  const Graph& graph_;
  const StepRequest& request_;
  Explanation explanation_;
};

// Adds the placeholders that a run would refuse to go without.
absl::Status FeedPlaceholders(const Graph& graph, StepRequest& request) {
  ASSIGN_OR_RETURN(const StepGraph step, Prune(graph, request));
  for (const auto& node : step.graph.nodes()) {
    if (!node || !node->Is(Trait::kPlaceholder) || node->num_inputs() > 0) {
      continue;
    }
    Node* own = graph.FindNode(node->name());
    if (absl::c_linear_search(request.fetches, own->output(0))) continue;
    request.feeds.push_back(own->output(0));
    request.feed_specs.push_back({own->output_dtype(0), own->output_shape(0)});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Explanation> ExplainStep(const Graph& graph, StepRequest request,
                                        CompileEnvironment environment) {
  environment.explain = true;
  RETURN_IF_ERROR(FeedPlaceholders(graph, request));
  Explainer explainer(graph, request);
  ASSIGN_OR_RETURN(const std::unique_ptr<Plan> plan,
                   CompileStep(graph, request, environment, &explainer));
  return explainer.Take(*plan);
}

}  // namespace thalweg
