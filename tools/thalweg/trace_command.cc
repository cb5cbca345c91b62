// thalweg trace: one step as a timeline.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

#include "absl/strings/str_format.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/thalweg/chrome_trace.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/run_request.h"

namespace thalweg::command {
namespace {

// The first makes the plan and touches its memory; the second is traced.
constexpr int kSteps = 2;

bool ChangesState(const StepReport& report) {
  return std::any_of(
      report.steps.begin(), report.steps.end(), [](const StepTrace& step) {
        const OpSchema* schema = OpRegistry::Find(step.op);
        return schema != nullptr && schema->Is(Trait::kWritesVariable);
      });
}

absl::Status Trace(const RunRequest& request) {
  ASSIGN_OR_RETURN(LoadedRequest loaded, Load(request));
  StepReport report;
  RETURN_IF_ERROR(RunSteps(request, loaded, &report).status());
  RETURN_IF_ERROR(WriteChromeTrace(report, request.trace));
  const double us = report.steps.empty()
                        ? 0
                        : static_cast<double>(report.steps.back().end_ns) / 1e3;
  std::cout << absl::StrFormat("%s: %d calls in %.1f us\n", request.trace,
                               report.steps.size(), us);
  if (ChangesState(report)) {
    std::cout << "The step writes variables: this is how it ran the second "
                 "time.\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddTrace(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "trace",
      "Writes a timeline of one step, and of the passes that compiled it, for "
      "ui.perfetto.dev and chrome://tracing. The step runs twice after --init "
      "and is traced the second time, so that what a first step alone does is "
      "not in it; a step that changes state changes it twice.");
  command->footer(
      "Example: thalweg trace graph.pb --feeds feeds.npz --fetch y:0 --out "
      "trace.json");
  auto request = std::make_shared<RunRequest>();
  AddRequestOptions(*command, *request);
  command->get_option("model")->required();
  command->add_option("--out", request->trace, "file to write (.json)")
      ->required();
  command->callback([request, &action] {
    request->steps = kSteps;
    action = [request] { return Trace(*request); };
  });
}

}  // namespace thalweg::command
