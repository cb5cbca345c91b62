// ToRunMetadata, FromRunOptions: reports and options of runs as TensorFlow's
// messages, which its tools and TensorBoard read.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/runtime/session_options.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg {

class RunMetadata;  // proto/config.proto
class RunOptions;   // proto/config.proto

// What `report` has of step_stats (devices in the order of their first steps),
// cost_graph (compute_cost in microseconds, of this run) and partition_graphs.
// Errors of ToGraphDef.
//
//   tw::StepReport report;
//   auto out = session.Run(feeds, {loss}, {}, {.trace = true}, &report);
//   if (auto s = tw::ToRunMetadata(report, metadata); !s.ok()) return s;
absl::Status ToRunMetadata(const StepReport& report, RunMetadata& metadata);

// Every trace level but NO_TRACE traces. The hint about allocations on
// exhausted memory and the experimental options change nothing here.
// UNIMPLEMENTED when debug_options are set.
absl::StatusOr<StepOptions> FromRunOptions(const RunOptions& options);

}  // namespace thalweg
