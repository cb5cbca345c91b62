#include "thalweg/ops/math/reduction.h"

#include <numeric>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/math/range.h"
#include "thalweg/ops/math/reduction_gradient.h"

namespace thalweg {
namespace {

// The axes in full; nothing where some are known at run time only.
std::optional<std::vector<int64_t>> KnownAxes(const ShapeContext& context) {
  const PartialValue* axes = context.input_value(1);
  if (axes == nullptr || !axes->IsKnown()) return std::nullopt;
  return axes->elements;
}

// What is known when the axes are not: as many dimensions as remain.
Shape ShapeWithoutAxes(const Shape& input, int64_t num_axes, bool keep_dims) {
  if (!input.has_rank()) return Shape::Unknown();
  if (keep_dims) return Shape::OfRank(input.rank());
  if (num_axes < 0 || num_axes > input.rank()) return Shape::Unknown();
  return Shape::OfRank(input.rank() - static_cast<int>(num_axes));
}

absl::Status ReductionShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const ReductionAttrs attrs, context.attrs<ReductionAttrs>());
  const Shape& input = context.input(0);
  if (context.input(1).rank() > 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Shape must be at most rank 1 but is rank ", context.input(1).rank()));
  }
  const auto axes = KnownAxes(context);
  if (!axes.has_value() || !input.has_rank()) {
    context.set_output(0,
                       ShapeWithoutAxes(input, context.input(1).num_elements(),
                                        attrs.keep_dims));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const AxisMask mask, ReducedAxes(input.rank(), *axes));
  context.set_output(0, ReducedShape(input, mask, attrs.keep_dims));
  return absl::OkStatus();
}

using Combine = int64_t (*)(int64_t, int64_t);

int64_t AddKnown(int64_t a, int64_t b) {
  int64_t sum;
  return __builtin_add_overflow(a, b, &sum) ? PartialValue::kUnknown : sum;
}
int64_t MultiplyKnown(int64_t a, int64_t b) {
  int64_t product;
  return __builtin_mul_overflow(a, b, &product) ? PartialValue::kUnknown
                                                : product;
}
int64_t MaxKnown(int64_t a, int64_t b) { return std::max(a, b); }
int64_t MinKnown(int64_t a, int64_t b) { return std::min(a, b); }

bool FitsOutput(int64_t value, DType dtype) {
  return dtype == kInt64 || (value >= INT32_MIN && value <= INT32_MAX);
}

// Vectors reduced to one number: Prod(Shape(x)) and the like.
absl::Status FollowReduction(ShapeContext& context, int64_t of_nothing,
                             Combine combine) {
  const PartialValue* input = context.input_value(0);
  const DType dtype = context.node().output_dtype(0);
  const auto axes = KnownAxes(context);
  if (input == nullptr || !kIndices.contains(dtype) || !axes.has_value() ||
      context.input(0).rank() != 1 || axes->size() != 1) {
    return absl::OkStatus();
  }
  const std::vector<int64_t>& elements = input->elements;
  int64_t result = elements.empty() ? of_nothing : elements[0];
  for (size_t i = 1; i < elements.size(); ++i) {
    const bool known = elements[i] != PartialValue::kUnknown &&
                       result != PartialValue::kUnknown;
    result = known ? combine(result, elements[i]) : PartialValue::kUnknown;
  }
  if (!FitsOutput(result, dtype)) result = PartialValue::kUnknown;
  context.set_output_value(0, PartialValue{{result}});
  return absl::OkStatus();
}

template <int64_t of_nothing, Combine combine>
absl::Status ReductionValue(ShapeContext& context) {
  return FollowReduction(context, of_nothing, combine);
}

OpSchema Reduction(const char* op, DTypeSet types) {
  return OpSchema(op)
      .Input("input", "T")
      .Input("reduction_indices", "Tidx")
      .Output("output", "T")
      .Attrs<ReductionAttrs>()
      .Attr("T", types)
      .Attr("Tidx", kIndices, kInt32)
      .Shape(ReductionShape);
}

OpSchema LogicalReduction(const char* op) {
  return OpSchema(op)
      .Input("input", kBool)
      .Input("reduction_indices", "Tidx")
      .Output("output", kBool)
      .Attrs<ReductionAttrs>()
      .Attr("Tidx", kIndices, kInt32)
      .Shape(ReductionShape)
      .NotDifferentiable("yields truth values");
}

