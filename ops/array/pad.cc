#include "thalweg/ops/array/pad.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/slice.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/math/sub.h"

namespace thalweg {
namespace {

absl::Status PadShape(ShapeContext& context) {
  const Shape& paddings = context.input(1);
  if (!paddings.IsCompatibleWith({Shape::kUnknown, 2})) {
    return absl::InvalidArgumentError(absl::StrCat(
        "paddings must be a matrix with 2 columns: ", paddings.ToString()));
  }
  const int64_t rank = paddings.has_rank() && paddings.dim(0) >= 0
                           ? paddings.dim(0)
                           : context.input(0).rank();
  if (context.num_inputs() > 2 && !RequireRank(context.input(2), 0).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("constant_values must be a scalar. Found: ",
                     context.input(2).ToString()));
  }
  if (rank < 0) return absl::OkStatus();
  PartialValue unknown;
  const PartialValue* value = context.input_value(1);
  if (value == nullptr) {
    if (rank > Shape::kMaxRank) return absl::OkStatus();
    unknown.elements.assign(2 * rank, PartialValue::kUnknown);
    value = &unknown;
  }
  ASSIGN_OR_RETURN(Shape shape, PaddedShape(context.input(0), value->elements));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

// The part of the upstream gradient that lies where the input did.
Output WithoutMargin(GradientContext& context) {
  const Output paddings = context.input(1);
  const Output before = Unpack(paddings, 2, {.axis = 1})[0];
  return Slice(context.upstream(0).dense(), before,
               ShapeOf(context.input(0), {.out_type = paddings.dtype()}));
}

absl::Status PadGradient(GradientContext& context) {
  context.set(0, WithoutMargin(context));
  return absl::OkStatus();
}

absl::Status PadV2Gradient(GradientContext& context) {
  const Output inner = WithoutMargin(context);
  context.set(0, inner);
  context.set(2, Sub(Sum(context.upstream(0).dense()), Sum(inner)));
  return absl::OkStatus();
}

const OpRegistration kPad = OpSchema("Pad")
                                .Input("input", "T")
                                .Input("paddings", "Tpaddings")
                                .Output("output", "T")
                                .Attr("T", kAnyType)
                                .Attr("Tpaddings", kIndices, kInt32)
                                .Shape(PadShape)
                                .Gradient(PadGradient);

const OpRegistration kPadV2 = OpSchema("PadV2")
                                  .Input("input", "T")
                                  .Input("paddings", "Tpaddings")
                                  .Input("constant_values", "T")
                                  .Output("output", "T")
                                  .Attr("T", kAnyType)
                                  .Attr("Tpaddings", kIndices, kInt32)
                                  .Shape(PadShape)
                                  .Gradient(PadV2Gradient);

// Dimension i of the result; -1 when unknown.
absl::StatusOr<int64_t> PaddedDim(int64_t dim, int64_t before, int64_t after) {
  constexpr int64_t kNone = PartialValue::kUnknown;
  if ((before < 0 && before != kNone) || (after < 0 && after != kNone)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Paddings must be non-negative: ", before, " ", after));
  }
  if (before == kNone || after == kNone || dim == Shape::kUnknown) {
    return Shape::kUnknown;
  }
  int64_t padded = 0;
  if (__builtin_add_overflow(before, after, &padded) ||
      __builtin_add_overflow(padded, dim, &padded)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a padded dimension is too large: ", before, " + ", dim, " + ", after));
  }
  return padded;
}

}  // namespace

absl::StatusOr<Shape> PaddedShape(const Shape& input,
                                  absl::Span<const int64_t> paddings) {
  const int64_t rank = paddings.size() / 2;
  if ((input.has_rank() && input.rank() != rank) || rank > Shape::kMaxRank) {
    return absl::InvalidArgumentError(absl::StrCat(
        "The first dimension of paddings must be the rank of inputs[", rank,
        ",2] ", input.ToString()));
  }
  Shape::Dims dims;
  for (int i = 0; i < rank; ++i) {
    const int64_t dim = input.has_rank() ? input.dim(i) : Shape::kUnknown;
    ASSIGN_OR_RETURN(const int64_t padded,
                     PaddedDim(dim, paddings[2 * i], paddings[2 * i + 1]));
    dims.push_back(padded);
  }
  return Shape::Make(dims);
}

Output Pad(Input input, Input paddings) {
  return Build(kPad, {input, paddings});
}

Output PadV2(Input input, Input paddings, Input constant_values) {
  return Build(kPadV2, {input, paddings, constant_values});
}

}  // namespace thalweg
