// Evaluator: runs a graph one kernel after another. The oracle of kernel tests
// and of the session's plans: no pass, no reuse of memory, no threads needed.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/output.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/resource_store.h"
#include "thalweg/kernels/thread_pool.h"

namespace thalweg {

using Feeds = std::vector<std::pair<Output, Tensor>>;

struct EvaluateOptions {
  int num_threads = 1;
  // Outputs of known shape get their memory before the kernel runs, and
  // kernels see constant inputs when they are made, as in a compiled plan.
  bool planned = false;
};

// Variables and generators live as long as the Evaluator.
//
//   Evaluator evaluator;
//   ASSERT_OK(evaluator.Run({}, {}, {graph.Initializer()}));
//   ASSERT_OK_AND_ASSIGN(auto results, evaluator.Run({{x, value}}, {y}));
class Evaluator {
 public:
  explicit Evaluator(EvaluateOptions options = {});

  // The fetches' values, after running the targets too. Errors are the
  // kernels', with the node in front; INVALID_ARGUMENT for a feed that
  // contradicts the dtype or shape of its output.
  absl::StatusOr<std::vector<Tensor>> Run(
      const Feeds& feeds, const std::vector<Output>& fetches,
      const std::vector<Operation>& targets = {});
  // One fetch.
  absl::StatusOr<Tensor> Run(const Output& fetch, const Feeds& feeds = {});

  ResourceStore& resources() { return resources_; }

 private:
  using Values = absl::flat_hash_map<Edge, Tensor>;

  absl::Status RunNode(Node& node, Values& values);
  absl::StatusOr<std::vector<Tensor>> Inputs(const Node& node,
                                             const Values& values) const;
  absl::StatusOr<std::vector<Tensor>> Compute(const Node& node,
                                              std::vector<Tensor> inputs);

  EvaluateOptions options_;
  std::shared_ptr<ThreadPool> pool_;
  std::vector<std::unique_ptr<Device>> devices_;
  ResourceStore resources_;
  ResourceStore step_resources_;
};

// The same with an Evaluator of its own.
absl::StatusOr<std::vector<Tensor>> Evaluate(const Feeds& feeds,
                                             const std::vector<Output>& fetches,
                                             EvaluateOptions options = {});
absl::StatusOr<Tensor> Evaluate(const Output& fetch, const Feeds& feeds = {},
                                EvaluateOptions options = {});

}  // namespace thalweg