const OpRegistration kSum = Reduction("Sum", kNumbersAndQuantized)
                                .Value(ReductionValue<0, AddKnown>)
                                .Gradient(SumGradient);
const OpRegistration kMean =
    Reduction("Mean", kNumbersAndQuantized).Gradient(MeanGradient);
const OpRegistration kMax =
    Reduction("Max", kRealNumbers | kQuantized)
        .Value(ReductionValue<PartialValue::kUnknown, MaxKnown>)
        .Gradient(MaxGradient);
const OpRegistration kMin =
    Reduction("Min", kRealNumbers | kQuantized)
        .Value(ReductionValue<PartialValue::kUnknown, MinKnown>)
        .Gradient(MaxGradient);
const OpRegistration kProd = Reduction("Prod", kNumbersAndQuantized)
                                 .Value(ReductionValue<1, MultiplyKnown>)
                                 .Gradient(ProdGradient);
const OpRegistration kEuclideanNorm =
    Reduction("EuclideanNorm", kNumbersAndQuantized)
        .Gradient(EuclideanNormGradient);
const OpRegistration kAll = LogicalReduction("All");
const OpRegistration kAny = LogicalReduction("Any");

// The axes of all dimensions.
Input AllAxes(const Input& input) {
  const Output& x = input.output();
  const Location& here = input.location();
  const int rank = x.shape().rank();
  if (rank >= 0 || !x) {
    std::vector<int64_t> axes(std::max(rank, 0));
    std::iota(axes.begin(), axes.end(), 0);
    return Input(axes, here.file, here.line);
  }
  return Input(Range(At(x.graph(), here.file, here.line), 0, Rank(input), 1),
               here.file, here.line);
}

}  // namespace

absl::StatusOr<AxisMask> ReducedAxes(int rank, absl::Span<const int64_t> axes) {
  AxisMask mask(rank, false);
  for (int64_t axis : axes) {
    if (axis < -rank || axis >= rank) {
      return absl::InvalidArgumentError(
          absl::StrCat("Invalid reduction dimension ", axis, " for input with ",
                       rank, " dimensions."));
    }
    const int64_t dimension = axis < 0 ? axis + rank : axis;
    if (mask[dimension]) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Invalid reduction arguments: Axes contains duplicate dimension: ",
          dimension));
    }
    mask[dimension] = true;
  }
  return mask;
}

Shape ReducedShape(const Shape& input, const AxisMask& mask, bool keep_dims) {
  Shape shape;
  for (int i = 0; i < input.rank(); ++i) {
    if (!mask[i]) {
      shape.AddDim(input.dim(i));
    } else if (keep_dims) {
      shape.AddDim(1);
    }
  }
  return shape;
}

Output Sum(Input input, Input axes, ReductionAttrs attrs) {
  return Build(kSum, {input, axes}, attrs);
}
Output Sum(Input input) { return Sum(input, AllAxes(input)); }

Output Mean(Input input, Input axes, ReductionAttrs attrs) {
  return Build(kMean, {input, axes}, attrs);
}
Output Mean(Input input) { return Mean(input, AllAxes(input)); }

Output Max(Input input, Input axes, ReductionAttrs attrs) {
  return Build(kMax, {input, axes}, attrs);
}
Output Max(Input input) { return Max(input, AllAxes(input)); }

Output Min(Input input, Input axes, ReductionAttrs attrs) {
  return Build(kMin, {input, axes}, attrs);
}
Output Min(Input input) { return Min(input, AllAxes(input)); }

Output Prod(Input input, Input axes, ReductionAttrs attrs) {
  return Build(kProd, {input, axes}, attrs);
}
Output Prod(Input input) { return Prod(input, AllAxes(input)); }

Output EuclideanNorm(Input input, Input axes, ReductionAttrs attrs) {
  return Build(kEuclideanNorm, {input, axes}, attrs);
}
Output EuclideanNorm(Input input) {
  return EuclideanNorm(input, AllAxes(input));
}

Output All(Input input, Input axes, ReductionAttrs attrs) {
  return Build(kAll, {input, axes}, attrs);
}
Output All(Input input) { return All(input, AllAxes(input)); }

Output Any(Input input, Input axes, ReductionAttrs attrs) {
  return Build(kAny, {input, axes}, attrs);
}
Output Any(Input input) { return Any(input, AllAxes(input)); }

}  // namespace thalweg
