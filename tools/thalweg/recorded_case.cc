#include "thalweg/tools/thalweg/recorded_case.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/graph_io.h"
#include "thalweg/graph/io/file.h"
#include "thalweg/graph/io/npz.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/thalweg/command.h"
#include "thalweg/tools/thalweg/named_gradients.h"
#include "thalweg/tools/thalweg/run_request.h"

namespace thalweg::command {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

// A case's files are read whole.
constexpr int64_t kMaxFileBytes = int64_t{2} << 30;

absl::StatusOr<NamedTensors> ReadArrays(const CaseFiles& files,
                                        absl::string_view name) {
  absl::StatusOr<std::string> bytes = files(name);
  if (absl::IsNotFound(bytes.status())) return NamedTensors();
  RETURN_IF_ERROR(bytes.status());
  return ParseNpz(*bytes);
}

absl::Status CheckKind(const RecordedCase& recorded) {
  if (recorded.kind != "savedmodel" && recorded.kind != "checkpoint") {
    return absl::OkStatus();
  }
  return absl::UnimplementedError(absl::StrCat(
      "cases of kind '", recorded.kind, "' can't be run: expected a GraphDef"));
}

// Adds the gradients that the case asks for and has them fetched; `keys` are
// the names of what they are gradients of.
absl::Status AddGradients(const RecordedCase& recorded, Graph& graph,
                          Names& fetches, Names& keys) {
  ASSIGN_OR_RETURN(
      const std::vector<NamedGradient> gradients,
      AddNamedGradients(graph, recorded.ys, recorded.xs, recorded.grad_ys));
  fetches.clear();
  keys.clear();
  for (const NamedGradient& gradient : gradients) {
    if (gradient.name.empty()) continue;
    keys.push_back(gradient.x);
    fetches.push_back(gradient.name);
  }
  return absl::OkStatus();
}

// What the case gives, by the names under which it was recorded.
absl::StatusOr<NamedTensors> Run(const CaseFiles& files,
                                 const RecordedCase& recorded,
                                 const NamedTensors& expected,
                                 const SessionOptions& options) {
  RETURN_IF_ERROR(CheckKind(recorded));
  ASSIGN_OR_RETURN(const std::string bytes, files("graph.pb"));
  ASSIGN_OR_RETURN(Graph graph, ParseGraph(bytes));
  RunRequest request;
  Names keys = recorded.fetches;
  for (const auto& [key, value] : expected) keys.push_back(key);
  request.fetches = keys;
  if (recorded.kind == "gradients") {
    RETURN_IF_ERROR(AddGradients(recorded, graph, request.fetches, keys));
  }
  request.init = recorded.init;
  request.targets = recorded.targets;
  request.steps = recorded.steps;
  request.steps_given = request.steps > 1;
  ASSIGN_OR_RETURN(const NamedTensors arrays, ReadArrays(files, "feeds.npz"));
  std::vector<Feed> feeds;
  for (const auto& [name, value] : arrays) feeds.push_back({name, value});
  ASSIGN_OR_RETURN(Session session, Session::Create(graph, options));
  LoadedRequest loaded{std::move(graph), std::move(session), std::move(feeds)};
  ASSIGN_OR_RETURN(NamedTensors values, RunSteps(request, loaded));
  for (size_t i = 0; i < values.size(); ++i) values[i].first = keys[i];
  return values;
}

std::string JudgeRefusal(const RecordedCase& recorded,
                         const absl::Status& status) {
  if (CodeName(status) == recorded.error_code && !status.message().empty()) {
    return "";
  }
  return absl::StrCat("expected ", recorded.error_code, ", got ",
                      status.ok() ? "values" : ErrorText(status));
}

// "" or what differs first.
std::string JudgeValues(const RecordedCase& recorded,
                        const NamedTensors& expected,
                        const NamedTensors& values,
                        std::vector<ComparedTensor>& compared) {
  std::string difference;
  const auto judge = [&](const std::string& name, absl::string_view text) {
    if (difference.empty() && !text.empty()) {
      difference = absl::StrCat(name, ": ", text);
    }
  };
  for (const auto& [name, value] : expected) {
    const Tensor* got = FindTensor(values, name);
    if (got == nullptr) {
      judge(name, "is missing");
      continue;
    }
    compared.push_back({name, Compare(*got, value, recorded.tolerance)});
    judge(name, Describe(compared.back().comparison, *got, value));
  }
  for (const std::string& name : recorded.unreachable) {
    const Tensor* got = FindTensor(values, name);
    if (got == nullptr) continue;
    const auto zeros = Tensor::Zeros(got->dtype(), got->shape());
    if (!zeros.ok() || !Compare(*got, *zeros, {}).agrees()) {
      judge(name, "is unreachable, but its gradient is not 0");
    }
  }
  return difference;
}

absl::Status Judge(const CaseFiles& files, const SessionOptions& options,
                   Verdict& verdict) {
  ASSIGN_OR_RETURN(const RecordedCase recorded, ReadCase(files));
  ASSIGN_OR_RETURN(const NamedTensors expected,
                   ReadArrays(files, "expected.npz"));
  const auto values = Run(files, recorded, expected, options);
  if (!recorded.error_code.empty()) {
    verdict.difference = JudgeRefusal(recorded, values.status());
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(values.status());
  verdict.difference =
      JudgeValues(recorded, expected, *values, verdict.tensors);
  return absl::OkStatus();
}

}  // namespace

CaseFiles FilesOfFolder(std::string folder) {
  return [folder = std::move(folder)](absl::string_view name) {
    return ReadFile(absl::StrCat(folder, "/", name), kMaxFileBytes);
  };
}

absl::StatusOr<RecordedCase> ReadCase(const CaseFiles& files) {
  ASSIGN_OR_RETURN(const std::string text, files("case.json"));
  const json fields = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!fields.is_object()) {
    return absl::InvalidArgumentError("case.json: expected a JSON object");
  }
  RecordedCase recorded;
  // A wrong type of a field is the only thing that can throw in here.
  try {
    recorded.kind = fields.value("kind", "");
    recorded.ops = fields.value("ops", Names());
    recorded.init = fields.value("init", Names());
    recorded.targets = fields.value("targets", Names());
    recorded.fetches = fields.value("fetches", Names());
    recorded.steps = std::max(1, fields.value("steps", 1));
    recorded.tolerance = {fields.value("rtol", 0.0), fields.value("atol", 0.0)};
    recorded.ys = fields.value("ys", Names());
    recorded.xs = fields.value("xs", Names());
    recorded.grad_ys = fields.value("grad_ys", Names());
    recorded.unreachable = fields.value("unreachable", Names());
    recorded.error_code = fields.value("error_code", "");
  } catch (const json::exception& error) {
    return absl::InvalidArgumentError(
        absl::StrCat("case.json: ", error.what()));
  }
  return recorded;
}

Verdict Replay(const CaseFiles& files, const SessionOptions& options) {
  Verdict verdict;
  const absl::Status status = Judge(files, options, verdict);
  if (!status.ok()) verdict.difference = ErrorText(status);
  return verdict;
}

}  // namespace thalweg::command
