#include "thalweg/runtime/resolve.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/device_spec.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/tensor_name.h"
#include "thalweg/kernels/device.h"

namespace thalweg {
namespace {

class Resolver {
 public:
  explicit Resolver(const ResolveScope& scope)
      : graph_(scope.graph), origin_(scope.origin) {}

  // NOT_FOUND when the name is unknown.
  absl::StatusOr<Edge> Find(const Endpoint& endpoint, const char* role) const {
    if (endpoint.name().empty()) return FindOutput(endpoint.output(), role);
    ASSIGN_OR_RETURN(const Output output, graph_.FindOutput(endpoint.name()));
    return output.edge();
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

// How an unknown name is refused.
using NotFound = absl::Status (*)(const std::string& name);

absl::Status NoSuchFeed(const std::string& name) {
  return absl::NotFoundError(
      absl::StrCat("FeedInputs: unable to find feed output ", name));
}

absl::Status NoSuchFetch(const std::string& name) {
  return absl::NotFoundError(
      absl::StrCat("FetchOutputs node ", name, ": not found"));
}

absl::Status NoSuchTensorOfACallable(const std::string& name) {
  const TensorName parsed = ParseTensorName(name);
  return absl::InvalidArgumentError(absl::StrCat(
      "Tensor ", parsed.node, ":", parsed.output,
      ", specified in either feed_devices or fetch_devices was not found in "
      "the Graph"));
}

absl::StatusOr<std::vector<Edge>> FindAll(
    const Resolver& resolver, const std::vector<Endpoint>& endpoints,
    const char* role, NotFound not_found) {
  std::vector<Edge> edges;
  for (const Endpoint& endpoint : endpoints) {
    absl::StatusOr<Edge> edge = resolver.Find(endpoint, role);
    const bool unknown = absl::IsNotFound(edge.status());
    if (unknown && !endpoint.name().empty()) return not_found(endpoint.name());
    if (!edge.ok()) return edge.status();
    edges.push_back(*edge);
  }
  return edges;
}

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

absl::StatusOr<std::vector<Node*>> FindTargets(
    const Resolver& resolver, const std::vector<Target>& targets) {
  std::vector<Node*> nodes;
  std::string missing;
  for (const Target& target : targets) {
    RETURN_IF_ERROR(resolver.Find(target, nodes, missing));
  }
  if (missing.empty()) return nodes;
  return absl::NotFoundError(
      absl::StrCat("PruneForTargets: Some target nodes not found: ", missing));
}

absl::StatusOr<const Device*> FindDevice(absl::Span<Device* const> devices,
                                         const std::string& tensor,
                                         const std::string& name) {
  const absl::StatusOr<DeviceSpec> wanted = DeviceSpec::Parse(name);
  if (!wanted.ok() || name.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Invalid device name ('", name, "') provided for the tensor '", tensor,
        "' in CallableOptions"));
  }
  for (const Device* device : devices) {
    ASSIGN_OR_RETURN(const DeviceSpec spec, DeviceSpec::Parse(device->name()));
    if (wanted->Matches(spec)) return device;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("Device '", name, "' specified for tensor '", tensor,
                   "' in CallableOptions does not exist"));
}

// The names of the devices that `edges` lie on.
absl::StatusOr<std::vector<std::string>> FindDevices(
    const Resolver& resolver, const std::vector<Edge>& edges,
    const std::map<std::string, std::string>& by_name,
    absl::Span<Device* const> devices) {
  std::vector<std::string> names;
  if (!by_name.empty()) names.resize(edges.size());
  for (const auto& [tensor, device_name] : by_name) {
    ASSIGN_OR_RETURN(const auto named, FindAll(resolver, {tensor}, "tensor",
                                               NoSuchTensorOfACallable));
    ASSIGN_OR_RETURN(const Device* device,
                     FindDevice(devices, tensor, device_name));
    if (!device->host_memory() && !IsPlain(named[0].dtype())) {
      return absl::UnimplementedError(absl::StrCat(
          "Cannot feed or fetch tensor '", named[0].ToString(),
          "' from device ", device->name(), " as feeding/fetching from ",
          device->type(), " devices is not yet supported for ",
          DTypeName(named[0].dtype()), " tensors"));
    }
    for (size_t i = 0; i < edges.size(); ++i) {
      if (edges[i] == named[0]) names[i] = device->name();
    }
  }
  return names;
}

absl::StatusOr<StepRequest> Resolve(const Resolver& resolver,
                                    const std::vector<Endpoint>& feeds,
                                    const std::vector<Endpoint>& fetches,
                                    const std::vector<Target>& targets,
                                    NotFound no_such_feed,
                                    NotFound no_such_fetch) {
  StepRequest request;
  ASSIGN_OR_RETURN(request.feeds,
                   FindAll(resolver, feeds, "feed", no_such_feed));
  ASSIGN_OR_RETURN(request.fetches,
                   FindAll(resolver, fetches, "fetch", no_such_fetch));
  ASSIGN_OR_RETURN(request.targets, FindTargets(resolver, targets));
  if (fetches.empty() && targets.empty()) {
    return absl::InvalidArgumentError(
        "Must specify at least one target to fetch or execute.");
  }
  RETURN_IF_ERROR(CheckFeeds(request));
  return request;
}

}  // namespace

absl::StatusOr<StepRequest> ResolveRequest(const ResolveScope& scope,
                                           const std::vector<Endpoint>& feeds,
                                           const std::vector<Endpoint>& fetches,
                                           const std::vector<Target>& targets) {
  return Resolve(Resolver(scope), feeds, fetches, targets, NoSuchFeed,
                 NoSuchFetch);
}

absl::StatusOr<StepRequest> ResolveCallable(
    const ResolveScope& scope, const std::vector<Endpoint>& feeds,
    const std::vector<Endpoint>& fetches, const std::vector<Target>& targets,
    const CallableDevices& callable_devices,
    absl::Span<Device* const> session_devices) {
  const Resolver resolver(scope);
  ASSIGN_OR_RETURN(StepRequest request,
                   Resolve(resolver, feeds, fetches, targets,
                           NoSuchTensorOfACallable, NoSuchTensorOfACallable));
  ASSIGN_OR_RETURN(request.feed_devices,
                   FindDevices(resolver, request.feeds, callable_devices.feeds,
                               session_devices));
  ASSIGN_OR_RETURN(request.fetch_devices,
                   FindDevices(resolver, request.fetches,
                               callable_devices.fetches, session_devices));
  return request;
}

absl::StatusOr<Edge> ResolveEndpoint(const ResolveScope& scope,
                                     const Endpoint& endpoint,
                                     const char* role) {
  return Resolver(scope).Find(endpoint, role);
}

absl::Status WrongFeedDtype(const StepRequest& request, size_t i, DType dtype) {
  const std::string name = request.feeds[i].ToString();
  // TensorFlow numbers feeds in the order of their names.
  const auto before =
      std::count_if(request.feeds.begin(), request.feeds.end(),
                    [&](const Edge& edge) { return edge.ToString() < name; });
  return absl::InvalidArgumentError(absl::StrCat(
      "Expects arg[", before, "] to be ", DTypeName(request.feeds[i].dtype()),
      " but ", DTypeName(dtype), " is provided (feed '", name, "')"));
}

}  // namespace thalweg
