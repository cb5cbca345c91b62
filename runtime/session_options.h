// SessionOptions, StepOptions, StepReport: what a session and a run can be
// told and what they tell.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace thalweg {

struct SessionOptions {
  // Compute threads in all, the caller's included; 1 creates no thread, 0
  // takes the number of cores. Results have the same bits for any number.
  int num_threads = 0;
  // How many devices of a type: {{"CPU", 2}} makes CPU:0 and CPU:1.
  std::map<std::string, int> device_count = {};
  // Run a node elsewhere when its requested device is absent or has no kernel
  // for it.
  bool allow_soft_placement = false;
  // Print each node's device to stderr when a plan is made.
  bool log_device_placement = false;
  // False keeps the graph as built: no folding, merging or fusion.
  bool optimize = true;
  // Milliseconds a run may take; 0 for no limit. StepOptions overrides it.
  int64_t timeout_ms = 0;
};

// Lets another thread stop a run. Reusable after the run has returned.
class CancellationToken {
 public:
  // The run returns CANCELLED at its next step. Thread-safe.
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  void Reset() { cancelled_.store(false, std::memory_order_relaxed); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> cancelled_{false};
};

struct StepOptions {
  // Milliseconds; 0 takes the session's.
  int64_t timeout_ms = 0;
  // May be null; must outlive the run.
  const CancellationToken* cancellation = nullptr;
  // Fill StepReport::steps (reads the clock twice a step).
  bool trace = false;
};

// One step of a run as it happened.
struct StepTrace {
  std::string node;
  std::string op;
  std::string device;
  std::string implementation;
  int64_t start_ns = 0;  // From the start of the run.
  int64_t end_ns = 0;
};

// One pass of the step compiler.
struct PassRecord {
  std::string name;
  double ms = 0;
  int nodes_before = 0;
  int nodes_after = 0;
  std::string note;  // "3 fused", "1.2 MB in 14 buffers".
};

struct StepReport {
  // True when this run made its plan.
  bool compiled = false;
  // How the plan in use was made.
  std::vector<PassRecord> passes;
  // In order of execution; empty unless StepOptions::trace.
  std::vector<StepTrace> steps;
  // Bytes of the plan's arenas, and the least any order could need at its
  // widest step.
  int64_t arena_bytes = 0;
  int64_t arena_lower_bound = 0;
};

}  // namespace thalweg
