// DeclaredVariable: what a graph says of the variable behind a handle.
#pragma once

#include <optional>

#include "thalweg/graph/shape_context.h"

namespace thalweg {

struct DeclaredVariable {
  DType dtype = kInvalid;
  Shape shape = Shape::Unknown();
};

// Of the variable whose handle is input i; nothing when the handle does not
// come from a handle op of this graph.
std::optional<DeclaredVariable> FindDeclaredVariable(
    const ShapeContext& context, int i);

// The handle's declaration for an op that reads or writes values of `dtype`:
// of unknown shape when nothing is known. INVALID_ARGUMENT when input i is no
// scalar, or the variable has another dtype: "Trying to VERB variable with
// wrong dtype. Expected float got int32".
absl::StatusOr<DeclaredVariable> RequireVariable(const ShapeContext& context,
                                                 int i, DType dtype,
                                                 absl::string_view verb);

}  // namespace thalweg
