// FlopsRegistration: how many floating-point operations a call of an op takes,
// for reports.
#pragma once

#include "absl/types/span.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// From the shapes, all known, of what the call takes and gives. A product and
// the sum it goes into count as two.
using FlopsFunction = double (*)(absl::Span<const Shape> inputs,
                                 absl::Span<const Shape> outputs);

// Says it of an op, for the life of the process; one line under its schema:
//
//   const FlopsRegistration kMatMulFlops(kMatMul, ProductFlops);
//
// Two for one op: the first counts.
class FlopsRegistration {
 public:
  FlopsRegistration(const OpSchema& op, FlopsFunction function);
};

// As the op's function has it; one for each element of the output for a
// kElementwise op without; 0 when nothing is known or a shape is not.
// Thread-safe after main has begun.
double CountFlops(const OpSchema& op, absl::Span<const Shape> inputs,
                  absl::Span<const Shape> outputs);

}  // namespace thalweg
