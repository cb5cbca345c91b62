#include "thalweg/tools/thalweg/per_op.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_format.h"
#include "thalweg/graph/flops.h"

namespace thalweg::command {
namespace {

using nlohmann::ordered_json;

// Floating-point operations by the node's name.
std::map<std::string, double> FlopsByNode(const std::vector<NodeCost>& graph) {
  std::map<std::string, double> flops;
  for (const NodeCost& node : graph) {
    const OpSchema* schema = OpRegistry::Find(node.op);
    if (schema == nullptr) continue;
    std::vector<Shape> inputs, outputs;
    for (const NodeCost::Input& input : node.inputs) {
      inputs.push_back(graph[input.node].outputs[input.output].shape);
    }
    for (const NodeCost::Output& output : node.outputs) {
      outputs.push_back(output.shape);
    }
    flops[node.node] = CountFlops(*schema, inputs, outputs);
  }
  return flops;
}

struct Row {
  int count = 0;
  double us = 0;
  double flops = 0;
};
using Key = std::pair<std::string, std::string>;  // Op, implementation.

std::map<Key, Row> Rows(const StepReport& report) {
  const std::map<std::string, double> flops = FlopsByNode(report.cost_graph);
  std::map<Key, Row> rows;
  for (const StepTrace& step : report.steps) {
    Row& row = rows[{step.op, step.implementation}];
    ++row.count;
    row.us += static_cast<double>(step.end_ns - step.start_ns) / 1e3;
    const auto known = flops.find(step.node);
    if (known != flops.end()) row.flops += known->second;
  }
  return rows;
}

}  // namespace

ordered_json PerOp(const StepReport& report) {
  const std::map<Key, Row> rows = Rows(report);
  std::vector<std::pair<Key, Row>> sorted(rows.begin(), rows.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second.us > b.second.us;
  });
  double total = 0;
  for (const auto& [key, row] : sorted) total += row.us;
  auto table = ordered_json::array();
  for (const auto& [key, row] : sorted) {
    ordered_json rate;
    if (row.flops > 0 && row.us > 0) rate = row.flops / row.us / 1e3;
    table.push_back({{"op", key.first},
                     {"implementation", key.second},
                     {"count", row.count},
                     {"us", row.us},
                     {"share", total > 0 ? row.us / total : 0},
                     {"gflop_per_s", std::move(rate)}});
  }
  return table;
}

void PrintPerOp(const ordered_json& table) {
  std::printf("\n%-40s %-28s %6s %12s %7s %8s\n", "op", "implementation",
              "count", "us", "share", "GFLOP/s");
  for (const ordered_json& row : table) {
    const ordered_json& rate = row["gflop_per_s"];
    const std::string rate_text =
        rate.is_null() ? "-" : absl::StrFormat("%.2f", rate.get<double>());
    std::printf("%-40s %-28s %6d %12.2f %6.1f%% %8s\n",
                row["op"].get<std::string>().c_str(),
                row["implementation"].get<std::string>().c_str(),
                row["count"].get<int>(), row["us"].get<double>(),
                100 * row["share"].get<double>(), rate_text.c_str());
  }
}

}  // namespace thalweg::command
