// thalweg bench: what loading, planning and running a model costs.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/per_op.h"
#include "thalweg/tools/thalweg/run_request.h"

namespace thalweg::command {
namespace {

using Clock = std::chrono::steady_clock;

struct BenchArguments {
  RunRequest request;
  int warmup = -1;  // Runs; -1: a fifth of the time.
  int runs = -1;    // -1: as many as fit the time.
  double seconds = 1;
  bool per_op = false;
  bool json = false;
};

struct Measurement {
  double load_s = 0;
  double plan_s = 0;
  double first_run_s = 0;
  std::vector<double> run_us;  // Sorted.
  StepReport report;           // Of a traced run.
};

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Calls `run` until both limits that are given are reached.
absl::Status Repeat(int runs, double seconds,
                    const std::function<absl::Status()>& run) {
  const auto start = Clock::now();
  for (int i = 0; runs >= 0 ? i < runs : SecondsSince(start) < seconds; ++i) {
    RETURN_IF_ERROR(run());
  }
  return absl::OkStatus();
}

// Of each step the quickest of several traced runs: what else the machine does
// would count as the step's.
void KeepLeast(const std::vector<StepTrace>& run,
               std::vector<StepTrace>& least) {
  if (least.size() != run.size()) least = run;
  const auto ns = [](const StepTrace& step) {
    return step.end_ns - step.start_ns;
  };
  for (size_t i = 0; i < run.size(); ++i) {
    if (ns(run[i]) < ns(least[i])) least[i] = run[i];
  }
}

absl::StatusOr<Measurement> Measure(const BenchArguments& arguments) {
  Measurement result;
  const RunRequest& request = arguments.request;
  ASSIGN_OR_RETURN(LoadedRequest loaded, Load(request));
  RETURN_IF_ERROR(Initialize(request, loaded));
  result.load_s = loaded.load_s;
  std::vector<Endpoint> feeds;
  std::vector<Tensor> values;
  for (const Feed& feed : loaded.feeds) {
    feeds.push_back(feed.tensor);
    values.push_back(feed.value);
  }
  const std::vector<Endpoint> fetches(request.fetches.begin(),
                                      request.fetches.end());
  const std::vector<Target> targets(request.targets.begin(),
                                    request.targets.end());
  ASSIGN_OR_RETURN(Callable step,
                   loaded.session.Prepare(feeds, fetches, targets));
  std::vector<Tensor> out(fetches.size());
  StepReport report;
  const auto start = Clock::now();
  RETURN_IF_ERROR(step.Run(values, absl::MakeSpan(out), &report));
  const double cold_s = SecondsSince(start);
  for (const PassRecord& pass : report.passes) result.plan_s += pass.ms / 1e3;
  result.first_run_s = std::max(0.0, cold_s - result.plan_s);

  auto run = [&] { return step.Run(values, absl::MakeSpan(out)); };
  RETURN_IF_ERROR(Repeat(arguments.warmup, arguments.seconds / 5, run));
  RETURN_IF_ERROR(Repeat(arguments.runs, arguments.seconds, [&] {
    const auto began = Clock::now();
    absl::Status status = run();
    result.run_us.push_back(SecondsSince(began) * 1e6);
    return status;
  }));
  std::sort(result.run_us.begin(), result.run_us.end());
  if (arguments.per_op) {
    ASSIGN_OR_RETURN(
        step, loaded.session.Prepare(feeds, fetches, targets,
                                     {.trace = true, .cost_graph = true}));
    RETURN_IF_ERROR(step.Run(values, absl::MakeSpan(out), &result.report));
    RETURN_IF_ERROR(Repeat(arguments.runs, arguments.seconds / 5, [&] {
      RETURN_IF_ERROR(step.Run(values, absl::MakeSpan(out), &report));
      KeepLeast(report.steps, result.report.steps);
      return absl::OkStatus();
    }));
  }
  return result;
}

double Quantile(const std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         static_cast<size_t>(q * sorted.size()))];
}

double PeakMegabytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

nlohmann::ordered_json Summary(const Measurement& measured) {
  const std::vector<double>& us = measured.run_us;
  const double mean =
      us.empty() ? 0 : std::accumulate(us.begin(), us.end(), 0.0) / us.size();
  return {{"load_s", measured.load_s},
          {"plan_s", measured.plan_s},
          {"first_run_s", measured.first_run_s},
          {"runs", us.size()},
          {"min_us", us.empty() ? 0 : us.front()},
          {"mean_us", mean},
          {"p50_us", Quantile(us, 0.5)},
          {"p90_us", Quantile(us, 0.9)},
          {"p99_us", Quantile(us, 0.99)},
          {"steps_per_s", mean > 0 ? 1e6 / mean : 0},
          {"peak_rss_mb", PeakMegabytes()}};
}

absl::Status Bench(const BenchArguments& arguments) {
  ASSIGN_OR_RETURN(const Measurement measured, Measure(arguments));
  nlohmann::ordered_json summary = Summary(measured);
  if (arguments.json) {
    if (arguments.per_op) summary["per_op"] = PerOp(measured.report);
    std::cout << summary.dump() << "\n";
    return absl::OkStatus();
  }
  for (const auto& [name, value] : summary.items()) {
    std::printf("%-12s %12.6g\n", name.c_str(), value.get<double>());
  }
  if (!arguments.per_op) return absl::OkStatus();
  PrintPerOp(PerOp(measured.report));
  return absl::OkStatus();
}

}  // namespace

void AddBench(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "bench", "Measures loading, planning and running a model.");
  command->footer(
      "Example: thalweg bench graph.pb --feeds feeds.npz --fetch y:0 "
      "--threads 1 --seconds 2 --per-op");
  auto arguments = std::make_shared<BenchArguments>();
  AddRequestOptions(*command, arguments->request);
  command->add_option("--warmup", arguments->warmup, "runs before timing");
  command->add_option("--runs", arguments->runs, "runs to time");
  command->add_option("--seconds", arguments->seconds,
                      "time to spend when --runs is not given");
  command->add_flag("--per-op", arguments->per_op,
                    "a table of time by op and implementation");
  command->add_flag("--json", arguments->json, "print one JSON document");
  command->callback([arguments, &action] {
    if (arguments->request.model.empty()) throw CLI::RequiredError("model");
    action = [arguments] { return Bench(*arguments); };
  });
}

}  // namespace thalweg::command
