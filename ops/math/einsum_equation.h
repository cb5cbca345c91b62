// EinsumEquation: "ij,jk->ik" read, and the shapes that it relates.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// Subscripts have a character for each axis; kEinsumEllipsis, which stands for
// any number of them, occurs once at most.
inline constexpr char kEinsumEllipsis = '.';

struct EinsumEquation {
  std::vector<std::string> inputs;  // One or two.
  std::string output;

  // With "..." for each ellipsis.
  std::string ToString() const;
};

// INVALID_ARGUMENT unless it has one "->", `num_inputs` subscripts, which must
// be one or two, no label in the output that no input has, and periods only as
// one "..." in a subscript.
absl::StatusOr<EinsumEquation> ParseEinsum(absl::string_view equation,
                                           int num_inputs);

bool HasEllipsis(absl::string_view subscript);

// The output's shape, as much as the inputs' tell. INVALID_ARGUMENT for shapes
// that do not go with the equation.
absl::StatusOr<Shape> EinsumShape(const EinsumEquation& equation,
                                  absl::Span<const Shape> inputs);

// A label for each axis. Axes of ellipses that broadcast to one another have
// one label, other than all named ones.
struct EinsumAxes {
  std::vector<std::vector<int>> inputs;
  std::vector<int> output;
};

// REQUIRES: shapes of known rank that go with the equation.
EinsumAxes LabelAxes(const EinsumEquation& equation,
                     absl::Span<const Shape> inputs);

}  // namespace thalweg
