#include "thalweg/runtime/passes/prune.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/control/feed_fetch.h"

namespace thalweg {
namespace {

std::string DeviceOf(const std::vector<std::string>& devices, size_t i) {
  return devices.empty() ? "" : devices[i];
}

class Pruner {
 public:
  Pruner(const Graph& graph, const StepRequest& request)
      : graph_(graph),
        request_(request),
        needed_(graph.num_node_ids(), false),
        copies_(graph.num_node_ids(), nullptr) {
    for (size_t i = 0; i < request.feeds.size(); ++i) {
      feed_of_.emplace(request.feeds[i], static_cast<int>(i));
    }
  }

  absl::StatusOr<StepGraph> Run() {
    step_.in_pieces = request_.in_pieces;
    MarkNeeded();
    RETURN_IF_ERROR(AddFeeds());
    // A node's inputs have smaller ids.
    for (const auto& node : graph_.nodes()) {
      if (node && needed_[node->id()]) RETURN_IF_ERROR(Copy(*node));
    }
    RETURN_IF_ERROR(AddFetches());
    for (Node* target : request_.targets) {
      step_.targets.push_back(copies_[target->id()]);
    }
    step_.graph.versions() = graph_.versions();
    step_.graph.set_library(graph_.library());
    return std::move(step_);
  }

 private:
  bool IsFed(Edge edge) const { return feed_of_.contains(edge); }

  // A fed placeholder has nothing left to do: nobody waits for it.
  bool IsFedPlaceholder(Node* node) const {
    return node->Is(Trait::kPlaceholder) && IsFed(node->output(0));
  }

  void MarkNeeded() {
    std::vector<Node*> stack;
    auto need = [&](Node* node) {
      if (node == nullptr || needed_[node->id()]) return;
      needed_[node->id()] = true;
      stack.push_back(node);
    };
    for (Edge fetch : request_.fetches) {
      if (!IsFed(fetch)) need(fetch.node);
    }
    for (Node* target : request_.targets) need(target);
    while (!stack.empty()) {
      Node* node = stack.back();
      stack.pop_back();
      for (const Edge& edge : node->inputs()) {
        if (!IsFed(edge)) need(edge.node);
      }
      for (Node* control : node->control_inputs()) {
        if (!IsFedPlaceholder(control)) need(control);
      }
    }
  }

  absl::Status AddFeeds() {
    for (size_t i = 0; i < request_.feeds.size(); ++i) {
      const FeedSpec& spec = request_.feed_specs[i];
      ASSIGN_OR_RETURN(
          Node * feed,
          AddFeedNode(step_.graph, spec.dtype, static_cast<int64_t>(i),
                      absl::StrCat("_arg_", request_.feeds[i].node->name(), "_",
                                   request_.feeds[i].index, "_", i)));
      step_.graph.SetShape(feed->output(0), spec.shape);
      step_.graph.SetDevice(feed, DeviceOf(request_.feed_devices, i));
      step_.feeds.push_back(feed);
    }
    return absl::OkStatus();
  }

  Edge Mapped(Edge edge) const {
    auto fed = feed_of_.find(edge);
    if (fed != feed_of_.end()) return step_.feeds[fed->second]->output(0);
    return {copies_[edge.node->id()], edge.index};
  }

  absl::Status Copy(Node& node) {
    std::vector<Node*> controls;
    for (Node* control : node.control_inputs()) {
      if (!IsFedPlaceholder(control)) {
        controls.push_back(copies_[control->id()]);
      }
    }
    EdgeList inputs;
    for (int i = 0; i < node.num_inputs(); ++i) {
      Edge edge = Mapped(node.input(i));
      if (edge.node == nullptr) {
        return absl::UnimplementedError(
            absl::StrCat(node.Describe(), ": loops can't be run"));
      }
      if (edge.node->output_is_ref(edge.index) && !node.input_is_ref(i)) {
        ASSIGN_OR_RETURN(edge, Dereference(edge, node.name(), controls));
      }
      inputs.push_back(edge);
    }
    copies_[node.id()] =
        step_.graph.CopyNode(node, std::move(inputs), controls);
    return absl::OkStatus();
  }

  absl::StatusOr<Edge> Dereference(Edge reference, absl::string_view consumer,
                                   const std::vector<Node*>& controls) {
    NodeSpec spec;
    spec.op = OpRegistry::FindByTrait(Trait::kReadReference);
    if (spec.op == nullptr) {
      return absl::InternalError("no op of trait kReadReference is linked in");
    }
    spec.name = step_.graph.UniqueName(
        absl::StrCat("_read_", reference.node->name(), "_for_", consumer));
    spec.inputs = {reference};
    spec.control_inputs = controls;
    spec.location = reference.node->location();
    ASSIGN_OR_RETURN(Node * read, step_.graph.AddNode(std::move(spec)));
    return read->output(0);
  }

  absl::Status AddFetches() {
    for (size_t i = 0; i < request_.fetches.size(); ++i) {
      Edge edge = Mapped(request_.fetches[i]);
      const std::string name = step_.graph.UniqueName(
          absl::StrCat("_retval_", request_.fetches[i].node->name(), "_",
                       request_.fetches[i].index, "_", i));
      if (edge.node->output_is_ref(edge.index)) {
        ASSIGN_OR_RETURN(edge, Dereference(edge, name, {}));
      }
      ASSIGN_OR_RETURN(
          Node * fetch,
          AddFetchNode(step_.graph, edge, static_cast<int64_t>(i), name));
      step_.graph.SetDevice(fetch, DeviceOf(request_.fetch_devices, i));
      step_.fetches.push_back(fetch);
    }
    return absl::OkStatus();
  }

  const Graph& graph_;
  const StepRequest& request_;
  absl::flat_hash_map<Edge, int> feed_of_;
  std::vector<bool> needed_;
  std::vector<Node*> copies_;
  StepGraph step_;
};

}  // namespace

absl::StatusOr<StepGraph> Prune(const Graph& graph,
                                const StepRequest& request) {
  return Pruner(graph, request).Run();
}

}  // namespace thalweg
