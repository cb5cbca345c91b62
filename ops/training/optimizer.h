// Optimizer: what gradient descent, momentum and Adam have in common.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "thalweg/graph/input.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {

// A variable, as Variable() gave it or by its handle or reference, and the
// derivative of a loss by it (absent when the loss does not depend on it).
struct VariableGradient {
  GradientValue gradient;
  Output variable;
};

struct MinimizeOptions {
  // What to train; all trainable variables of the graph when empty.
  std::vector<Output> variables = {};
  // A variable that counts the updates; invalid for none. See GlobalStep().
  Output global_step = {};
};

// Adds the ops that train variables:
//
//   auto train = GradientDescent(0.01f).Minimize(loss);
//   session.Run({}, {}, {graph.Initializer()});
//   for (...) session.Run(feeds, {loss}, {train});
//
// Make it before the graph.Initializer(): slots are variables too. An
// optimizer that minimizes twice shares its slots. A mistake is an error of
// the graph; the results are invalid or empty then.
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // The operation that changes the variables once, so that `loss` (floating;
  // the sum of its elements) gets smaller.
  Operation Minimize(const Output& loss, const MinimizeOptions& options = {});

  // The two halves of Minimize, for who changes gradients in between. Of no
  // variables: all trainable ones.
  std::vector<VariableGradient> ComputeGradients(
      const Output& loss, const std::vector<Output>& variables = {});
  // INVALID_ARGUMENT "No gradients provided for any variable" when all are
  // absent; variables without one are left as they are.
  Operation ApplyGradients(const std::vector<VariableGradient>& gradients,
                           const Output& global_step = {});

  // The slot of a variable ("momentum", "m", "v"): a variable that the
  // optimizer keeps beside it. Invalid when there is none yet.
  Output Slot(const Output& variable, Text slot) const;

 protected:
  // One variable that is trained.
  struct Target {
    Output state;  // Its handle or reference.
    const Node* initializer;
    DType dtype;
    Shape shape;
    bool is_reference() const { return state.dtype() != kResource; }
  };

  // `name`: of the operations, "GradientDescent".
  explicit Optimizer(std::string name) : name_(std::move(name)) {}
  Optimizer(const Optimizer&) = default;

  // Makes what is needed besides slots before the first Apply, outside the
  // optimizer's name scope.
  virtual void Prepare(const std::vector<Target>&) {}
  // The slots of a variable: MakeSlot for each.
  virtual void MakeSlots(const Target&) {}
  // Adds the update of one variable with a gradient of its dtype and shape.
  virtual Operation Apply(const Target& target, const Output& gradient) = 0;
  // The same with the slices of one, which may name a row twice: only rows that
  // are named are read or written where the method allows that.
  virtual Operation ApplySparse(const Target& target,
                                const IndexedSlices& gradient) = 0;
  // What follows all updates of a step, which it must depend on.
  virtual std::vector<Operation> Finish(Graph) { return {}; }

  // Makes slot `key` unless there is one: a variable of zeros that is called
  // VARIABLE/name in the graph.
  void MakeSlot(const Target& target, const char* key, const char* name);
  // Its handle or reference. REQUIRES: MakeSlot.
  Output SlotState(const Target& target, const char* key) const;
  // The slices with each row named once: rows that are named twice add up.
  static IndexedSlices SumDuplicates(const IndexedSlices& slices);
  // A setting as a scalar of `dtype`: one node for each name, dtype and
  // ApplyGradients.
  Output Setting(const char* name, const Input& value, const Graph& graph,
                 DType dtype);

 private:
  using Updates = std::vector<std::pair<Target, GradientValue>>;

  static std::vector<Operation> MustPrecede(const Updates& updates);
  Operation AddUpdates(Graph graph, const std::string& name,
                       const Updates& updates, const Output& global_step);

  std::string name_;
  // The name scope of the updates being added: "GradientDescent/".
  std::string scope_;
  // By variable and key: the slot's value. Outputs keep the graph alive, so
  // that no other node gets a key's address.
  std::map<std::pair<const Node*, std::string>, Output> slots_;
  std::map<std::pair<std::string, DType>, Output> settings_;
};

}  // namespace thalweg
