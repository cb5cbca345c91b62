// Build: adds a node from an op wrapper's arguments.
#pragma once

#include <initializer_list>
#include <optional>
#include <variant>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/op_schema.h"

namespace thalweg {

// One argument of the schema: a tensor or a list of them.
class BuildArgument {
 public:
  BuildArgument(const Input& input) : inputs_(1, input) {}
  // For wrappers and gradients, whose own line is not the user's.
  BuildArgument(const Output& output) {
    inputs_.emplace_back(output, nullptr, 0);
  }
  BuildArgument(const InputList& list)
      : inputs_(list.inputs().begin(), list.inputs().end()) {}
  absl::Span<const Input> inputs() const { return inputs_; }

 private:
  absl::InlinedVector<Input, 1> inputs_;
};

// Adds a node of `op`. Type attributes come from the inputs that are Outputs,
// else from `attrs`, else from the schema's default, else from the literal
// itself (int32, float); literals become constants of the dtype resolved.
// Mistakes go to graph.status() and give an invalid Operation.
Operation BuildNode(const Graph* graph, const OpSchema& op,
                    absl::Span<const BuildArgument> arguments, AttrMap attrs,
                    Location location);

inline Operation Build(const OpSchema& op,
                       std::initializer_list<BuildArgument> arguments,
                       AttrMap attrs = {}) {
  return BuildNode(nullptr, op, arguments, std::move(attrs), {});
}

// With an attribute struct.
template <class Attrs>
requires requires(Attrs attrs, AttrFields& fields) { attrs.Fields(fields); }
Operation Build(const OpSchema& op,
                std::initializer_list<BuildArgument> arguments, Attrs attrs) {
  AttrMap map;
  WriteAttrFields(&VisitFields<Attrs>, &attrs, map);
  return BuildNode(nullptr, op, arguments, std::move(map), {});
}

// For ops that may have no Output among their arguments.
inline Operation Build(const At& at, const OpSchema& op,
                       std::initializer_list<BuildArgument> arguments,
                       AttrMap attrs = {}) {
  return BuildNode(&at.graph(), op, arguments, std::move(attrs), at.location());
}
template <class Attrs>
requires requires(Attrs attrs, AttrFields& fields) { attrs.Fields(fields); }
Operation Build(const At& at, const OpSchema& op,
                std::initializer_list<BuildArgument> arguments, Attrs attrs) {
  AttrMap map;
  WriteAttrFields(&VisitFields<Attrs>, &attrs, map);
  return BuildNode(&at.graph(), op, arguments, std::move(map), at.location());
}

// A Const node in `graph` (for gradients and passes that have no literal).
Output Constant(const Graph& graph, Tensor value, Text name = "Const");

}  // namespace thalweg
