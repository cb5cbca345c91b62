#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/bench/workloads/measure.h"
#include "thalweg/tools/bench/workloads/process.h"
#include "thalweg/tools/bench/workloads/workload.h"

namespace thalweg::bench {
namespace {

constexpr double kSeconds = 1.5;

// Calls a second of so many threads together; 0 when a call fails.
double CallsPerSecond(Callable& step, const std::vector<Tensor>& values,
                      int callers) {
  std::atomic<bool> stop{false}, failed{false};
  std::atomic<int64_t> calls{0};
  const auto call = [&] {
    std::vector<Tensor> out(1);
    int64_t count = 0;
    while (!stop.load(std::memory_order_relaxed)) {
      if (!step.Run(values, absl::MakeSpan(out)).ok()) failed = true;
      ++count;
    }
    calls += count;
  };
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i) threads.emplace_back(call);
  std::this_thread::sleep_for(std::chrono::duration<double>(kSeconds));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  return failed ? 0 : static_cast<double>(calls) / SecondsSince(start);
}

}  // namespace

absl::StatusOr<nlohmann::ordered_json> MeasureCallers(
    const MeasureOptions& options) {
  ASSIGN_OR_RETURN(Workload workload, BuildWorkload("mlp.b100.infer"));
  ASSIGN_OR_RETURN(
      Session session,
      Session::Create(workload.graph, {.num_threads = options.threads}));
  ASSIGN_OR_RETURN(Callable step, session.Prepare({workload.feeds.begin(),
                                                   workload.feeds.end()},
                                                  {workload.fetch}));
  std::vector<Tensor> out(1);
  RETURN_IF_ERROR(step.Run(workload.values, absl::MakeSpan(out)));
  nlohmann::ordered_json row;
  const OtherLoad load;
  for (const int callers : {1, 2, 4}) {
    row[absl::StrCat("calls_per_s_", callers)] =
        CallsPerSecond(step, workload.values, callers);
  }
  row["others"] = load.Cores();
  return row;
}

}  // namespace thalweg::bench
