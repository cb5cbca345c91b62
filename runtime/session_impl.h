// SessionImpl: the state behind Session and its Callables.
#pragma once

#include <memory>
#include <shared_mutex>
#include <string>
#include <vector>

#include "thalweg/kernels/device.h"
#include "thalweg/kernels/resource_store.h"
#include "thalweg/kernels/thread_pool.h"
#include "thalweg/runtime/executor.h"
#include "thalweg/runtime/explanation.h"
#include "thalweg/runtime/plan_cache.h"
#include "thalweg/runtime/resolve.h"
#include "thalweg/runtime/run_gate.h"
#include "thalweg/runtime/session.h"
#include "thalweg/runtime/state_homes.h"

namespace thalweg {

// CANCELLED "Session has been closed."
absl::Status SessionClosed();

// Thread-safe. Whoever calls holds a reference of its own.
class SessionImpl {
 public:
  static absl::StatusOr<std::shared_ptr<SessionImpl>> Create(
      const Graph& graph, const SessionOptions& options);

  ~SessionImpl();
  // See Session::Reset.
  static absl::Status ResetAll(const std::vector<std::string>& containers);

  // SessionClosed() once Close has begun.
  absl::Status CheckOpen() const;
  absl::Status Extend(const Graph& graph);
  absl::Status Extend(const GraphDef& def);
  std::vector<DeviceInfo> ListDevices() const;
  absl::Status Close();

  absl::StatusOr<StepRequest> Resolve(const std::vector<Endpoint>& feeds,
                                      const std::vector<Endpoint>& fetches,
                                      const std::vector<Target>& targets) const;
  absl::StatusOr<StepRequest> ResolveCallable(
      const std::vector<Endpoint>& feeds, const std::vector<Endpoint>& fetches,
      const std::vector<Target>& targets, const CallableDevices& devices) const;
  // One tensor; `role` ("feed") is for errors.
  absl::StatusOr<Edge> Resolve(const Endpoint& endpoint,
                               const char* role) const;

  // The plan for these feeds, compiled when it is not there.
  absl::StatusOr<Plan*> FindPlan(const std::string& key,
                                 const StepRequest& request,
                                 absl::Span<const Tensor> feeds,
                                 bool* compiled);

  // See runtime/explain.h.
  absl::StatusOr<Explanation> Explain(StepRequest request,
                                      absl::Span<const Tensor> feeds) const;

  // One run of `plan`. REQUIRES: Serves(plan, feeds), as many fetches as the
  // plan has.
  absl::Status RunPlan(Plan& plan, absl::Span<const Tensor> feeds,
                       absl::Span<Tensor> fetches, const StepOptions& options,
                       StepReport* report);

  // A part of one run: those steps of `plan`, in ascending order.
  absl::Status RunSteps(const Plan& plan, PlanInstance& instance,
                        absl::Span<const int> steps,
                        const StepOptions& options);

 private:
  explicit SessionImpl(const SessionOptions& options) : options_(options) {}
  void CreatePools();
  absl::Status CreateDevices();
  void ClearContainers(const std::vector<std::string>& containers);
  ExecuteControl ControlOf(const StepOptions& options) const;
  // Null when there is no such pool.
  ThreadPool* FindPool(const StepOptions& options) const;

  const SessionOptions options_;
  // What StepOptions::thread_pool chooses from: [0], for -1, has no thread.
  std::vector<std::shared_ptr<ThreadPool>> pools_;
  std::vector<std::unique_ptr<Device>> devices_;
  ResourceStore resources_;
  StateHomes homes_;
  CompileEnvironment environment_;

  // Guards graph_: shared to read, exclusive to extend.
  mutable std::shared_mutex graph_mutex_;
  Graph graph_;
  // Kept alive, so that no other graph can come to have its address.
  std::shared_ptr<GraphState> origin_;

  PlanCache plans_;

  // Compiling and running happen inside.
  RunGate gate_;
};

}  // namespace thalweg
