// Callable: the same kind of run many times.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/runtime/endpoint.h"
#include "thalweg/runtime/session_options.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg {

// Where a callable's tensors lie, by their names ("x:0"): one that is not named
// lies in host memory. A device is named as in Session::ListDevices, or as
// nodes ask for one ("/cpu:1").
struct CallableDevices {
  std::map<std::string, std::string> feeds = {};
  std::map<std::string, std::string> fetches = {};
};

class SessionImpl;

// Made by Session::Prepare.
//
//   auto step = session.Prepare({x, y}, {loss}, {train}).value();
//   std::vector<Tensor> in = {xs, ys}, out(1);
//   for (...) if (auto s = step.Run(in, absl::MakeSpan(out)); !s.ok()) ...
//
// Keeps the session's state alive. Thread-safety: Run may be called from any
// number of threads at once, with different spans.
class Callable {
 public:
  // For Session::Prepare.
  static absl::StatusOr<Callable> Create(std::shared_ptr<SessionImpl> session,
                                         const std::vector<Endpoint>& feeds,
                                         const std::vector<Endpoint>& fetches,
                                         const std::vector<Target>& targets,
                                         const StepOptions& options,
                                         const CallableDevices& devices);
  Callable(Callable&&) noexcept;
  Callable& operator=(Callable&&) noexcept;
  ~Callable();

  // `feeds` and `fetches` in the order given to Prepare, as many of each. A
  // tensor in `fetches` whose buffer nobody shares and that fits is written
  // again; others are replaced. On error `fetches` are valid but unspecified.
  // Plans are made for the feeds' shapes when they first come. INVALID_ARGUMENT
  // for other numbers or dtypes of feeds; else errors as of Session::Run.
  absl::Status Run(absl::Span<const Tensor> feeds, absl::Span<Tensor> fetches,
                   StepReport* report = nullptr);

 private:
  struct State;
  explicit Callable(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace thalweg
