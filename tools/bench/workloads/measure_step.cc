#include <algorithm>
#include <functional>

#include "absl/strings/match.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/bench/workloads/check.h"
#include "thalweg/tools/bench/workloads/measure.h"
#include "thalweg/tools/bench/workloads/process.h"
#include "thalweg/tools/bench/workloads/workload.h"

namespace thalweg::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

constexpr char kCallable[] = "callable";
constexpr char kAsBuilt[] = "callable, as built";
constexpr char kRun[] = "run";

// A workload in a session, one way to run it.
class Step {
 public:
  static absl::StatusOr<Step> Make(const std::string& name,
                                   const std::string& variant, int threads) {
    ASSIGN_OR_RETURN(Workload workload, BuildWorkload(name));
    Graph& graph = workload.graph;
    std::vector<Target> initializer;
    if (!graph.variables().empty()) initializer = {graph.Initializer()};
    ASSIGN_OR_RETURN(Session session,
                     Session::Create(graph, {.num_threads = threads,
                                             .optimize = variant != kAsBuilt}));
    if (!initializer.empty()) {
      RETURN_IF_ERROR(session.Run({}, {}, initializer).status());
    }
    std::vector<Target> targets;
    if (workload.train) targets = {workload.train};
    ASSIGN_OR_RETURN(
        Callable callable,
        session.Prepare({workload.feeds.begin(), workload.feeds.end()},
                        {workload.fetch}, targets));
    return Step(std::move(workload), std::move(session), std::move(callable),
                std::move(targets));
  }

  absl::Status Call(StepReport* report = nullptr) {
    return callable_.Run(workload_.values, absl::MakeSpan(out_), report);
  }
  absl::Status Run() {
    absl::StatusOr<std::vector<Tensor>> out =
        session_.Run(feeds_, fetches_, targets_);
    return out.status();
  }
  const Tensor& result() const { return out_[0]; }

 private:
  Step(Workload workload, Session session, Callable callable,
       std::vector<Target> targets)
      : workload_(std::move(workload)),
        session_(std::move(session)),
        callable_(std::move(callable)),
        fetches_({workload_.fetch}),
        targets_(std::move(targets)),
        out_(1) {
    for (size_t i = 0; i < workload_.feeds.size(); ++i) {
      feeds_.push_back({workload_.feeds[i], workload_.values[i]});
    }
  }

  Workload workload_;
  Session session_;
  Callable callable_;
  std::vector<Feed> feeds_;
  std::vector<Endpoint> fetches_;
  std::vector<Target> targets_;
  std::vector<Tensor> out_;
};

// Runs and compares the first steps.
absl::Status Check(const std::string& name, Step& step, Json& row) {
  std::vector<Tensor> results;
  const int steps = ParseWorkloadName(name).train ? kCheckedSteps : 1;
  for (int i = 0; i < steps; ++i) {
    if (i > 0) RETURN_IF_ERROR(step.Call());
    ASSIGN_OR_RETURN(Tensor copy, step.result().Copy());
    results.push_back(std::move(copy));
  }
  ASSIGN_OR_RETURN(const double error, Error(name, results));
  row["error"] = error;
  row["ok"] = error <= 1;
  if (steps == 1) return absl::OkStatus();
  for (const Tensor& loss : results) {
    row["losses"].push_back(loss.scalar<float>());
  }
  return absl::OkStatus();
}

struct Times {
  std::vector<double> us;  // Of each call, sorted.
  double cpu_us = 0;       // Mean.
};

// After a fifth of the budget of warming
// up. Long steps get more time, so that there are a handful of them.
template <class F>
absl::StatusOr<Times> TimeCalls(F&& call, double budget_s) {
  constexpr size_t kFewest = 5, kMost = 200000;
  auto start = Clock::now();
  RETURN_IF_ERROR(call());
  const double once_s = SecondsSince(start);
  const double limit_s = std::min(std::max(budget_s, 8 * once_s), 10.0);
  while (SecondsSince(start) < limit_s / 5) RETURN_IF_ERROR(call());
  Times times;
  std::vector<double>& us = times.us;
  const double cpu_s = ProcessorSeconds();
  start = Clock::now();
  auto before = start;
  while (us.size() < kMost &&
         (us.size() < kFewest || SecondsSince(start) < limit_s)) {
    before = Clock::now();
    absl::Status status = call();
    us.push_back(SecondsSince(before) * 1e6);
    RETURN_IF_ERROR(status);
  }
  times.cpu_us =
      (ProcessorSeconds() - cpu_s) * 1e6 / static_cast<double>(us.size());
  std::sort(us.begin(), us.end());
  return times;
}

absl::Status AddTimes(Step& step, const std::string& variant, double budget_s,
                      Json& row) {
  const OtherLoad load;
  ASSIGN_OR_RETURN(const Times times,
                   variant == kRun
                       ? TimeCalls([&] { return step.Run(); }, budget_s)
                       : TimeCalls([&] { return step.Call(); }, budget_s));
  const std::vector<double>& us = times.us;
  row["others"] = load.Cores();
  row["reps"] = us.size();
  row["min_us"] = us.front();
  row["median_us"] = us[us.size() / 2];
  row["p90_us"] = us[us.size() * 9 / 10];
  row["cpu_us"] = times.cpu_us;
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> VariantsOf(const std::string& workload) {
  const std::string net = ParseWorkloadName(workload).net;
  if (net == "chain1000" || net == "grid16x64") {
    return {kCallable, kAsBuilt, kRun};
  }
  const bool small = net == "null" || net == "softmaxreg" || net == "mlp";
  return small ? std::vector<std::string>{kCallable, kRun}
               : std::vector<std::string>{kCallable};
}

absl::StatusOr<Json> MeasureStep(const std::string& workload,
                                 const std::string& variant,
                                 const MeasureOptions& options) {
  Json row;
  ResetPeak();
  auto start = Clock::now();
  ASSIGN_OR_RETURN(Step step, Step::Make(workload, variant, options.threads));
  row["build_s"] = SecondsSince(start);
  start = Clock::now();
  StepReport report;
  RETURN_IF_ERROR(step.Call(&report));
  row["first_s"] = SecondsSince(start);
  row["arena_bytes"] = report.arena_bytes;
  row["arena_lower_bound"] = report.arena_lower_bound;
  RETURN_IF_ERROR(Check(workload, step, row));
  RETURN_IF_ERROR(AddTimes(step, variant, options.budget_s, row));
  row["peak_rss_mb"] = PeakMegabytes();
  return row;
}

}  // namespace thalweg::bench
