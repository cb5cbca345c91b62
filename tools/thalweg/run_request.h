// RunRequest: what `run` and `bench` are asked for, and how it is done.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/io/npz.h"
#include "thalweg/runtime/session.h"

namespace CLI {
class App;
}

namespace thalweg::command {

struct RunRequest {
  std::string model;
  std::string signature;
  std::string tags;
  std::vector<std::string> feed_files;   // .npz
  std::vector<std::string> feed_values;  // NAME=VALUE or NAME=F.npy
  std::vector<std::string> init;
  std::vector<std::string> targets;
  std::vector<std::string> fetches;
  int steps = 1;
  bool steps_given = false;
  std::string out;
  int threads = 0;
  std::vector<std::string> device_counts;  // CPU=2
  std::string device;
  bool no_optimize = false;
  int64_t timeout_ms = 0;
  std::string trace;
};

// The options that all commands that run a model share.
void AddRequestOptions(CLI::App& command, RunRequest& request);

// A model and what to feed.
struct LoadedRequest {
  Graph graph;
  Session session;
  std::vector<Feed> feeds;
  double load_s = 0;            // Reading the model and making the session.
  SessionOptions options = {};  // What the session was made with.
};
absl::StatusOr<LoadedRequest> Load(const RunRequest& request);

// Runs the request's `init` nodes, one by one.
absl::Status Initialize(const RunRequest& request, LoadedRequest& loaded);

// Initializes, then runs all steps. Fetched values by name; with
// request.steps_given each has a leading axis of that length.
absl::StatusOr<NamedTensors> RunSteps(const RunRequest& request,
                                      LoadedRequest& loaded);

// Loads and runs.
absl::StatusOr<NamedTensors> Execute(const RunRequest& request);

}  // namespace thalweg::command
