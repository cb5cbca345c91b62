// PlanCache: the plans of a session, by what they were made for.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "thalweg/runtime/passes/prune.h"
#include "thalweg/runtime/plan.h"

namespace thalweg {

// A request without its feeds' shapes: which edges and nodes it names.
std::string RequestKey(const StepRequest& request);

// True when the plan serves these feeds.
bool Serves(const Plan& plan, absl::Span<const Tensor> feeds);

// Plans stay for the life of the cache. Thread-safe; plans that are there are
// found while others are being made.
class PlanCache {
 public:
  using Compile =
      std::function<absl::StatusOr<std::unique_ptr<Plan>>(StepRequest)>;

  // The plan for the request and these feeds; made by `compile` when there is
  // none (`compiled` tells). A request that has met many shapes gets one plan
  // that serves all. A request in pieces comes without feeds, and with its
  // feed_specs.
  absl::StatusOr<Plan*> FindOrCompile(const std::string& key,
                                      const StepRequest& request,
                                      absl::Span<const Tensor> feeds,
                                      const Compile& compile, bool* compiled);

 private:
  using Plans = std::vector<std::unique_ptr<Plan>>;

  // REQUIRES: mutex_ is held, shared at least.
  Plan* Find(const std::string& key, absl::Span<const Tensor> feeds) const;
  std::vector<FeedSpec> SpecsFor(const std::string& key,
                                 absl::Span<const Tensor> feeds) const;

  // Held while a plan is made; taken before mutex_.
  std::mutex compile_mutex_;
  mutable std::shared_mutex mutex_;  // Guards plans_.
  absl::flat_hash_map<std::string, Plans> plans_;
};

}  // namespace thalweg
