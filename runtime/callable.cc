#include "thalweg/runtime/callable.h"

#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/session_impl.h"

namespace thalweg {
namespace {

absl::Status CheckDtypes(const StepRequest& request,
                         absl::Span<const Tensor> feeds) {
  for (size_t i = 0; i < feeds.size(); ++i) {
    const Edge& edge = request.feeds[i];
    if (feeds[i].dtype() == edge.dtype()) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "Type mismatch: actual ", DTypeName(feeds[i].dtype()), " vs. expect ",
        DTypeName(edge.dtype()), " (feed '", edge.ToString(), "')"));
  }
  return absl::OkStatus();
}

}  // namespace

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

absl::StatusOr<Callable> Callable::Create(std::shared_ptr<SessionImpl> session,
                                          const std::vector<Endpoint>& feeds,
                                          const std::vector<Endpoint>& fetches,
                                          const std::vector<Target>& targets,
                                          const StepOptions& options,
                                          const CallableDevices& devices) {
  auto state = std::make_unique<State>();
  ASSIGN_OR_RETURN(state->request,
                   session->ResolveCallable(feeds, fetches, targets, devices));
  state->session = std::move(session);
  state->key = RequestKey(state->request);
  state->options = options;
  return Callable(std::move(state));
}

absl::Status Callable::Run(absl::Span<const Tensor> feeds,
                           absl::Span<Tensor> fetches, StepReport* report) {
  if (state_ == nullptr) {
    return absl::InvalidArgumentError(
        "Attempted to run callable after handle was released");
  }
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
    RETURN_IF_ERROR(state_->session->CheckOpen());
    RETURN_IF_ERROR(CheckDtypes(request, feeds));
    ASSIGN_OR_RETURN(plan, state_->session->FindPlan(state_->key, request,
                                                     feeds, &compiled));
    state_->last.store(plan, std::memory_order_release);
  }
  if (report != nullptr) report->compiled = compiled;
  return state_->session->RunPlan(*plan, feeds, fetches, state_->options,
                                  report);
}

}  // namespace thalweg
