// thalweg explain: what the step compiler makes of a request.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/algorithm/container.h"
#include "thalweg/graph/io/file.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/explain.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/explain_text.h"
#include "thalweg/tools/thalweg/graph_picture.h"
#include "thalweg/tools/thalweg/memory_picture.h"
#include "thalweg/tools/thalweg/run_request.h"

namespace thalweg::command {
namespace {

struct ExplainArguments {
  RunRequest request;
  std::vector<std::string> stages;
  std::string svg;
  bool json = false;
};

Stages StagesOf(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  return {.pruned = absl::c_linear_search(names, "pruned"),
          .placed = absl::c_linear_search(names, "placed"),
          .optimized = absl::c_linear_search(names, "optimized"),
          .plan = absl::c_linear_search(names, "plan")};
}

std::string Draw(const Explanation& explanation, Stages stages) {
  std::vector<Picture> pictures;
  if (stages.pruned) pictures.push_back(DrawPruned(explanation));
  if (stages.placed) pictures.push_back(DrawPlaced(explanation));
  if (stages.optimized) pictures.push_back(DrawOptimized(explanation));
  if (stages.plan) {
    for (const ExplainedArena& arena : explanation.arenas) {
      pictures.push_back(DrawMemory(arena));
    }
  }
  return RenderSvg(pictures);
}

absl::Status RunExplain(const ExplainArguments& arguments) {
  const RunRequest& request = arguments.request;
  ASSIGN_OR_RETURN(const LoadedRequest loaded, Load(request));
  const std::vector<Endpoint> fetches(request.fetches.begin(),
                                      request.fetches.end());
  const std::vector<Target> targets(request.targets.begin(),
                                    request.targets.end());
  ASSIGN_OR_RETURN(
      const Explanation explanation,
      Explain(loaded.graph, loaded.feeds, fetches, targets, loaded.options));
  const Stages stages = StagesOf(arguments.stages);
  if (!arguments.svg.empty()) {
    RETURN_IF_ERROR(
        WriteFileAtomically(arguments.svg, Draw(explanation, stages)));
  }
  if (arguments.json) {
    // Devices and notes may be no UTF-8.
    std::cout << ExplanationJson(explanation, stages)
                     .dump(-1, ' ', false,
                           nlohmann::json::error_handler_t::replace)
              << "\n";
  } else {
    std::cout << ExplanationText(explanation, stages);
  }
  return absl::OkStatus();
}

}  // namespace

void AddExplain(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "explain",
      "Tells how a run is compiled: what is pruned, placed, fused and where "
      "its memory lies. Nothing is run; placeholders that are not fed count as "
      "fed with the shapes they declare.");
  command->footer(
      "Example: thalweg explain graph.pb --feeds feeds.npz --fetch y:0 --svg "
      "story.svg --stage optimized,plan");
  auto arguments = std::make_shared<ExplainArguments>();
  AddRequestOptions(*command, arguments->request);
  command
      ->add_option("--stage", arguments->stages,
                   "of pruned, placed, optimized and plan those to tell and "
                   "draw; all when not given")
      ->delimiter(',')
      ->check(CLI::IsMember({"pruned", "placed", "optimized", "plan"}));
  command->add_option("--svg", arguments->svg,
                      "file for the pictures of the stages (.svg)");
  command->add_flag("--json", arguments->json, "print one JSON document");
  command->callback([arguments, &action] {
    if (arguments->request.model.empty()) throw CLI::RequiredError("model");
    action = [arguments] { return RunExplain(*arguments); };
  });
}

}  // namespace thalweg::command
