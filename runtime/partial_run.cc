#include "thalweg/runtime/partial_run.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/mutex.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/fetches.h"
#include "thalweg/runtime/session_impl.h"

namespace thalweg {
namespace {

std::string NameOf(const Endpoint& endpoint) {
  return endpoint.name().empty() ? endpoint.output().edge().ToString()
                                 : endpoint.name();
}

// By node id: whether all that the node needs has been fed.
std::vector<bool> FindComputable(const StepGraph& step,
                                 const std::vector<bool>& fed) {
  std::vector<bool> computable(step.graph.num_node_ids(), false);
  for (size_t i = 0; i < step.feeds.size(); ++i) {
    computable[step.feeds[i]->id()] = fed[i];
  }
  for (const Node* node : step.order) {
    if (node->Is(Trait::kFeed)) continue;
    bool all = true;
    for (const Edge& edge : node->inputs()) all &= computable[edge.node->id()];
    for (const Node* control : node->control_inputs()) {
      all &= computable[control->id()];
    }
    computable[node->id()] = all;
  }
  return computable;
}

}  // namespace

class PartialRun::State {
 public:
  static absl::StatusOr<std::unique_ptr<State>> Create(
      std::shared_ptr<SessionImpl> session, StepRequest request,
      const StepOptions& options) {
    bool compiled = false;
    ASSIGN_OR_RETURN(Plan * plan, session->FindPlan(RequestKey(request),
                                                    request, {}, &compiled));
    ASSIGN_OR_RETURN(auto instance, plan->Acquire());
    return std::make_unique<State>(std::move(session), std::move(request),
                                   options, plan, std::move(instance));
  }

  State(std::shared_ptr<SessionImpl> session, StepRequest request,
        const StepOptions& options, Plan* plan,
        std::unique_ptr<PlanInstance> instance)
      : session_(std::move(session)),
        request_(std::move(request)),
        options_(options),
        plan_(plan),
        instance_(std::move(instance)),
        fed_(request_.feeds.size(), false),
        fetched_(request_.fetches.size(), false),
        done_(plan->steps.size(), false) {}

  ~State() {
    MutexLock lock(&mutex_);
    End();
  }

  absl::StatusOr<std::vector<Tensor>> Run(
      const std::vector<Feed>& feeds, const std::vector<Endpoint>& fetches) {
    MutexLock lock(&mutex_);
    RETURN_IF_ERROR(session_->CheckOpen());
    if (instance_ == nullptr) return Ended();
    ASSIGN_OR_RETURN(Piece piece, Check(feeds, fetches));
    absl::StatusOr<std::vector<Tensor>> values = RunPiece(feeds, piece);
    if (!values.ok() || IsComplete()) End();
    return values;
  }

  static absl::Status Ended() {
    return absl::InvalidArgumentError(
        "Must run 'setup' before performing partial runs!");
  }

 private:
  // One call: positions in the request, and what holds once it has been fed.
  struct Piece {
    std::vector<size_t> feeds;
    std::vector<size_t> fetches;
    std::vector<bool> fed;
    std::vector<bool> computable;
  };

  absl::StatusOr<Piece> Check(const std::vector<Feed>& feeds,
                              const std::vector<Endpoint>& fetches)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    Piece piece;
    piece.fed = fed_;
    for (const Feed& feed : feeds) {
      ASSIGN_OR_RETURN(const size_t i,
                       Find(feed.tensor, "feed", request_.feeds));
      if (piece.fed[i]) {
        return absl::InvalidArgumentError(absl::StrCat(
            "The feed ", NameOf(feed.tensor), " has already been fed."));
      }
      if (feed.value.dtype() != request_.feeds[i].dtype()) {
        return WrongFeedDtype(request_, i, feed.value.dtype());
      }
      piece.fed[i] = true;
      piece.feeds.push_back(i);
    }
    piece.computable = FindComputable(plan_->graph, piece.fed);
    for (const Endpoint& fetch : fetches) {
      ASSIGN_OR_RETURN(const size_t i, Find(fetch, "fetch", request_.fetches));
      if (fetched_[i]) {
        return absl::InvalidArgumentError(absl::StrCat(
            "The fetch ", NameOf(fetch), " has already been fetched."));
      }
      if (!piece.computable[plan_->graph.fetches[i]->id()]) {
        return absl::InvalidArgumentError(
            absl::StrCat("Fetch ", NameOf(fetch),
                         " can't be computed from the feeds that have been fed "
                         "so far."));
      }
      piece.fetches.push_back(i);
    }
    return piece;
  }

  // The endpoint's position among those that were set up.
  absl::StatusOr<size_t> Find(const Endpoint& endpoint, const char* role,
                              const std::vector<Edge>& edges) const {
    absl::StatusOr<Edge> edge = session_->Resolve(endpoint, role);
    if (!edge.ok() && endpoint.name().empty()) return edge.status();
    const auto found =
        edge.ok() ? std::find(edges.begin(), edges.end(), *edge) : edges.end();
    if (found != edges.end()) return found - edges.begin();
    return absl::InvalidArgumentError(
        absl::StrCat("The ", role, " ", NameOf(endpoint),
                     " was not specified in partial_run_setup."));
  }

