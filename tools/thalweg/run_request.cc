#include "thalweg/tools/thalweg/run_request.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "thalweg/graph/graph_io.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/tools/thalweg/chrome_trace.h"
#include "thalweg/tools/thalweg/feed_value.h"

namespace thalweg::command {
namespace {

using Clock = std::chrono::steady_clock;

// Signatures belong to SavedModels, which LoadGraph refuses by name.
absl::Status CheckForms(const RunRequest& request) {
  if (request.signature.empty() && request.tags.empty()) {
    return absl::OkStatus();
  }
  return absl::UnimplementedError(
      "--signature and --tags name parts of a SavedModel, which can't be read: "
      "give a GraphDef (.pb or .pbtxt)");
}

absl::StatusOr<SessionOptions> OptionsOf(const RunRequest& request) {
  SessionOptions options;
  options.num_threads = request.threads;
  options.optimize = !request.no_optimize;
  options.timeout_ms = request.timeout_ms;
  for (const std::string& text : request.device_counts) {
    ASSIGN_OR_RETURN(const auto parts,
                     SplitAssignment("--device-count", "TYPE=N", text));
    if (!absl::SimpleAtoi(parts.second, &options.device_count[parts.first])) {
      return absl::InvalidArgumentError(
          absl::StrCat("--device-count: expected TYPE=N, got '", text, "'"));
    }
  }
  return options;
}

absl::StatusOr<std::vector<Feed>> ReadFeeds(const RunRequest& request,
                                            const Graph& graph) {
  std::vector<Feed> feeds;
  for (const std::string& path : request.feed_files) {
    ASSIGN_OR_RETURN(NamedTensors tensors, ReadNpz(path));
    for (auto& [name, tensor] : tensors) {
      feeds.push_back({name, std::move(tensor)});
    }
  }
  for (const std::string& text : request.feed_values) {
    ASSIGN_OR_RETURN(Feed feed, ParseFeed(text, graph));
    feeds.push_back(std::move(feed));
  }
  for (const std::string& text : request.feed_zeros) {
    ASSIGN_OR_RETURN(Feed feed, ParseZeros(text, graph));
    feeds.push_back(std::move(feed));
  }
  return feeds;
}

// The value fed for a tensor ("x" and "x:0" are one), or null.
const Tensor* FindFeed(const std::vector<Feed>& feeds,
                       const std::string& name) {
  const auto stem = [](absl::string_view text) {
    return absl::StripSuffix(text, ":0");
  };
  for (const Feed& feed : feeds) {
    if (stem(feed.tensor.name()) == stem(name)) return &feed.value;
  }
  return nullptr;
}

// The values of one fetch over all steps, along a new leading axis.
absl::StatusOr<Tensor> Stack(const std::vector<Tensor>& values) {
  const Tensor& first = values[0];
  std::vector<int64_t> dims = {static_cast<int64_t>(values.size())};
  dims.insert(dims.end(), first.shape().dims().begin(),
              first.shape().dims().end());
  ASSIGN_OR_RETURN(Tensor stacked,
                   Tensor::Allocate(first.dtype(), Shape(dims)));
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].shape() != first.shape()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--steps: a fetch changed its shape from ", first.shape().ToString(),
          " to ", values[i].shape().ToString(), " at step ", i));
    }
    Tensor row = stacked.Slice(i, i + 1).Reshaped(first.shape());
    CopyElements(values[i], row);
  }
  return stacked;
}

}  // namespace

void AddSessionOptions(CLI::App& command, RunRequest& request) {
  command.add_option("model", request.model, "GraphDef: .pb or .pbtxt");
  command.add_option("--threads", request.threads,
                     "compute threads; 0: one for each core");
  command
      .add_option("--device-count", request.device_counts,
                  "TYPE=N: logical devices, such as CPU=2")
      ->allow_extra_args(false);
  command.add_option("--device", request.device,
                     "device of nodes that name none");
  command.add_flag("--no-optimize", request.no_optimize,
                   "run the graph as it is: no folding, merging, fusion");
  command.add_option("--timeout", request.timeout_ms,
                     "milliseconds a step may take");
}

