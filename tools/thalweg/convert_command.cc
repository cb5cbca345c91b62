// thalweg convert: between the forms of a graph.
#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/graph_io.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/thalweg/command.h"

namespace thalweg::command {
namespace {

struct ConvertArguments {
  std::string in;
  std::string out;
};

absl::Status Convert(const ConvertArguments& arguments) {
  if (!absl::EndsWith(arguments.out, ".pb") &&
      !absl::EndsWith(arguments.out, ".pbtxt")) {
    return absl::UnimplementedError(
        absl::StrCat("can't write '", arguments.out,
                     "': expected a name that ends in .pb or .pbtxt"));
  }
  ASSIGN_OR_RETURN(const Graph graph, LoadGraph(arguments.in));
  return SaveGraph(graph, arguments.out);
}

}  // namespace

void AddConvert(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "convert", "Converts a graph between .pb and .pbtxt, by suffix.");
  command->footer("Example: thalweg convert graph.pb graph.pbtxt");
  auto arguments = std::make_shared<ConvertArguments>();
  command->add_option("in", arguments->in, "graph to read")->required();
  command->add_option("out", arguments->out, "file to write")->required();
  command->callback([arguments, &action] {
    action = [arguments] { return Convert(*arguments); };
  });
}

}  // namespace thalweg::command
