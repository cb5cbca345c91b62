// thalweg inspect: what is in a model.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "thalweg/graph/graph_file.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/model_summary.h"

namespace thalweg::command {
namespace {

using nlohmann::ordered_json;

struct InspectArguments {
  std::string model;
  bool json = false;
};

// A command line with more fetches is no longer one to read; the last outputs
// are the likeliest.
constexpr size_t kMaxFetches = 8;

// As a shell takes it for one word.
std::string Quoted(const std::string& word) {
  const bool plain = std::all_of(word.begin(), word.end(), [](char c) {
    return absl::ascii_isalnum(c) ||
           absl::string_view("_-./:=,").find(c) != absl::string_view::npos;
  });
  if (plain && !word.empty()) return word;
  return absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'");
}

// One row where the number is unknown.
std::string DimsText(const Shape& shape) {
  std::vector<int64_t> dims(shape.dims().begin(), shape.dims().end());
  std::replace(dims.begin(), dims.end(), Shape::kUnknown, int64_t{1});
  return absl::StrJoin(dims, ",");
}

// Feeds zeros and fetches what looks like results.
std::string BenchCommand(const std::string& model,
                         const ModelSummary& summary) {
  std::string line = absl::StrCat("thalweg bench ", Quoted(model));
  for (const TensorSummary& input : summary.inputs) {
    absl::StrAppend(
        &line, " --feed-zeros ",
        Quoted(absl::StrCat(input.name, "=", DimsText(input.shape))));
  }
  if (!summary.init.empty()) {
    absl::StrAppend(&line, " --init ", Quoted(summary.init));
  }
  for (const std::string& target : summary.targets) {
    absl::StrAppend(&line, " --target ", Quoted(target));
  }
  const size_t outputs = summary.outputs.size();
  for (size_t i = outputs - std::min(outputs, kMaxFetches); i < outputs; ++i) {
    absl::StrAppend(&line, " --fetch ", Quoted(summary.outputs[i].name));
  }
  return line;
}

ordered_json ToJson(const Shape& shape) {
  if (!shape.has_rank()) return nullptr;
  return std::vector<int64_t>(shape.dims().begin(), shape.dims().end());
}

ordered_json ToJson(const std::vector<TensorSummary>& tensors) {
  auto list = ordered_json::array();
  for (const TensorSummary& tensor : tensors) {
    list.push_back({{"name", tensor.name},
                    {"dtype", std::string(DTypeName(tensor.dtype))},
                    {"shape", ToJson(tensor.shape)}});
  }
  return list;
}

ordered_json ToJson(const Amount& amount) {
  return {{"count", amount.count},
          {"elements", amount.elements},
          {"bytes", amount.bytes}};
}

ordered_json ToJson(const std::vector<FunctionSummary>& functions) {
  auto list = ordered_json::array();
  for (const FunctionSummary& function : functions) {
    list.push_back({{"name", function.name},
                    {"inputs", function.inputs},
                    {"outputs", function.outputs},
                    {"nodes", function.nodes}});
  }
  return list;
}

ordered_json ToJson(const std::vector<UnsupportedOp>& ops) {
  auto list = ordered_json::array();
  for (const UnsupportedOp& op : ops) {
    list.push_back({{"op", op.op},
                    {"reason", op.reason},
                    {"node", op.node},
                    {"count", op.count}});
  }
  return list;
}

ordered_json ToJson(const std::string& model, const ModelSummary& summary) {
  ordered_json error;
  if (!summary.import_status.ok()) error = ErrorText(summary.import_status);
  return {{"model", model},
          {"form", "GraphDef"},
          {"versions",
           {{"producer", summary.producer},
            {"min_consumer", summary.min_consumer},
            {"bad_consumers", summary.bad_consumers}}},
          {"nodes", summary.nodes},
          {"control_edges", summary.control_edges},
          {"inputs", ToJson(summary.inputs)},
          {"outputs", ToJson(summary.outputs)},
          {"targets", summary.targets},
          {"init", summary.init},
          {"signatures", ordered_json::array()},
          {"variables", ToJson(summary.variables)},
          {"variable_amount", ToJson(summary.variable_amount)},
          {"constant_amount", ToJson(summary.constant_amount)},
          {"parameters",
           {{"elements", summary.variable_amount.elements +
                             summary.constant_amount.elements},
            {"bytes",
             summary.variable_amount.bytes + summary.constant_amount.bytes}}},
          {"ops", summary.ops},
          {"devices", summary.devices},
          {"functions", ToJson(summary.functions)},
          {"unsupported", ToJson(summary.unsupported)},
          {"error", error},
          {"command", BenchCommand(model, summary)}};
}

void PrintHead(const char* title) { std::printf("\n%s\n", title); }

void PrintTensors(const char* title,
                  const std::vector<TensorSummary>& tensors) {
  if (tensors.empty()) return;
  PrintHead(title);
  size_t width = 0;
  for (const TensorSummary& tensor : tensors) {
    width = std::max(width, tensor.name.size());
  }
  for (const TensorSummary& tensor : tensors) {
    const std::string dtype(
        tensor.dtype == DType::kInvalid ? "?" : DTypeName(tensor.dtype));
    std::printf("  %-*s  %-8s  %s\n", static_cast<int>(width),
                tensor.name.c_str(), dtype.c_str(),
                tensor.shape.ToString().c_str());
  }
}

void PrintAmount(const char* title, const Amount& amount) {
  std::printf("  %-10s %8lld  %14lld elements  %14lld bytes\n", title,
              static_cast<long long>(amount.count),
              static_cast<long long>(amount.elements),
              static_cast<long long>(amount.bytes));
}

// The most frequent first.
void PrintCounts(const char* title, const std::map<std::string, int>& counts) {
  PrintHead(title);
  std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [name, count] : sorted) {
    std::printf("  %8d  %s\n", count, name.empty() ? "(any)" : name.c_str());
  }
}

void PrintFunctions(const std::vector<FunctionSummary>& functions) {
  if (functions.empty()) return;
  PrintHead("functions");
  for (const FunctionSummary& function : functions) {
    std::printf("  %s: %d inputs, %d outputs, %d nodes\n",
                function.name.c_str(), function.inputs, function.outputs,
                function.nodes);
  }
}

void PrintUnsupported(const ModelSummary& summary) {
  if (!summary.unsupported.empty()) PrintHead("unsupported ops");
  for (const UnsupportedOp& op : summary.unsupported) {
    std::printf("  %8d  %s: %s ('%s')\n", op.count, op.op.c_str(),
                op.reason.c_str(), op.node.c_str());
  }
  if (summary.import_status.ok()) return;
  std::printf("\ncan't be imported: %s\n",
              ErrorText(summary.import_status).c_str());
}

void PrintText(const std::string& model, const ModelSummary& summary) {
  std::printf("%s: GraphDef, %d nodes, %d control edges, producer %d\n",
              model.c_str(), summary.nodes, summary.control_edges,
              summary.producer);
  PrintTensors("inputs", summary.inputs);
  PrintTensors("likely outputs", summary.outputs);
  if (!summary.targets.empty()) {
    PrintHead("likely targets");
    for (const std::string& target : summary.targets) {
      std::printf("  %s\n", target.c_str());
    }
  }
  PrintTensors("variables", summary.variables);
  PrintHead("parameters");
  PrintAmount("variables", summary.variable_amount);
  PrintAmount("constants", summary.constant_amount);
  PrintCounts("ops", summary.ops);
  PrintCounts("nodes by requested device", summary.devices);
  PrintFunctions(summary.functions);
  PrintUnsupported(summary);
  std::printf("\n%s\n", BenchCommand(model, summary).c_str());
}

// A checkpoint is named by what its files begin with.
absl::Status CheckForm(const std::string& model) {
  std::error_code ignored;
  if (!std::filesystem::exists(model + ".index", ignored)) {
    return absl::OkStatus();
  }
  return absl::UnimplementedError(absl::StrCat(
      model, ": a checkpoint cannot be read yet; expected a GraphDef"));
}

absl::Status Inspect(const InspectArguments& arguments) {
  RETURN_IF_ERROR(CheckForm(arguments.model));
  ASSIGN_OR_RETURN(const GraphDefHolder def, LoadGraphDef(arguments.model));
  const ModelSummary summary = Summarize(*def);
  if (arguments.json) {
    // Names in a broken file may be no UTF-8.
    std::cout << ToJson(arguments.model, summary)
                     .dump(-1, ' ', false,
                           ordered_json::error_handler_t::replace)
              << "\n";
  } else {
    PrintText(arguments.model, summary);
  }
  return absl::OkStatus();
}

}  // namespace

void AddInspect(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "inspect",
      "Says what is in a model: inputs, likely outputs, variables, ops, "
      "parameters, functions, ops that can't be run, and a command line that "
      "measures it.");
  command->footer("Example: thalweg inspect graph.pb --json");
  auto arguments = std::make_shared<InspectArguments>();
  command->add_option("model", arguments->model, "GraphDef: .pb or .pbtxt")
      ->required();
  command->add_flag("--json", arguments->json, "print one JSON document");
  command->callback([arguments, &action] {
    action = [arguments] { return Inspect(*arguments); };
  });
}

}  // namespace thalweg::command
