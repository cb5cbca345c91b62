// Session: runs a graph.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/output.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/runtime/session_options.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg {

class GraphDef;

// A tensor of the graph, as an Output or by name ("layer1/MatMul:0"; ":0" may
// be left out).
class Endpoint {
 public:
  Endpoint(Output output) : output_(std::move(output)) {}
  Endpoint(const Operation& operation) : output_(operation.output(0)) {}
  Endpoint(const char* name) : name_(name) {}
  Endpoint(std::string name) : name_(std::move(name)) {}

  const Output& output() const { return output_; }
  const std::string& name() const { return name_; }

 private:
  Output output_;
  std::string name_;
};

// A value for a tensor of the graph, in place of what would compute it.
struct Feed {
  Endpoint tensor;
  Tensor value;
};

// An operation to run for its effect, by handle or by name. Of a group that is
// younger than the session (graph.Initializer()) the operations that it groups
// are run.
class Target {
 public:
  Target(Operation operation) : operation_(std::move(operation)) {}
  Target(const Output& output) : operation_(output.operation()) {}
  Target(const char* name) : name_(name) {}
  Target(std::string name) : name_(std::move(name)) {}

  const Operation& operation() const { return operation_; }
  const std::string& name() const { return name_; }

 private:
  Operation operation_;
  std::string name_;
};

struct DeviceInfo {
  std::string name;          // "/job:localhost/replica:0/task:0/device:CPU:0"
  std::string type;          // "CPU"
  int64_t memory_limit = 0;  // Bytes; 0 when unknown.
  std::string description;
};

class Callable;
class SessionImpl;

// Takes a snapshot of a graph, compiles what each kind of run needs once, and
// runs it:
//
//   auto session = tw::Session::Create(graph).value();
//   auto out = session.Run({{x, batch}}, {loss}, {train});
//   if (!out.ok()) return out.status();
//   float value = (*out)[0].data<float>()[0];
//
// State (variables, generators) belongs to the session. A handle: movable.
// Thread-safety: Run, Prepare, ListDevices and Close may be called from any
// number of threads at once; Extend too (runs that started before use the
// graph as it was).
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
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  // Closes.
  ~Session();

  // Adds what was built in `graph`, the one given to Create, since then.
  // INVALID_ARGUMENT for another graph.
  absl::Status Extend(const Graph& graph);
  // Adds the nodes of `def`, whose inputs may be nodes that are there already,
  // to the graph that the session was made from, which no other thread may be
  // building meanwhile. Errors of ImportGraphDef, after which nothing has
  // changed.
  absl::Status Extend(const GraphDef& def);

  // Computes the fetches, in their order, and runs the targets; only what they
  // need runs. Feeds take the place of any tensors. Errors come in
  // TensorFlow's words; the session stays usable.
  absl::StatusOr<std::vector<Tensor>> Run(
      const std::vector<Feed>& feeds, const std::vector<Endpoint>& fetches,
      const std::vector<Target>& targets = {}, const StepOptions& options = {},
      StepReport* report = nullptr);

  // The same kind of run many times: feeds and fetches by position, no
  // look-up. The callable keeps the session's state alive.
  absl::StatusOr<Callable> Prepare(const std::vector<Endpoint>& feeds,
                                   const std::vector<Endpoint>& fetches,
                                   const std::vector<Target>& targets = {},
                                   const StepOptions& options = {});

  std::vector<DeviceInfo> ListDevices() const;

  // Cancels what runs, waits for it, and refuses what comes after with
  // CANCELLED "Session has been closed."
  absl::Status Close();

 private:
  explicit Session(std::shared_ptr<SessionImpl> impl);
  std::shared_ptr<SessionImpl> impl_;
};

// Made by Session::Prepare.
//
//   auto step = session.Prepare({x, y}, {loss}, {train}).value();
//   std::vector<Tensor> in = {xs, ys}, out(1);
//   for (...) if (auto s = step.Run(in, absl::MakeSpan(out)); !s.ok()) ...
//
// Thread-safety: Run may be called from any number of threads at once, with
// different spans.
class Callable {
 public:
  Callable(Callable&&) noexcept;
  Callable& operator=(Callable&&) noexcept;
  ~Callable();

  // `feeds` and `fetches` in the order given to Prepare, as many of each. A
  // tensor in `fetches` whose buffer nobody shares and that fits is written
  // again; others are replaced. On error `fetches` are valid but unspecified.
  // Plans are made for the feeds' shapes when they first come.
  absl::Status Run(absl::Span<const Tensor> feeds, absl::Span<Tensor> fetches,
                   StepReport* report = nullptr);

 private:
  friend class Session;
  struct State;
  explicit Callable(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace thalweg
