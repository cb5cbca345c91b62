#include "thalweg/ops/array/concat.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/slice.h"
#include "thalweg/ops/array/split.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/cast.h"

namespace thalweg {
namespace {

// Of all inputs but the axis.
using ShapePointers = absl::InlinedVector<const Shape*, 8>;

// The rank that all have; -1 when none is known.
absl::StatusOr<int> CommonRank(absl::Span<const Shape* const> inputs) {
  int rank = -1;
  int first = 0;
  for (int i = 0; i < static_cast<int>(inputs.size()); ++i) {
    const int next = inputs[i]->rank();
    if (next < 0) continue;
    if (next == 0) {
      return absl::InvalidArgumentError(
          "ConcatOp : Can't concatenate scalars (use tf.stack instead)");
    }
    if (rank >= 0 && next != rank) {
      return absl::InvalidArgumentError(absl::StrCat(
          "ConcatOp : Ranks of all input tensors should match: shape[", first,
          "] = ", inputs[first]->ToString(), " vs. shape[", i,
          "] = ", inputs[i]->ToString()));
    }
    if (rank < 0) first = i;
    rank = next;
  }
  return rank;
}

// Which inputs of a node are what.
struct ConcatInputs {
  int axis;
  int begin;  // Of the values.
  int end;
};

template <bool axis_first>
ConcatInputs InputsOf(int num_inputs) {
  return axis_first ? ConcatInputs{0, 1, num_inputs}
                    : ConcatInputs{num_inputs - 1, 0, num_inputs - 1};
}

template <bool axis_first>
absl::Status ConcatShape(ShapeContext& context) {
  const ConcatInputs at = InputsOf<axis_first>(context.num_inputs());
  const Shape& axis_shape = context.input(at.axis);
  if (axis_shape.has_rank() && axis_shape.rank() != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("axis tensor should be a scalar integer, but got shape ",
                     axis_shape.ToString()));
  }
  ShapePointers inputs;
  for (int i = at.begin; i < at.end; ++i) inputs.push_back(&context.input(i));
  const std::optional<int64_t> axis = context.input_scalar(at.axis);
  if (!axis.has_value()) {
    ASSIGN_OR_RETURN(const int rank, CommonRank(inputs));
    if (rank >= 0) context.set_output(0, Shape::OfRank(rank));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Shape shape, ConcatenatedShape(inputs, *axis));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

// Of vectors.
template <bool axis_first>
absl::Status ConcatValue(ShapeContext& context) {
  const ConcatInputs at = InputsOf<axis_first>(context.num_inputs());
  PartialValue value;
  for (int i = at.begin; i < at.end; ++i) {
    const std::optional<PartialValue> part = KnownVector(context, i);
    if (!part.has_value()) return absl::OkStatus();
    value.elements.insert(value.elements.end(), part->elements.begin(),
                          part->elements.end());
    if (value.elements.size() > PartialValue::kMaxElements) {
      return absl::OkStatus();
    }
  }
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

template <bool axis_first>
absl::Status ConcatGradient(GradientContext& context) {
  const ConcatInputs at = InputsOf<axis_first>(context.num_inputs());
  std::vector<Output> values;
  for (int i = at.begin; i < at.end; ++i) values.push_back(context.input(i));
  const Operation shape_n = ShapeN(values);
  std::vector<Output> shapes;
  for (int i = 0; i < static_cast<int>(values.size()); ++i) {
    shapes.push_back(shape_n[i]);
  }
  // As ConcatOffset takes it.
  Output axis = context.input(at.axis);
  if (axis.dtype() != kInt32) axis = Cast(axis, kInt32);
  const Operation offsets = ConcatOffset(axis, shapes);
  const Output gradient = context.upstream(0).dense();
  for (int i = 0; i < static_cast<int>(values.size()); ++i) {
    context.set(at.begin + i, Slice(gradient, offsets[i], shapes[i]));
  }
  return absl::OkStatus();
}

const OpRegistration kConcatV2 = OpSchema("ConcatV2")
                                     .InputList("values", "N", "T")
                                     .Input("axis", "Tidx")
                                     .Output("output", "T")
                                     .Number("N", 2)
                                     .Attr("T", kAnyType)
                                     .Attr("Tidx", kIndices, kInt32)
                                     .Shape(ConcatShape<false>)
                                     .Value(ConcatValue<false>)
                                     .Gradient(ConcatGradient<false>);

const OpRegistration kConcat = OpSchema("Concat")
                                   .Input("concat_dim", kInt32)
                                   .InputList("values", "N", "T")
                                   .Output("output", "T")
                                   .Number("N", 2)
                                   .Attr("T", kAnyType)
                                   .Shape(ConcatShape<true>)
                                   .Value(ConcatValue<true>)
                                   .Gradient(ConcatGradient<true>);

struct ParallelConcatAttrs {
  Shape shape;
  void Fields(AttrFields& fields) { fields.Required("shape", shape); }
};

absl::Status ParallelConcatShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<ParallelConcatAttrs>());
  const Shape& shape = attrs.shape;
  if (!shape.IsFullyDefined() || shape.rank() == 0 ||
      shape.dim(0) != context.num_inputs()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "shape must be fully defined, with one row for each of the ",
        context.num_inputs(), " values, got ", shape.ToString()));
  }
  Shape row = shape;
  row.set_dim(0, 1);
  for (int i = 0; i < context.num_inputs(); ++i) {
    if (row.IsCompatibleWith(context.input(i))) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("values[", i, "] must have the shape of a row, ",
                     row.ToString(), ", got ", context.input(i).ToString()));
  }
  context.set_output(0, shape);
  return absl::OkStatus();
}

