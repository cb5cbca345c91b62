// What a workload costs: build, first run, warm runs, memory.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"

namespace thalweg::bench {

struct MeasureOptions {
  int threads = 1;
  double budget_s = 0.6;  // For the warm runs of each variant.
};

// Ways to run a workload: "callable" (Session::Prepare), "run" (Session::Run),
// "callable, as built" (no optimization: a chain costs its nodes).
std::vector<std::string> VariantsOf(const std::string& workload);

// One row of the results: build_s (graph, session, initialization), first_s
// (planning and the first run), error in units of the tolerance and ok, losses
// of training, min_us, median_us and p90_us over `reps` runs, cpu_us (mean
// processor time of one, which a busy machine disturbs less), others (cores
// that the rest of the machine used meanwhile), peak_rss_mb, arena_bytes and
// arena_lower_bound of the plan. Errors of building and running.
absl::StatusOr<nlohmann::ordered_json> MeasureStep(
    const std::string& workload, const std::string& variant,
    const MeasureOptions& options);

// mlp.b100.infer called by 1, 2 and 4 threads at once on one session:
// calls_per_s_1, ...
absl::StatusOr<nlohmann::ordered_json> MeasureCallers(
    const MeasureOptions& options);

// Gradients of the sum of 1,000 layers relu(x W + 0), [4,8] x [8,8], by all W;
// of 10,000 nodes x * 1.0001 and tanh(x) in turn, by x: seconds of building
// both ways and of running, and numbers of nodes.
absl::StatusOr<nlohmann::ordered_json> MeasureLayerGradients(
    int layers, const MeasureOptions& options);
absl::StatusOr<nlohmann::ordered_json> MeasureChainGradient(
    int nodes, const MeasureOptions& options);

// A GraphDef of so many nodes, each the sum of its predecessor and the node 16
// before it: import, a session, the second node fetched once; memory.
absl::StatusOr<nlohmann::ordered_json> MeasureLoading(
    int nodes, const MeasureOptions& options);

}  // namespace thalweg::bench
