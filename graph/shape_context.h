// ShapeContext: what a shape function sees, and the arithmetic they share.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/node.h"

namespace thalweg {

// A shape function reads the inputs' shapes and sets the outputs'; an output
// it leaves alone has unknown rank. Errors carry the local clause only
// ("inner dimensions must agree: ..."): the caller prepends the node.
class ShapeContext {
 public:
  explicit ShapeContext(Node* node) : node_(node) {}

  const Node& node() const { return *node_; }
  int num_inputs() const { return node_->num_inputs(); }
  int num_outputs() const { return node_->num_outputs(); }
  const Shape& input(int i) const;
  DType input_dtype(int i) const;

  // The elements of a small integer input as far as they are known; null when
  // nothing is.
  const PartialValue* input_value(int i) const;
  // The whole input when it is a constant of any dtype; null otherwise.
  const Tensor* input_constant(int i) const;
  // A scalar integer input's value when known.
  std::optional<int64_t> input_scalar(int i) const;
  // The shape that integer vector input i spells (-1: unknown dimension): as
  // much as is known, Shape::Unknown() at worst. INVALID_ARGUMENT when the
  // input is no vector or holds a dimension < -1.
  absl::StatusOr<Shape> input_as_shape(int i) const;

  void set_output(int i, Shape shape);
  void set_output_value(int i, PartialValue value);

  template <class Attrs>
  absl::StatusOr<Attrs> attrs() const {
    return node_->ReadAttrs<Attrs>();
  }

 private:
  Node* node_;
};

// ---- Shape functions of general use ----
// Output 0 has input 0's shape.
absl::Status SameAsInput(ShapeContext& context);
// The same, where input 0 must have at least (exactly) that rank.
template <int rank>
absl::Status SameAsInputOfRankAtLeast(ShapeContext& context);
// Output 0 is a scalar.
absl::Status ScalarOutput(ShapeContext& context);
// No output has a known shape (only for ops where nothing can be known).
absl::Status UnknownOutputs(ShapeContext& context);
// All outputs are scalars / there are no outputs.
absl::Status NoOutputs(ShapeContext& context);
// Output 0 is the broadcast of inputs 0 and 1.
absl::Status BroadcastInputs(ShapeContext& context);
// Output 0 is the merge of all inputs' shapes.
absl::Status MergeInputs(ShapeContext& context);

// ---- Arithmetic ----
// numpy's rule for two shapes, unknown dimensions included.
// INVALID_ARGUMENT "Incompatible shapes: [2] vs. [3]".
absl::StatusOr<Shape> BroadcastShapes(const Shape& a, const Shape& b);
// OK when `shape` may have this rank; "Shape must be rank 2 but is rank 1".
absl::Status RequireRank(const Shape& shape, int rank);
absl::Status RequireRankAtLeast(const Shape& shape, int rank);
// An axis in [-rank, rank) made >= 0. INVALID_ARGUMENT otherwise.
absl::StatusOr<int> NormalizeAxis(int64_t axis, int rank);
// The merge of two dimensions. INVALID_ARGUMENT "Dimensions must be equal, but
// are 2 and 3".
absl::StatusOr<int64_t> MergeDims(int64_t a, int64_t b);

absl::Status RequireInputRankAtLeast(ShapeContext& context, int rank);
template <int rank>
absl::Status SameAsInputOfRankAtLeast(ShapeContext& context) {
  absl::Status status = RequireInputRankAtLeast(context, rank);
  return status.ok() ? SameAsInput(context) : status;
}

}  // namespace thalweg
