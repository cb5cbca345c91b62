#include "thalweg/tools/thalweg/named_gradients.h"

#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradients.h"

namespace thalweg::command {
namespace {

absl::StatusOr<std::vector<Output>> Find(
    const Graph& graph, const std::vector<std::string>& names) {
  std::vector<Output> outputs;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(Output output, graph.FindOutput(name));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

}  // namespace

absl::StatusOr<std::vector<NamedGradient>> AddNamedGradients(
    Graph& graph, const std::vector<std::string>& ys,
    const std::vector<std::string>& xs,
    const std::vector<std::string>& grad_ys) {
  ASSIGN_OR_RETURN(const auto y_outputs, Find(graph, ys));
  ASSIGN_OR_RETURN(const auto x_outputs, Find(graph, xs));
  ASSIGN_OR_RETURN(const auto starts, Find(graph, grad_ys));
  ASSIGN_OR_RETURN(const std::vector<GradientValue> gradients,
                   SymbolicGradients(y_outputs, x_outputs, starts));
  std::vector<NamedGradient> named;
  for (size_t i = 0; i < xs.size(); ++i) {
    named.push_back({xs[i], ""});
    if (gradients[i].absent()) continue;
    named.back().name = gradients[i].dense().name();
  }
  RETURN_IF_ERROR(graph.status());
  return named;
}

}  // namespace thalweg::command
