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
  std::vector<std::string> feed_zeros;   // NAME=2,3
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
  std::string trace;  // File for the timeline of the last step.
};

// The options of all commands that make a session: the model and how to run it.
void AddSessionOptions(CLI::App& command, RunRequest& request);
// These, and what to run: of `run` and its like.
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
// request.steps_given each has a leading axis of that length. `report`, where
// not null, tells of the last step, which is traced if request.trace names a
// file.
absl::StatusOr<NamedTensors> RunSteps(const RunRequest& request,
                                      LoadedRequest& loaded,
                                      StepReport* report = nullptr);

// Loads and runs; writes the trace that is asked for.
absl::StatusOr<NamedTensors> Execute(const RunRequest& request);

}  // namespace thalweg::command
