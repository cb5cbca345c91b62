#include "thalweg/runtime/resolve.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

class Resolver {
 public:
  Resolver(const Graph& graph, const GraphState* origin)
      : graph_(graph), origin_(origin) {}

  absl::StatusOr<Edge> Find(const Endpoint& endpoint, const char* role,
                            const char* not_found_prefix,
                            const char* not_found_suffix) const {
    if (endpoint.name().empty()) return FindOutput(endpoint.output(), role);
    absl::StatusOr<Output> output = graph_.FindOutput(endpoint.name());
    if (output.ok()) return output->edge();
    if (!absl::IsNotFound(output.status())) return output.status();
    return absl::NotFoundError(
        absl::StrCat(not_found_prefix, endpoint.name(), not_found_suffix));
  }

  // Adds the target to `nodes`, or its name to `missing` when it is not there.
  // A group built after the session, such as graph.Initializer(), stands for
  // the operations that it groups.
  absl::Status Find(const Target& target, std::vector<Node*>& nodes,
                    std::string& missing) const {
    if (!target.name().empty()) {
      Node* node = graph_.FindNode(target.name());
      if (node == nullptr) absl::StrAppend(&missing, target.name(), " ");
      nodes.push_back(node);
      return absl::OkStatus();
    }
    const Operation& operation = target.operation();
    Node* const node = operation.node();
    absl::Span<Node* const> wanted(&node, 1);
    if (IsLate(operation.graph(), node) && node->op().Is(Trait::kGroup)) {
      wanted = node->control_inputs();
    }
    for (const Node* node : wanted) {
      ASSIGN_OR_RETURN(Node * own, OwnNode(operation.graph(), node, "target"));
      nodes.push_back(own);
    }
    return absl::OkStatus();
  }

 private:
  // Whether a node of the session's own graph was built after the session.
  bool IsLate(const Graph& graph, const Node* node) const {
    return node != nullptr && graph.state().get() == origin_ &&
           node->id() >= graph_.num_node_ids();
  }

  absl::StatusOr<Edge> FindOutput(const Output& output,
                                  const char* role) const {
    ASSIGN_OR_RETURN(Node * node, OwnNode(output.graph(), output.node(), role));
    return node->output(output.index());
  }

  // The node of this session that `node`, of the user's graph, stands for.
  absl::StatusOr<Node*> OwnNode(const Graph& graph, const Node* node,
                                const char* role) const {
    if (node == nullptr) {
      if (graph.state() != nullptr) RETURN_IF_ERROR(graph.status());
      return absl::InvalidArgumentError(
          absl::StrCat("a ", role, " is an invalid Output or Operation"));
    }
    if (graph.state().get() != origin_) {
      return absl::InvalidArgumentError(
          absl::StrCat("the ", role, " '", node->name(),
                       "' belongs to another graph than the session's"));
    }
    if (IsLate(graph, node)) {
      return absl::NotFoundError(
          absl::StrCat("the ", role, " '", node->name(),
                       "' was built after the session was made: call Extend"));
    }
    return graph_.nodes()[node->id()].get();
  }

  const Graph& graph_;
  const GraphState* origin_;
};

absl::Status CheckFeeds(const StepRequest& request) {
  absl::flat_hash_set<Edge> fed;
  for (const Edge& feed : request.feeds) {
    if (!fed.insert(feed).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Endpoint \"", feed.ToString(), "\" fed more than once."));
    }
  }
  for (const Edge& fetch : request.fetches) {
    if (fed.contains(fetch)) {
      return absl::InvalidArgumentError(
          absl::StrCat(fetch.ToString(), " is both fed and fetched."));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StepRequest> ResolveRequest(const Graph& graph,
                                           const GraphState* origin,
                                           const std::vector<Endpoint>& feeds,
                                           const std::vector<Endpoint>& fetches,
                                           const std::vector<Target>& targets) {
  const Resolver resolver(graph, origin);
  StepRequest request;
  for (const Endpoint& feed : feeds) {
    ASSIGN_OR_RETURN(
        Edge edge,
        resolver.Find(feed, "feed", "FeedInputs: unable to find feed output ",
                      ""));
    request.feeds.push_back(edge);
  }
  for (const Endpoint& fetch : fetches) {
    ASSIGN_OR_RETURN(
        Edge edge,
        resolver.Find(fetch, "fetch", "FetchOutputs node ", ": not found"));
    request.fetches.push_back(edge);
  }
  std::string missing;
  for (const Target& target : targets) {
    RETURN_IF_ERROR(resolver.Find(target, request.targets, missing));
  }
  if (!missing.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "PruneForTargets: Some target nodes not found: ", missing));
  }
  if (fetches.empty() && targets.empty()) {
    return absl::InvalidArgumentError(
        "Must specify at least one target to fetch or execute.");
  }
  RETURN_IF_ERROR(CheckFeeds(request));
  return request;
}

}  // namespace thalweg
