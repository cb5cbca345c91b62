// thalweg run: one session; --init nodes once, then N steps.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/thalweg/batch.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/run_request.h"
#include "thalweg/tools/thalweg/tensor_json.h"

namespace thalweg::command {
namespace {

// All elements: results are for reading.
constexpr int kMaxPrinted = 1000000;

struct RunArguments {
  RunRequest request;
  std::string batch;
  bool json = false;
};

void Print(const NamedTensors& values, bool as_json) {
  if (as_json) {
    nlohmann::json document = nlohmann::json::object();
    for (const auto& [name, tensor] : values) {
      document[name] = TensorToJson(tensor);
    }
    // Strings of tensors may be no UTF-8.
    std::cout << document.dump(-1, ' ', false,
                               nlohmann::json::error_handler_t::replace)
              << "\n";
    return;
  }
  for (const auto& [name, tensor] : values) {
    std::cout << name << ": " << tensor.ToString(kMaxPrinted) << "\n";
  }
}

absl::Status Run(const RunArguments& options) {
  if (!options.batch.empty()) return RunBatch(options.batch, options.request);
  ASSIGN_OR_RETURN(const NamedTensors values, Execute(options.request));
  if (!options.request.out.empty()) {
    return WriteNpz(values, options.request.out);
  }
  Print(values, options.json);
  return absl::OkStatus();
}

}  // namespace

void AddRun(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "run",
      "Runs a model: the --init nodes once, then --steps times the "
      "fetches and targets with the feeds.");
  command->footer(
      "Example: thalweg run graph.pb --feeds feeds.npz --init init --target "
      "train --fetch loss:0 --steps 10 --out losses.npz");
  auto options = std::make_shared<RunArguments>();
  AddRequestOptions(*command, options->request);
  CLI::Option* steps =
      command
          ->add_option("--steps", options->request.steps,
                       "times to run; fetches get a leading axis")
          ->check(CLI::PositiveNumber);
  command->add_option("--out", options->request.out,
                      "file for the fetched arrays (.npz)");
  command->add_option("--trace", options->request.trace,
                      "file for the last step's timeline (.json)");
  CLI::Option* batch = command->add_option(
      "--batch", options->batch, "file of requests, one JSON object a line");
  command->add_flag("--json", options->json, "print one JSON document");
  command->callback([options, steps, batch, &action] {
    if (batch->count() == 0 && options->request.model.empty()) {
      throw CLI::RequiredError("model");
    }
    options->request.steps_given = steps->count() > 0;
    action = [options] { return Run(*options); };
  });
}

}  // namespace thalweg::command
