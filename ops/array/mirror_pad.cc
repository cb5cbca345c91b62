#include "thalweg/ops/array/mirror_pad.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/pad.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

constexpr int64_t kUnknownPadding = PartialValue::kUnknown;

using ResultShape = absl::StatusOr<Shape> (*)(const Shape&,
                                              absl::Span<const int64_t>,
                                              const MirrorPadAttrs&);

template <ResultShape result>
absl::Status MirrorShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<MirrorPadAttrs>());
  const Shape& paddings = context.input(1);
  if (!paddings.IsCompatibleWith({Shape::kUnknown, 2})) {
    return absl::InvalidArgumentError(absl::StrCat(
        "paddings must be a matrix with 2 columns: ", paddings.ToString()));
  }
  const int64_t rank = paddings.has_rank() && paddings.dim(0) >= 0
                           ? paddings.dim(0)
                           : context.input(0).rank();
  if (rank < 0) return absl::OkStatus();
  if (rank > Shape::kMaxRank) {
    return absl::InvalidArgumentError(
        absl::StrCat("a shape has at most ", Shape::kMaxRank,
                     " dimensions, but paddings are for ", rank));
  }
  std::vector<int64_t> elements(2 * rank, kUnknownPadding);
  if (const PartialValue* value = context.input_value(1)) {
    elements = value->elements;
  }
  ASSIGN_OR_RETURN(Shape shape, result(context.input(0), elements, attrs));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

template <Output (*inverse)(Input, Input, MirrorPadAttrs)>
absl::Status MirrorGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(auto attrs, context.attrs<MirrorPadAttrs>());
  context.set(0, inverse(context.upstream(0).dense(), context.input(1),
                         std::move(attrs)));
  return absl::OkStatus();
}

const OpRegistration kMirrorPad =
    OpSchema("MirrorPad")
        .Input("input", "T")
        .Input("paddings", "Tpaddings")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attr("Tpaddings", kIndices, kInt32)
        .Attrs<MirrorPadAttrs>()
        .Allowed("mode", std::vector<std::string>{"REFLECT", "SYMMETRIC"})
        .Shape(MirrorShape<MirrorPaddedShape>)
        .Gradient(MirrorGradient<MirrorPadGrad>);

const OpRegistration kMirrorPadGrad =
    OpSchema("MirrorPadGrad")
        .Input("input", "T")
        .Input("paddings", "Tpaddings")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attr("Tpaddings", kIndices, kInt32)
        .Attrs<MirrorPadAttrs>()
        .Allowed("mode", std::vector<std::string>{"REFLECT", "SYMMETRIC"})
        .Shape(MirrorShape<MirrorFoldedShape>)
        .Gradient(MirrorGradient<MirrorPad>);

// That both paddings of a dimension (of the inner shape) are as large as may
// be; what is unknown is.
absl::Status CheckPadding(int64_t dim, int64_t before, int64_t after,
                          int offset) {
  if (dim == Shape::kUnknown ||
      (before <= dim - offset && after <= dim - offset)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      offset == 0 ? absl::StrCat("paddings must be no greater than the "
                                 "dimension size: ",
                                 before, ", ", after, " greater than ", dim)
                  : absl::StrCat("paddings must be less than the dimension "
                                 "size: ",
                                 before, ", ", after, " not less than ", dim));
}

// A padded dimension without its margin; -1 when unknown.
absl::StatusOr<int64_t> FoldedDim(int64_t padded, int64_t before,
                                  int64_t after) {
  if ((before < 0 && before != kUnknownPadding) ||
      (after < 0 && after != kUnknownPadding)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Paddings must be non-negative: ", before, ", ", after));
  }
  if (padded == Shape::kUnknown || before == kUnknownPadding ||
      after == kUnknownPadding) {
    return Shape::kUnknown;
  }
  // Neither difference overflows, since none of the three is negative.
  if (before > padded || after > padded - before) {
    return absl::InvalidArgumentError(
        absl::StrCat("paddings must be no greater than the dimension: ", before,
                     ", ", after, " of ", padded));
  }
  return padded - before - after;
}

}  // namespace

int MirrorOffset(const MirrorPadAttrs& attrs) {
  return attrs.mode == "REFLECT" ? 1 : 0;
}

absl::StatusOr<Shape> MirrorPaddedShape(const Shape& input,
                                        absl::Span<const int64_t> paddings,
                                        const MirrorPadAttrs& attrs) {
  ASSIGN_OR_RETURN(Shape padded, PaddedShape(input, paddings));
  for (int i = 0; i < input.rank(); ++i) {
    RETURN_IF_ERROR(CheckPadding(input.dim(i), paddings[2 * i],
                                 paddings[2 * i + 1], MirrorOffset(attrs)));
  }
  return padded;
}

absl::StatusOr<Shape> MirrorFoldedShape(const Shape& padded,
                                        absl::Span<const int64_t> paddings,
                                        const MirrorPadAttrs& attrs) {
  const int rank = static_cast<int>(paddings.size() / 2);
  if (padded.has_rank() && padded.rank() != rank) {
    return absl::InvalidArgumentError(absl::StrCat(
        "The first dimension of paddings must be the rank of inputs[", rank,
        ",2] ", padded.ToString()));
  }
  Shape folded = Shape::OfRank(rank);
  for (int i = 0; i < rank; ++i) {
    const int64_t dim = padded.has_rank() ? padded.dim(i) : Shape::kUnknown;
    const int64_t before = paddings[2 * i];
    const int64_t after = paddings[2 * i + 1];
    ASSIGN_OR_RETURN(const int64_t inner, FoldedDim(dim, before, after));
    RETURN_IF_ERROR(CheckPadding(inner, before, after, MirrorOffset(attrs)));
    folded.set_dim(i, inner);
  }
  return folded;
}

Output MirrorPad(Input input, Input paddings, MirrorPadAttrs attrs) {
  return Build(kMirrorPad, {input, paddings}, attrs);
}

Output MirrorPadGrad(Input input, Input paddings, MirrorPadAttrs attrs) {
  return Build(kMirrorPadGrad, {input, paddings}, attrs);
}

}  // namespace thalweg
