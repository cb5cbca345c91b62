// Variable: state that outlives a run, with how it starts and how it is read.
#pragma once

#include <string>

#include "thalweg/graph/input.h"
#include "thalweg/ops/state/initializer.h"

namespace thalweg {

struct VariableOptions {
  // Made unique under the current name scope.
  std::string name = "Variable";
  // Whether optimizers update it when they are given no list.
  bool trainable = true;
  // A reference variable (VariableV2), as TensorFlow 1 makes by default, in
  // place of a resource variable (VarHandleOp).
  bool reference = false;
};

// A variable of the initial value's dtype and shape. The result is its value;
// with the name "w" the nodes are "w" (the variable), "w/Initializer/..." (the
// initial value), "w/Assign" and "w/read". It has no value until a run of
// graph.Initializer(), or of another assignment.
//
//   auto w = Variable(graph, initializer::Zeros({784, 10}), {.name = "w"});
//   session.Run({}, {}, {graph.Initializer()});
Output Variable(At graph, const Initializer& initializer,
                VariableOptions options = {});

// The variable that `output` is the value, the handle or the reference of;
// null when it is none that Variable() made. Valid until the next is made.
const VariableInfo* FindVariable(const Output& output);

// Assign, AssignAdd for either kind of variable, given as for FindVariable.
// The operation writes; the variable's value, read after it in the same run or
// in a later one, is the new one. An output that is no variable is an error of
// the graph.
Operation AssignTo(const Output& variable, const Input& value);
Operation AddTo(const Output& variable, const Input& value);

}  // namespace thalweg
