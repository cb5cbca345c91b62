#include "thalweg/graph/shape_context.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {

const Shape& ShapeContext::input(int i) const {
  static const Shape* const kUnknownShape = new Shape(Shape::Unknown());
  const Edge& edge = node_->input(i);
  return edge ? edge.shape() : *kUnknownShape;
}

DType ShapeContext::input_dtype(int i) const {
  const Edge& edge = node_->input(i);
  return edge ? edge.dtype() : DType::kInvalid;
}

const PartialValue* ShapeContext::input_value(int i) const {
  const Edge& edge = node_->input(i);
  return edge ? edge.node->output_value(edge.index) : nullptr;
}

const Tensor* ShapeContext::input_constant(int i) const {
  const Edge& edge = node_->input(i);
  if (!edge || !edge.node->Is(Trait::kConstant)) return nullptr;
  return edge.node->attrs().Get<Tensor>("value");
}

std::optional<int64_t> ShapeContext::input_scalar(int i) const {
  const PartialValue* value = input_value(i);
  if (value == nullptr || value->elements.size() != 1 || !value->IsKnown()) {
    return std::nullopt;
  }
  return value->elements[0];
}

absl::StatusOr<Shape> ShapeContext::input_as_shape(int i) const {
  const Shape& shape = input(i);
  if (const PartialValue* value = input_value(i)) {
    if (shape.rank() == 1) {
      absl::InlinedVector<int64_t, 8> dims;
      for (int64_t element : value->elements) {
        dims.push_back(element == PartialValue::kUnknown ? Shape::kUnknown
                                                         : element);
      }
      return Shape::Make(dims);
    }
  }
  if (!shape.has_rank()) return Shape::Unknown();
  if (shape.rank() == 0) {
    // TensorFlow takes the scalar -1 for a shape of unknown rank.
    const std::optional<int64_t> scalar = input_scalar(i);
    if (!scalar.has_value() || *scalar == -1) return Shape::Unknown();
  }
  RETURN_IF_ERROR(RequireRank(shape, 1));
  if (shape.dim(0) == Shape::kUnknown) return Shape::Unknown();
  if (shape.dim(0) > Shape::kMaxRank) {
    return absl::InvalidArgumentError(
        absl::StrCat("a shape may have at most ", Shape::kMaxRank,
                     " dimensions, got ", shape.dim(0)));
  }
  return Shape::OfRank(static_cast<int>(shape.dim(0)));
}

void ShapeContext::set_output(int i, Shape shape) {
  node_->outputs_[i].shape = std::move(shape);
}

void ShapeContext::set_output_value(int i, PartialValue value) {
  node_->outputs_[i].value = std::make_unique<PartialValue>(std::move(value));
}

absl::Status SameAsInput(ShapeContext& context) {
  context.set_output(0, context.input(0));
  return absl::OkStatus();
}

absl::Status RequireInputRankAtLeast(ShapeContext& context, int rank) {
  return RequireRankAtLeast(context.input(0), rank);
}

absl::Status ScalarOutput(ShapeContext& context) {
  for (int i = 0; i < context.num_outputs(); ++i) {
    context.set_output(i, Shape());
  }
  return absl::OkStatus();
}

absl::Status UnknownOutputs(ShapeContext& context) {
  for (int i = 0; i < context.num_outputs(); ++i) {
    context.set_output(i, Shape::Unknown());
  }
  return absl::OkStatus();
}

absl::Status NoOutputs(ShapeContext&) { return absl::OkStatus(); }

absl::Status BroadcastInputs(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape,
                   BroadcastShapes(context.input(0), context.input(1)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status MergeInputs(ShapeContext& context) {
  Shape merged = Shape::Unknown();
  for (int i = 0; i < context.num_inputs(); ++i) {
    ASSIGN_OR_RETURN(merged, merged.MergeWith(context.input(i)));
  }
  context.set_output(0, std::move(merged));
  return absl::OkStatus();
}

absl::StatusOr<Shape> BroadcastShapes(const Shape& a, const Shape& b) {
  if (!a.has_rank() || !b.has_rank()) return Shape::Unknown();
  const int rank = std::max(a.rank(), b.rank());
  Shape result = Shape::OfRank(rank);
  for (int i = 0; i < rank; ++i) {
    const int ia = i - (rank - a.rank());
    const int ib = i - (rank - b.rank());
    const int64_t da = ia < 0 ? 1 : a.dim(ia);
    const int64_t db = ib < 0 ? 1 : b.dim(ib);
    if (da == db || db == 1) {
      result.set_dim(i, da);
    } else if (da == 1) {
      result.set_dim(i, db);
    } else if (da == Shape::kUnknown) {
      result.set_dim(i, db);  // Known and not 1: da is db or 1.
    } else if (db == Shape::kUnknown) {
      result.set_dim(i, da);
    } else {
      return absl::InvalidArgumentError(absl::StrCat(
          "Incompatible shapes: ", a.ToString(), " vs. ", b.ToString()));
    }
  }
  return result;
}

absl::Status RequireRank(const Shape& shape, int rank) {
  if (!shape.has_rank() || shape.rank() == rank) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("Shape must be rank ", rank,
                                                 " but is rank ", shape.rank(),
                                                 ": ", shape.ToString()));
}

absl::Status RequireRankAtLeast(const Shape& shape, int rank) {
  if (!shape.has_rank() || shape.rank() >= rank) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Shape must be at least rank ", rank, " but is rank ",
                   shape.rank(), ": ", shape.ToString()));
}

absl::StatusOr<int> NormalizeAxis(int64_t axis, int rank) {
  if (axis < -rank || axis >= rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("axis must be in [", -rank, ", ", rank, "), got ", axis));
  }
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

absl::StatusOr<int64_t> MergeDims(int64_t a, int64_t b) {
  if (a == Shape::kUnknown) return b;
  if (b == Shape::kUnknown || a == b) return a;
  return absl::InvalidArgumentError(
      absl::StrCat("Dimensions must be equal, but are ", a, " and ", b));
}

}  // namespace thalweg
