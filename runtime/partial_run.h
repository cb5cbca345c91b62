// PartialRun: one step that is fed and fetched in pieces.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/runtime/endpoint.h"
#include "thalweg/runtime/session_options.h"

namespace thalweg {

class SessionImpl;

// Made by Session::SetUpPartialRun, which names all that the step may be fed
// and asked for:
//
//   auto step = session.SetUpPartialRun({a, b}, {sum, product}).value();
//   auto first = step.Run({{a, one}}, {sum});
//   // What to feed next may depend on it.
//   auto last = step.Run({{b, two}}, {product});
//
// Each Run computes, once for the step, all that the feeds so far allow: a
// variable is read once, a target has its effect once. Values fed are held
// until the step ends. The step ends when all is fed and fetched, or with the
// first error of what it computes; every call after that is refused. Keeps the
// session's state alive. Thread-safe: calls come one after another.
class PartialRun {
 public:
  // For Session::SetUpPartialRun.
  static absl::StatusOr<PartialRun> SetUp(std::shared_ptr<SessionImpl> session,
                                          const std::vector<Endpoint>& feeds,
                                          const std::vector<Endpoint>& fetches,
                                          const std::vector<Target>& targets,
                                          const StepOptions& options);
  PartialRun(PartialRun&&) noexcept;
  PartialRun& operator=(PartialRun&&) noexcept;
  // Gives the step up.
  ~PartialRun();

  // `fetches` in their order. INVALID_ARGUMENT, after which the step goes on
  // as if the call had not been made, for a feed or fetch that was not set up
  // or comes twice, for a fetch that needs what has not been fed, for a feed
  // of another dtype. INVALID_ARGUMENT "Must run 'setup' before performing
  // partial runs!" when the step has ended.
  absl::StatusOr<std::vector<Tensor>> Run(const std::vector<Feed>& feeds,
                                          const std::vector<Endpoint>& fetches);

 private:
  class State;
  explicit PartialRun(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace thalweg
