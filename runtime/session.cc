#include "thalweg/runtime/session.h"

#include <utility>

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

Session::~Session() { Close().IgnoreError(); }

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

absl::Status Session::Reset(const std::vector<std::string>& containers) {
  return SessionImpl::ResetAll(containers);
}

absl::StatusOr<std::shared_ptr<SessionImpl>> Session::Impl() const {
  if (impl_ == nullptr) return SessionClosed();
  return impl_;
}

absl::Status Session::Extend(const Graph& graph) {
  ASSIGN_OR_RETURN(const auto impl, Impl());
  return impl->Extend(graph);
}

absl::Status Session::Extend(const GraphDef& def) {
  ASSIGN_OR_RETURN(const auto impl, Impl());
  return impl->Extend(def);
}

absl::StatusOr<std::vector<Tensor>> Session::Run(
    const std::vector<Feed>& feeds, const std::vector<Endpoint>& fetches,
    const std::vector<Target>& targets, const StepOptions& options,
    StepReport* report) {
  ASSIGN_OR_RETURN(const auto impl, Impl());
  std::vector<Endpoint> endpoints;
  std::vector<Tensor> values;
  for (const Feed& feed : feeds) {
    endpoints.push_back(feed.tensor);
    values.push_back(feed.value);
  }
  ASSIGN_OR_RETURN(const StepRequest request,
                   impl->Resolve(endpoints, fetches, targets));
  bool compiled = false;
  ASSIGN_OR_RETURN(Plan * plan, impl->FindPlan(RequestKey(request), request,
                                               values, &compiled));
  std::vector<Tensor> results(fetches.size());
  if (report != nullptr) report->compiled = compiled;
  RETURN_IF_ERROR(
      impl->RunPlan(*plan, values, absl::MakeSpan(results), options, report));
  return results;
}

absl::StatusOr<Callable> Session::Prepare(const std::vector<Endpoint>& feeds,
                                          const std::vector<Endpoint>& fetches,
                                          const std::vector<Target>& targets,
                                          const StepOptions& options,
                                          const CallableDevices& devices) {
  ASSIGN_OR_RETURN(auto impl, Impl());
  return Callable::Create(std::move(impl), feeds, fetches, targets, options,
                          devices);
}

absl::StatusOr<PartialRun> Session::SetUpPartialRun(
    const std::vector<Endpoint>& feeds, const std::vector<Endpoint>& fetches,
    const std::vector<Target>& targets, const StepOptions& options) {
  ASSIGN_OR_RETURN(auto impl, Impl());
  return PartialRun::SetUp(std::move(impl), feeds, fetches, targets, options);
}

std::vector<DeviceInfo> Session::ListDevices() const {
  return impl_ == nullptr ? std::vector<DeviceInfo>() : impl_->ListDevices();
}

absl::Status Session::Close() {
  return impl_ == nullptr ? absl::OkStatus() : impl_->Close();
}

}  // namespace thalweg