void AddRequestOptions(CLI::App& command, RunRequest& request) {
  AddSessionOptions(command, request);
  command.add_option("--signature", request.signature, "of a SavedModel");
  command.add_option("--tags", request.tags, "of a SavedModel");
  command
      .add_option("--feeds", request.feed_files,
                  "arrays to feed, by tensor name (.npz)")
      ->allow_extra_args(false);
  command
      .add_option("--feed", request.feed_values,
                  "NAME=VALUE or NAME=FILE.npy: one tensor to feed")
      ->allow_extra_args(false);
  command
      .add_option("--feed-zeros", request.feed_zeros,
                  "NAME=2,3: zeros of that shape to feed; NAME= for a scalar")
      ->allow_extra_args(false);
  command.add_option("--init", request.init, "node to run once before")
      ->allow_extra_args(false);
  command.add_option("--target", request.targets, "node to run in each step")
      ->allow_extra_args(false);
  command.add_option("--fetch", request.fetches, "tensor to fetch")
      ->allow_extra_args(false);
}

absl::StatusOr<LoadedRequest> Load(const RunRequest& request) {
  const auto start = Clock::now();
  RETURN_IF_ERROR(CheckForms(request));
  Graph graph;
  ImportOptions import;
  import.default_device = request.device;
  RETURN_IF_ERROR(ImportGraph(request.model, import, graph).status());
  ASSIGN_OR_RETURN(const SessionOptions options, OptionsOf(request));
  ASSIGN_OR_RETURN(Session session, Session::Create(graph, options));
  const double load_s =
      std::chrono::duration<double>(Clock::now() - start).count();
  ASSIGN_OR_RETURN(std::vector<Feed> feeds, ReadFeeds(request, graph));
  return LoadedRequest{std::move(graph), std::move(session), std::move(feeds),
                       load_s, options};
}

absl::Status Initialize(const RunRequest& request, LoadedRequest& loaded) {
  for (const std::string& node : request.init) {
    RETURN_IF_ERROR(loaded.session.Run({}, {}, {node}).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<NamedTensors> RunSteps(const RunRequest& request,
                                      LoadedRequest& loaded,
                                      StepReport* report) {
  RETURN_IF_ERROR(Initialize(request, loaded));
  std::vector<Endpoint> fetches;
  // By fetch: its value where it is fed, as TensorFlow's Python session has
  // it; the engine's own refuses a tensor that is fed and fetched.
  std::vector<const Tensor*> fed;
  for (const std::string& name : request.fetches) {
    fed.push_back(FindFeed(loaded.feeds, name));
    if (fed.back() == nullptr) fetches.push_back(name);
  }
  const std::vector<Target> targets(request.targets.begin(),
                                    request.targets.end());
  const bool fed_only = fetches.empty() && targets.empty() && !fed.empty();
  StepOptions options;
  std::vector<std::vector<Tensor>> values(fed.size());
  for (int step = 0; step < request.steps; ++step) {
    std::vector<Tensor> results;
    options.trace = !request.trace.empty() && step + 1 == request.steps;
    if (!fed_only) {
      ASSIGN_OR_RETURN(results, loaded.session.Run(loaded.feeds, fetches,
                                                   targets, options, report));
    }
    auto result = results.begin();
    for (size_t i = 0; i < fed.size(); ++i) {
      values[i].push_back(fed[i] != nullptr ? *fed[i] : std::move(*result++));
    }
  }
  NamedTensors named;
  for (size_t i = 0; i < fed.size(); ++i) {
    Tensor value = values[i].back();
    if (request.steps_given) {
      ASSIGN_OR_RETURN(value, Stack(values[i]));
    }
    named.emplace_back(request.fetches[i], std::move(value));
  }
  return named;
}

absl::StatusOr<NamedTensors> Execute(const RunRequest& request) {
  ASSIGN_OR_RETURN(LoadedRequest loaded, Load(request));
  StepReport report;
  ASSIGN_OR_RETURN(NamedTensors values, RunSteps(request, loaded, &report));
  if (!request.trace.empty()) {
    RETURN_IF_ERROR(WriteChromeTrace(report, request.trace));
  }
  return values;
}

}  // namespace thalweg::command
