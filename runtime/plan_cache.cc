#include "thalweg/runtime/plan_cache.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// So many shapes of one request get plans of their own.
constexpr size_t kMaxShapes = 8;

// The shape that serves both.
Shape Widen(const Shape& a, const Shape& b) {
  if (a.rank() != b.rank() || !a.has_rank()) return Shape::Unknown();
  Shape widened = a;
  for (int i = 0; i < a.rank(); ++i) {
    if (a.dim(i) != b.dim(i)) widened.set_dim(i, Shape::kUnknown);
  }
  return widened;
}

}  // namespace

std::string RequestKey(const StepRequest& request) {
  std::string key;
  auto append = [&](const std::vector<Edge>& edges) {
    for (const Edge& edge : edges) {
      absl::StrAppend(&key, edge.node->id(), ":", edge.index, ",");
    }
    key.push_back(';');
  };
  append(request.feeds);
  append(request.fetches);
  for (Node* target : request.targets) {
    absl::StrAppend(&key, target->id(), ",");
  }
  const auto append_devices = [&](const std::vector<std::string>& devices) {
    absl::StrAppend(&key, ";", absl::StrJoin(devices, ","));
  };
  append_devices(request.feed_devices);
  append_devices(request.fetch_devices);
  if (request.in_pieces) key.append(";in pieces");
  return key;
}

bool Serves(const Plan& plan, absl::Span<const Tensor> feeds) {
  for (size_t i = 0; i < feeds.size(); ++i) {
    const FeedSpec& spec = plan.feeds[i];
    if (spec.dtype != feeds[i].dtype()) return false;
    if (spec.shape == feeds[i].shape()) continue;
    if (spec.shape.IsFullyDefined() ||
        !spec.shape.IsCompatibleWith(feeds[i].shape())) {
      return false;
    }
  }
  return true;
}

Plan* PlanCache::Find(const std::string& key,
                      absl::Span<const Tensor> feeds) const {
  auto found = plans_.find(key);
  if (found == plans_.end()) return nullptr;
  for (const std::unique_ptr<Plan>& plan : found->second) {
    if (Serves(*plan, feeds)) return plan.get();
  }
  return nullptr;
}

std::vector<FeedSpec> PlanCache::SpecsFor(
    const std::string& key, absl::Span<const Tensor> feeds) const {
  std::vector<FeedSpec> specs;
  for (const Tensor& feed : feeds)
    specs.push_back({feed.dtype(), feed.shape()});
  auto found = plans_.find(key);
  if (found == plans_.end() || found->second.size() < kMaxShapes) return specs;
  for (const std::unique_ptr<Plan>& plan : found->second) {
    for (size_t i = 0; i < specs.size(); ++i) {
      specs[i].shape = Widen(specs[i].shape, plan->feeds[i].shape);
    }
  }
  return specs;
}

absl::StatusOr<Plan*> PlanCache::FindOrCompile(const std::string& key,
                                               const StepRequest& request,
                                               absl::Span<const Tensor> feeds,
                                               const Compile& compile,
                                               bool* compiled) {
  *compiled = false;
  {
    const std::shared_lock lock(mutex_);
    if (Plan* plan = Find(key, feeds)) return plan;
  }
  const std::lock_guard compile_lock(compile_mutex_);
  StepRequest complete = request;
  {
    const std::shared_lock lock(mutex_);
    // Another thread may have made it meanwhile.
    if (Plan* plan = Find(key, feeds)) return plan;
    if (!request.in_pieces) complete.feed_specs = SpecsFor(key, feeds);
  }
  ASSIGN_OR_RETURN(std::unique_ptr<Plan> plan, compile(std::move(complete)));
  *compiled = true;
  Plan* result = plan.get();
  const std::unique_lock lock(mutex_);
  plans_[key].push_back(std::move(plan));
  return result;
}

}  // namespace thalweg