absl::Status ParallelConcatGradient(GradientContext& context) {
  const int count = context.num_inputs();
  const Output axis = Constant(context.graph(), Tensor::Scalar<int32_t>(0));
  const Operation rows = Split(axis, context.upstream(0).dense(), count);
  for (int i = 0; i < count; ++i) context.set(i, rows[i]);
  return absl::OkStatus();
}

const OpRegistration kParallelConcat = OpSchema("ParallelConcat")
                                           .InputList("values", "N", "T")
                                           .Output("output", "T")
                                           .Number("N")
                                           .Attr("T", kAnyType)
                                           .Attrs<ParallelConcatAttrs>()
                                           .Shape(ParallelConcatShape)
                                           .Gradient(ParallelConcatGradient);

absl::Status ConcatOffsetShape(ShapeContext& context) {
  Shape common = {Shape::kUnknown};
  for (int i = 1; i < context.num_inputs(); ++i) {
    if (!RequireRank(context.input(i), 1).ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("input ", i - 1, " should be a vector, but got shape ",
                       context.input(i).ToString()));
    }
    ASSIGN_OR_RETURN(common, common.MergeWith(context.input(i)));
  }
  for (int i = 0; i < context.num_outputs(); ++i) {
    context.set_output(i, common);
  }
  return absl::OkStatus();
}

// Zeros but along the axis, where the sizes add up as far as they are known.
absl::Status ConcatOffsetValue(ShapeContext& context) {
  const std::optional<int64_t> dim = context.input_scalar(0);
  const int64_t rank = context.node().output_shape(0).num_elements();
  if (!dim.has_value() || rank < 0 || rank > Shape::kMaxRank || *dim < -rank ||
      *dim >= rank) {
    return absl::OkStatus();
  }
  const int64_t axis = *dim < 0 ? *dim + rank : *dim;
  int64_t offset = 0;
  for (int i = 0; i < context.num_outputs(); ++i) {
    PartialValue value;
    value.elements.assign(rank, 0);
    value.elements[axis] = offset;
    context.set_output_value(i, std::move(value));
    const PartialValue* shape = context.input_value(i + 1);
    const int64_t size =
        shape == nullptr ? PartialValue::kUnknown : shape->elements[axis];
    if (size == PartialValue::kUnknown || offset == PartialValue::kUnknown ||
        __builtin_add_overflow(offset, size, &offset)) {
      offset = PartialValue::kUnknown;
    }
  }
  return absl::OkStatus();
}

const OpRegistration kConcatOffset =
    OpSchema("ConcatOffset")
        .Input("concat_dim", kInt32)
        .InputList("shape", "N", "shape_type")
        .OutputList("offset", "N", "shape_type")
        .Number("N", 2)
        .Attr("shape_type", kIndices, kInt32)
        .Shape(ConcatOffsetShape)
        .Value(ConcatOffsetValue)
        .NotDifferentiable("yields integers");

// Merges dimension `i` of input `n` into `merged`, or adds it on the axis.
absl::Status JoinDim(absl::Span<const Shape* const> inputs, int n, int i,
                     int axis, Shape& merged) {
  const int64_t dim = inputs[n]->dim(i);
  int64_t joined = merged.dim(i);
  if (i == axis) {
    if (joined == Shape::kUnknown || dim == Shape::kUnknown) {
      joined = Shape::kUnknown;
    } else if (__builtin_add_overflow(joined, dim, &joined)) {
      return absl::InvalidArgumentError(
          "ConcatOp : the result has too many elements");
    }
  } else if (joined == Shape::kUnknown) {
    joined = dim;
  } else if (dim != Shape::kUnknown && dim != joined) {
    return absl::InvalidArgumentError(absl::StrCat(
        "ConcatOp : Dimension ", i,
        " in both shapes must be equal: shape[0] = ", inputs[0]->ToString(),
        " vs. shape[", n, "] = ", inputs[n]->ToString()));
  }
  merged.set_dim(i, joined);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Shape> ConcatenatedShape(absl::Span<const Shape* const> inputs,
                                        int64_t axis) {
  ASSIGN_OR_RETURN(const int rank, CommonRank(inputs));
  if (rank < 0) return Shape::Unknown();
  if (axis < -rank || axis >= rank) {
    return absl::InvalidArgumentError(absl::StrCat(
        "ConcatOp : Expected concatenating dimensions in the range [", -rank,
        ", ", rank, "), but got ", axis));
  }
  const int at = static_cast<int>(axis < 0 ? axis + rank : axis);
  Shape merged = Shape::OfRank(rank);
  merged.set_dim(at, 0);
  for (int n = 0; n < static_cast<int>(inputs.size()); ++n) {
    if (!inputs[n]->has_rank()) {
      merged.set_dim(at, Shape::kUnknown);
      continue;
    }
    for (int i = 0; i < rank; ++i) {
      RETURN_IF_ERROR(JoinDim(inputs, n, i, at, merged));
    }
  }
  return Shape::Make(merged.dims());
}

Output Concat(InputList values, Input axis) {
  return Build(kConcatV2, {values, axis});
}

Output ConcatV1(Input concat_dim, InputList values) {
  return Build(kConcat, {concat_dim, values});
}

Output ParallelConcat(InputList values, const Shape& shape) {
  return Build(kParallelConcat, {values}, ParallelConcatAttrs{shape});
}

Operation ConcatOffset(Input concat_dim, InputList shapes) {
  return Build(kConcatOffset, {concat_dim, shapes});
}

}  // namespace thalweg
