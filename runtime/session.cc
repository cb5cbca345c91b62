#include "thalweg/runtime/session.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/import.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/session_impl.h"

namespace thalweg {

Session::Session(std::shared_ptr<SessionImpl> impl) : impl_(std::move(impl)) {}
Session::Session(Session&&) noexcept = default;

Session& Session::operator=(Session&& other) noexcept {
  std::swap(impl_, other.impl_);
  return *this;
}

Session::~Session() {
  if (impl_ != nullptr) impl_->Close().IgnoreError();
}

absl::StatusOr<Session> Session::Create(const Graph& graph,
                                        const SessionOptions& options) {
  ASSIGN_OR_RETURN(std::shared_ptr<SessionImpl> impl,
                   SessionImpl::Create(graph, options));
  return Session(std::move(impl));
}

absl::StatusOr<Session> Session::Create(const GraphDef& def,
                                        const SessionOptions& options) {
  Graph graph;
  RETURN_IF_ERROR(ImportGraphDef(def, {}, graph).status());
  return Create(graph, options);
}

absl::Status Session::Extend(const Graph& graph) {
  return impl_->Extend(graph);
}

absl::Status Session::Extend(const GraphDef& def) { return impl_->Extend(def); }

std::vector<DeviceInfo> Session::ListDevices() const {
  return impl_->ListDevices();
}

absl::Status Session::Close() { return impl_->Close(); }

absl::StatusOr<std::vector<Tensor>> Session::Run(
    const std::vector<Feed>& feeds, const std::vector<Endpoint>& fetches,
    const std::vector<Target>& targets, const StepOptions& options,
    StepReport* report) {
  std::vector<Endpoint> endpoints;
  std::vector<Tensor> values;
  for (const Feed& feed : feeds) {
    endpoints.push_back(feed.tensor);
    values.push_back(feed.value);
  }
  ASSIGN_OR_RETURN(const StepRequest request,
                   impl_->Resolve(endpoints, fetches, targets));
  bool compiled = false;
  ASSIGN_OR_RETURN(Plan * plan, impl_->FindPlan(RequestKey(request), request,
                                                values, &compiled));
  std::vector<Tensor> results(fetches.size());
  if (report != nullptr) report->compiled = compiled;
  RETURN_IF_ERROR(
      impl_->RunPlan(*plan, values, absl::MakeSpan(results), options, report));
  return results;
}

struct Callable::State {
  std::shared_ptr<SessionImpl> session;
  StepRequest request;
  std::string key;
  StepOptions options;
  // The plan of the last run: most runs are like the one before.
  std::atomic<Plan*> last{nullptr};
};

Callable::Callable(std::unique_ptr<State> state) : state_(std::move(state)) {}
Callable::Callable(Callable&&) noexcept = default;
Callable& Callable::operator=(Callable&&) noexcept = default;
Callable::~Callable() = default;

absl::StatusOr<Callable> Session::Prepare(const std::vector<Endpoint>& feeds,
                                          const std::vector<Endpoint>& fetches,
                                          const std::vector<Target>& targets,
                                          const StepOptions& options) {
  auto state = std::make_unique<Callable::State>();
  state->session = impl_;
  ASSIGN_OR_RETURN(state->request, impl_->Resolve(feeds, fetches, targets));
  state->key = RequestKey(state->request);
  state->options = options;
  return Callable(std::move(state));
}

absl::Status Callable::Run(absl::Span<const Tensor> feeds,
                           absl::Span<Tensor> fetches, StepReport* report) {
  const StepRequest& request = state_->request;
  if (feeds.size() != request.feeds.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected ", request.feeds.size(),
                     " feed tensors, but got ", feeds.size()));
  }
  if (fetches.size() != request.fetches.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected room for ", request.fetches.size(),
                     " fetched tensors, but got ", fetches.size()));
  }
  Plan* plan = state_->last.load(std::memory_order_acquire);
  bool compiled = false;
  if (plan == nullptr || !Serves(*plan, feeds)) {
    ASSIGN_OR_RETURN(plan, state_->session->FindPlan(state_->key, request,
                                                     feeds, &compiled));
    state_->last.store(plan, std::memory_order_release);
  }
  if (report != nullptr) report->compiled = compiled;
  return state_->session->RunPlan(*plan, feeds, fetches, state_->options,
                                  report);
}

}  // namespace thalweg
