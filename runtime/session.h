// Session: runs a graph.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/runtime/callable.h"
#include "thalweg/runtime/endpoint.h"
#include "thalweg/runtime/partial_run.h"
#include "thalweg/runtime/session_options.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg {

class GraphDef;

struct DeviceInfo {
  std::string name;          // "/job:localhost/replica:0/task:0/device:CPU:0"
  std::string type;          // "CPU"
  int64_t memory_limit = 0;  // Bytes; 0 when unknown.
  std::string description;
};

class SessionImpl;

// Takes a snapshot of a graph, compiles what each kind of run needs once, and
// runs it:
//
//   auto session = tw::Session::Create(graph).value();
//   auto out = session.Run({{x, batch}}, {loss}, {train});
//   if (!out.ok()) return out.status();
//   float value = (*out)[0].data<float>()[0];
//
// State (variables, generators) belongs to the session. A handle: movable; one
// that was moved from answers as a closed session does. Thread-safety: all but
// moving may be done from any number of threads at once; runs that started
// before an Extend use the graph as it was.
class Session {
 public:
  // The graph's status when it has one; INVALID_ARGUMENT for options that make
  // no sense.
  static absl::StatusOr<Session> Create(const Graph& graph,
                                        const SessionOptions& options = {});
  // Of a graph made elsewhere; its tensors go by name. Errors of
  // ImportGraphDef, too.
  static absl::StatusOr<Session> Create(const GraphDef& def,
                                        const SessionOptions& options = {});
  // Closes every session of the process, then lets go of the resources
  // (variables, generators) in these containers of theirs; in the default
  // container, "localhost", when none is named.
  static absl::Status Reset(const std::vector<std::string>& containers = {});

  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  // Closes.
  ~Session();

  // Adds what was built in `graph`, the one given to Create, since then.
  // INVALID_ARGUMENT for another graph.
  absl::Status Extend(const Graph& graph);
  // Adds the nodes of `def`, whose inputs may be nodes that are there already,
  // to the graph that the session was made from, which no other thread may be
  // building meanwhile. INVALID_ARGUMENT for a node that is there already;
  // errors of ImportGraphDef. After an error nothing has changed.
  absl::Status Extend(const GraphDef& def);

  // Computes the fetches, in their order, and runs the targets; only what they
  // need runs. Feeds take the place of any tensors. Errors come in
  // TensorFlow's words; the session stays usable.
  absl::StatusOr<std::vector<Tensor>> Run(
      const std::vector<Feed>& feeds, const std::vector<Endpoint>& fetches,
      const std::vector<Target>& targets = {}, const StepOptions& options = {},
      StepReport* report = nullptr);

  // The same kind of run many times: feeds and fetches by position, no
  // look-up.
  absl::StatusOr<Callable> Prepare(const std::vector<Endpoint>& feeds,
                                   const std::vector<Endpoint>& fetches,
                                   const std::vector<Target>& targets = {},
                                   const StepOptions& options = {},
                                   const CallableDevices& devices = {});

  // One step in pieces. `options` holds for each of them: its time limit
  // counts from the piece's start.
  absl::StatusOr<PartialRun> SetUpPartialRun(
      const std::vector<Endpoint>& feeds, const std::vector<Endpoint>& fetches,
      const std::vector<Target>& targets = {}, const StepOptions& options = {});

  std::vector<DeviceInfo> ListDevices() const;

  // Cancels what runs, waits for it, and refuses what comes after with
  // CANCELLED "Session has been closed."; closing again does no harm.
  absl::Status Close();

 private:
  explicit Session(std::shared_ptr<SessionImpl> impl);
  // A reference of the caller's own. CANCELLED for a session moved from.
  absl::StatusOr<std::shared_ptr<SessionImpl>> Impl() const;

  std::shared_ptr<SessionImpl> impl_;
};

}  // namespace thalweg
