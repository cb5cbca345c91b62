#include "thalweg/runtime/explain.h"

#include <memory>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/session_impl.h"

namespace thalweg {

absl::StatusOr<Explanation> Explain(const Graph& graph,
                                    const std::vector<Feed>& feeds,
                                    const std::vector<Endpoint>& fetches,
                                    const std::vector<Target>& targets,
                                    const SessionOptions& options) {
  ASSIGN_OR_RETURN(const std::shared_ptr<SessionImpl> session,
                   SessionImpl::Create(graph, options));
  std::vector<Endpoint> endpoints;
  std::vector<Tensor> values;
  for (const Feed& feed : feeds) {
    endpoints.push_back(feed.tensor);
    values.push_back(feed.value);
  }
  ASSIGN_OR_RETURN(StepRequest request,
                   session->Resolve(endpoints, fetches, targets));
  return session->Explain(std::move(request), values);
}

}  // namespace thalweg
