#include "thalweg/tests/recorded/replay.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/graph_io.h"
#include "thalweg/graph/io/npz.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/tests/recorded/compare.h"
#include "thalweg/tools/thalweg/run_request.h"

namespace thalweg {
namespace {

using command::LoadedRequest;
using command::RunRequest;
using nlohmann::json;
using Names = std::vector<std::string>;

absl::StatusOr<json> ReadDescription(const RecordedCase& recorded) {
  ASSIGN_OR_RETURN(const std::string text,
                   recorded.archive->Read(recorded.name, "case.json"));
  return json::parse(text);
}

absl::StatusOr<NamedTensors> ReadArrays(const RecordedCase& recorded,
                                        absl::string_view file) {
  absl::StatusOr<std::string> bytes =
      recorded.archive->Read(recorded.name, file);
  if (absl::IsNotFound(bytes.status())) return NamedTensors();
  RETURN_IF_ERROR(bytes.status());
  return ParseNpz(*bytes);
}

absl::StatusOr<Graph> ReadGraph(const RecordedCase& recorded) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   recorded.archive->Read(recorded.name, "graph.pb"));
  return ParseGraph(bytes);
}

absl::StatusOr<std::vector<Output>> FindOutputs(const Graph& graph,
                                                const Names& names) {
  std::vector<Output> outputs;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(Output output, graph.FindOutput(name));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

// Adds the gradients that the case asks for. For each x that has one, its name
// and its gradient's.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>> AddGradients(
    const json& description, Graph& graph) {
  const Names names = description["xs"];
  ASSIGN_OR_RETURN(const auto ys, FindOutputs(graph, description["ys"]));
  ASSIGN_OR_RETURN(const auto xs, FindOutputs(graph, names));
  ASSIGN_OR_RETURN(const auto grad_ys,
                   FindOutputs(graph, description.value("grad_ys", Names())));
  ASSIGN_OR_RETURN(const std::vector<GradientValue> gradients,
                   SymbolicGradients(ys, xs, grad_ys));
  std::vector<std::pair<std::string, std::string>> named;
  for (size_t i = 0; i < names.size(); ++i) {
    if (gradients[i].absent()) continue;
    named.emplace_back(names[i], gradients[i].dense().name());
  }
  RETURN_IF_ERROR(graph.status());
  return named;
}

// What the case gives, by the names under which it was recorded.
absl::StatusOr<NamedTensors> Run(const RecordedCase& recorded,
                                 const json& description,
                                 const NamedTensors& expected) {
  ASSIGN_OR_RETURN(Graph graph, ReadGraph(recorded));
  RunRequest request;
  Names keys = description.value("fetches", Names());
  for (const auto& [key, value] : expected) keys.push_back(key);
  request.fetches = keys;
  if (description["kind"] == "gradients") {
    keys.clear();
    request.fetches.clear();
    ASSIGN_OR_RETURN(const auto gradients, AddGradients(description, graph));
    for (const auto& [x, gradient] : gradients) {
      keys.push_back(x);
      request.fetches.push_back(gradient);
    }
  }
  request.init = description.value("init", Names());
  request.targets = description.value("targets", Names());
  request.steps = description.value("steps", 1);
  request.steps_given = request.steps > 1;
  ASSIGN_OR_RETURN(const NamedTensors arrays,
                   ReadArrays(recorded, "feeds.npz"));
  std::vector<Feed> feeds;
  for (const auto& [name, value] : arrays) feeds.push_back({name, value});
  ASSIGN_OR_RETURN(Session session, Session::Create(graph));
  LoadedRequest loaded{std::move(graph), std::move(session), std::move(feeds)};
  ASSIGN_OR_RETURN(NamedTensors values, command::RunSteps(request, loaded));
  for (size_t i = 0; i < values.size(); ++i) values[i].first = keys[i];
  return values;
}

std::string JudgeRefusal(const json& description, const absl::Status& status) {
  const std::string code = absl::StatusCodeToString(status.code());
  const std::string expected = description["error_code"];
  if (code == expected && !status.message().empty()) return "";
  return absl::StrCat("expected ", expected, ", got ", status.ToString());
}

std::string JudgeValues(const json& description, const NamedTensors& expected,
                        const NamedTensors& values) {
  const Tolerance tolerance = {description.value("rtol", 0.0),
                               description.value("atol", 0.0)};
  for (const auto& [name, value] : expected) {
    const Tensor* got = FindTensor(values, name);
    if (got == nullptr) return absl::StrCat(name, " is missing");
    const std::string difference = Difference(*got, value, tolerance);
    if (!difference.empty()) return absl::StrCat(name, ": ", difference);
  }
  for (const std::string& name : description.value("unreachable", Names())) {
    const Tensor* got = FindTensor(values, name);
    if (got == nullptr) continue;
    const auto zeros = Tensor::Zeros(got->dtype(), got->shape());
    if (!zeros.ok() || !Difference(*got, *zeros, {}).empty()) {
      return absl::StrCat(name, " is unreachable, but its gradient is not 0");
    }
  }
  return "";
}

absl::StatusOr<std::string> Judge(const RecordedCase& recorded) {
  ASSIGN_OR_RETURN(const json description, ReadDescription(recorded));
  ASSIGN_OR_RETURN(const NamedTensors expected,
                   ReadArrays(recorded, "expected.npz"));
  const auto values = Run(recorded, description, expected);
  if (description.contains("error_code")) {
    return JudgeRefusal(description, values.status());
  }
  RETURN_IF_ERROR(values.status());
  return JudgeValues(description, expected, *values);
}

}  // namespace

absl::StatusOr<RecordedCase> ReadCase(const Archive& archive,
                                      const std::string& name) {
  RecordedCase recorded = {&archive, name, {}};
  ASSIGN_OR_RETURN(const json description, ReadDescription(recorded));
  recorded.ops = description["ops"];
  return recorded;
}

std::string Replay(const RecordedCase& recorded) {
  const absl::StatusOr<std::string> difference = Judge(recorded);
  return difference.ok() ? *difference : difference.status().ToString();
}

}  // namespace thalweg
