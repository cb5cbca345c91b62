// PartitionGraphs: what each device runs, as graphs of their own.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// A graph for each of `devices` that has nodes, in this order: its nodes in
// the order of execution, each with its device's full name. Where an edge
// crosses, one _Send there and one _Recv here serve all its consumers; a
// control edge carries an empty constant. REQUIRES: Order has run.
absl::StatusOr<std::vector<Graph>> PartitionGraphs(
    const StepGraph& step, absl::Span<Device* const> devices);

}  // namespace thalweg