  absl::StatusOr<std::vector<Tensor>> RunPiece(const std::vector<Feed>& feeds,
                                               const Piece& piece)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (size_t i = 0; i < feeds.size(); ++i) {
      instance_->slots[plan_->feed_slots[piece.feeds[i]]] = feeds[i].value;
    }
    fed_ = piece.fed;
    std::vector<int> steps;
    for (size_t s = 0; s < done_.size(); ++s) {
      if (done_[s] || !piece.computable[plan_->steps[s].node->id()]) continue;
      steps.push_back(static_cast<int>(s));
      done_[s] = true;
    }
    RETURN_IF_ERROR(session_->RunSteps(*plan_, *instance_, steps, options_));
    for (size_t i : piece.fetches) fetched_[i] = true;
    return Take(piece.fetches);
  }

  // The values fetched; lets go of those that nothing needs any more.
  absl::StatusOr<std::vector<Tensor>> Take(const std::vector<size_t>& fetches)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const std::vector<bool> needed = FindNeeded();
    std::vector<Tensor> values;
    for (size_t i : fetches) {
      // What later steps read is not the caller's to write.
      const bool keep = needed[plan_->fetches[i].slot];
      ASSIGN_OR_RETURN(Tensor value, ReadFetch(*plan_, *instance_, i, !keep));
      values.push_back(std::move(value));
    }
    for (size_t slot = 0; slot < needed.size(); ++slot) {
      const SlotKind kind = plan_->slots[slot].kind;
      const bool droppable =
          kind == SlotKind::kDynamic || kind == SlotKind::kFeed;
      if (droppable && !needed[slot]) instance_->slots[slot] = Tensor();
    }
    return values;
  }

  // By slot: whether a step or fetch to come reads it, or may be fed.
  std::vector<bool> FindNeeded() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::vector<bool> needed(plan_->slots.size(), false);
    for (size_t s = 0; s < done_.size(); ++s) {
      if (done_[s]) continue;
      const PlanStep& step = plan_->steps[s];
      for (int i = 0; i < step.num_inputs; ++i) {
        needed[plan_->tables[step.inputs + i]] = true;
      }
    }
    for (size_t i = 0; i < fetched_.size(); ++i) {
      if (!fetched_[i]) needed[plan_->fetches[i].slot] = true;
    }
    return needed;
  }

  bool IsComplete() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto all = [](const std::vector<bool>& flags) {
      return std::find(flags.begin(), flags.end(), false) == flags.end();
    };
    return all(fed_) && all(fetched_);
  }

  void End() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (instance_ == nullptr) return;
    instance_->Clear();
    plan_->Release(std::move(instance_));
  }

  const std::shared_ptr<SessionImpl> session_;
  const StepRequest request_;
  const StepOptions options_;
  Plan* const plan_;
  Mutex mutex_;
  // Null once the step has ended.
  std::unique_ptr<PlanInstance> instance_ ABSL_GUARDED_BY(mutex_);
  std::vector<bool> fed_ ABSL_GUARDED_BY(mutex_);
  std::vector<bool> fetched_ ABSL_GUARDED_BY(mutex_);
  std::vector<bool> done_ ABSL_GUARDED_BY(mutex_);  // By step.
};

PartialRun::PartialRun(std::unique_ptr<State> state)
    : state_(std::move(state)) {}
PartialRun::PartialRun(PartialRun&&) noexcept = default;
PartialRun& PartialRun::operator=(PartialRun&&) noexcept = default;
PartialRun::~PartialRun() = default;

absl::StatusOr<PartialRun> PartialRun::SetUp(
    std::shared_ptr<SessionImpl> session, const std::vector<Endpoint>& feeds,
    const std::vector<Endpoint>& fetches, const std::vector<Target>& targets,
    const StepOptions& options) {
  ASSIGN_OR_RETURN(StepRequest request,
                   session->Resolve(feeds, fetches, targets));
  // What is fetched comes once.
  std::vector<Edge> once;
  for (const Edge& edge : request.fetches) {
    if (std::find(once.begin(), once.end(), edge) == once.end()) {
      once.push_back(edge);
    }
  }
  request.fetches = std::move(once);
  request.in_pieces = true;
  for (const Edge& feed : request.feeds) {
    request.feed_specs.push_back({feed.dtype(), Shape::Unknown()});
  }
  ASSIGN_OR_RETURN(auto state, State::Create(std::move(session),
                                             std::move(request), options));
  return PartialRun(std::move(state));
}

absl::StatusOr<std::vector<Tensor>> PartialRun::Run(
    const std::vector<Feed>& feeds, const std::vector<Endpoint>& fetches) {
  if (state_ == nullptr) return State::Ended();
  return state_->Run(feeds, fetches);
}

}  // namespace thalweg
