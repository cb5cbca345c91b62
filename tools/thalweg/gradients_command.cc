// thalweg gradients: adds symbolic gradients to a graph.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "thalweg/graph/graph_io.h"
#include "thalweg/graph/io/file.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/named_gradients.h"

namespace thalweg::command {
namespace {

struct GradientsArguments {
  std::string model;
  std::vector<std::string> ys;
  std::vector<std::string> xs;
  std::vector<std::string> grad_ys;
  std::string out;
  std::string names;
};

absl::Status AddGradientsTo(const GradientsArguments& arguments) {
  ASSIGN_OR_RETURN(Graph graph, LoadGraph(arguments.model));
  ASSIGN_OR_RETURN(
      const std::vector<NamedGradient> gradients,
      AddNamedGradients(graph, arguments.ys, arguments.xs, arguments.grad_ys));
  nlohmann::json names = nlohmann::json::object();
  for (const NamedGradient& gradient : gradients) {
    nlohmann::json& name = names[gradient.x];
    if (!gradient.name.empty()) name = gradient.name;
  }
  RETURN_IF_ERROR(SaveGraph(graph, arguments.out));
  if (arguments.names.empty()) return absl::OkStatus();
  return WriteFileAtomically(arguments.names, names.dump(2) + "\n");
}

}  // namespace

void AddGradients(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "gradients",
      "Adds the gradients of sum(ys) by each x to a graph, as more graph.");
  command->footer(
      "Example: thalweg gradients graph.pb --ys loss:0 --xs w:0 --xs b:0 "
      "--out gradients.pb --names names.json");
  auto arguments = std::make_shared<GradientsArguments>();
  command->add_option("model", arguments->model, "GraphDef: .pb or .pbtxt")
      ->required();
  command->add_option("--ys", arguments->ys, "tensor to differentiate")
      ->required();
  command->add_option("--xs", arguments->xs, "tensor to differentiate by")
      ->required();
  command->add_option("--grad-ys", arguments->grad_ys,
                      "what to start from, one for each y; ones without");
  command->add_option("--out", arguments->out, "graph to write")->required();
  command->add_option("--names", arguments->names,
                      "file for the names: x to its gradient, or null");
  command->callback([arguments, &action] {
    action = [arguments] { return AddGradientsTo(*arguments); };
  });
}

}  // namespace thalweg::command
