// ResolveRequest: what a caller asks for, found in the session's graph.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/runtime/callable.h"
#include "thalweg/runtime/endpoint.h"
#include "thalweg/runtime/passes/prune.h"

namespace thalweg {

class Device;

// Where names are looked up. `origin` is the state of the graph whose Outputs
// and Operations are known here (its first nodes have the ids of `graph`'s).
struct ResolveScope {
  const Graph& graph;
  const GraphState* origin;
};

// The edges and nodes meant; request.feed_specs stays empty. Errors in
// TensorFlow's words: unknown names, a feed given twice or fetched, nothing
// asked for.
absl::StatusOr<StepRequest> ResolveRequest(const ResolveScope& scope,
                                           const std::vector<Endpoint>& feeds,
                                           const std::vector<Endpoint>& fetches,
                                           const std::vector<Target>& targets);
// The same in the words for a callable, and where its tensors lie.
absl::StatusOr<StepRequest> ResolveCallable(
    const ResolveScope& scope, const std::vector<Endpoint>& feeds,
    const std::vector<Endpoint>& fetches, const std::vector<Target>& targets,
    const CallableDevices& callable_devices,
    absl::Span<Device* const> session_devices);

// The edge that the endpoint means; `role` ("feed") is for errors.
absl::StatusOr<Edge> ResolveEndpoint(const ResolveScope& scope,
                                     const Endpoint& endpoint,
                                     const char* role);

// The error of feed number `i` that comes with another dtype.
absl::Status WrongFeedDtype(const StepRequest& request, size_t i, DType dtype);

}  // namespace thalweg
