// SessionOptions, StepOptions: what a session and a run can be told.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace thalweg {

class ThreadPool;

struct SessionOptions {
  // Compute threads in all, the caller's included; 1 creates no thread, 0
  // takes the number of cores. Results have the same bits for any number.
  int num_threads = 0;
  // Pools to compute with in place of a new one, which other sessions may be
  // given too: a session keeps them alive and never stops them. The first is
  // the default, StepOptions::thread_pool chooses another. num_threads must
  // then be 0.
  std::vector<std::shared_ptr<ThreadPool>> thread_pools = {};
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
  // Which of SessionOptions::thread_pools computes; 0 is also the session's
  // own, -1 is the caller's thread alone.
  int thread_pool = 0;
  // Fill StepReport::steps (reads the clock twice a step).
  bool trace = false;
  // Fill StepReport::partition_graphs.
  bool partition_graphs = false;
  // Fill StepReport::cost_graph; measures as a trace does.
  bool cost_graph = false;
};

}  // namespace thalweg
