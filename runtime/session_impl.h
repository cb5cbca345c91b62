// SessionImpl: the state behind Session and its Callables.
#pragma once

#include <atomic>
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
#include "thalweg/runtime/session.h"

namespace thalweg {

class SessionImpl {
 public:
  static absl::StatusOr<std::shared_ptr<SessionImpl>> Create(
      const Graph& graph, const SessionOptions& options);

  absl::Status Extend(const Graph& graph);
  absl::Status Extend(const GraphDef& def);
  std::vector<DeviceInfo> ListDevices() const;
  absl::Status Close();

  absl::StatusOr<StepRequest> Resolve(const std::vector<Endpoint>& feeds,
                                      const std::vector<Endpoint>& fetches,
                                      const std::vector<Target>& targets) const;

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

 private:
  explicit SessionImpl(const SessionOptions& options) : options_(options) {}
  void CreatePools();
  absl::Status CreateDevices();
  absl::Status CheckDtypes(const StepRequest& request,
                           absl::Span<const Tensor> feeds) const;
  void LogPlacement(const Plan& plan) const;

  const SessionOptions options_;
  // What StepOptions::thread_pool chooses from: [0], for -1, has no thread.
  std::vector<std::shared_ptr<ThreadPool>> pools_;
  std::vector<std::unique_ptr<Device>> devices_;
  ResourceStore resources_;
  CompileEnvironment environment_;

  // Guards graph_: shared to read, exclusive to extend.
  mutable std::shared_mutex graph_mutex_;
  Graph graph_;
  // Kept alive, so that no other graph can come to have its address.
  std::shared_ptr<GraphState> origin_;

  PlanCache plans_;

  std::atomic<bool> closing_{false};
  std::atomic<int> active_runs_{0};
};

}  // namespace thalweg
