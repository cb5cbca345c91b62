#include "thalweg/ops/array/transpose.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status TransposeShape(ShapeContext& context) {
  const Shape& perm_shape = context.input(1);
  if (perm_shape.has_rank() && perm_shape.rank() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "perm must be a vector, got shape ", perm_shape.ToString()));
  }
  const std::optional<PartialValue> perm = KnownVector(context, 1);
  if (!perm.has_value()) {
    if (context.input(0).has_rank()) {
      context.set_output(0, Shape::OfRank(context.input(0).rank()));
    }
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Shape shape,
                   TransposedShape(context.input(0), perm->elements));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status TransposeGradient(GradientContext& context) {
  context.set(0, Transpose(context.upstream(0).dense(),
                           InvertPermutation(context.input(1))));
  return absl::OkStatus();
}

const OpRegistration kTranspose = OpSchema("Transpose")
                                      .Input("x", "T")
                                      .Input("perm", "Tperm")
                                      .Output("y", "T")
                                      .Attr("T", kAnyType)
                                      .Attr("Tperm", kIndices, kInt32)
                                      .Shape(TransposeShape)
                                      .Gradient(TransposeGradient);

absl::Status ConjugateTransposeGradient(GradientContext& context) {
  context.set(0, ConjugateTranspose(context.upstream(0).dense(),
                                    InvertPermutation(context.input(1))));
  return absl::OkStatus();
}

const OpRegistration kConjugateTranspose =
    OpSchema("ConjugateTranspose")
        .Input("x", "T")
        .Input("perm", "Tperm")
        .Output("y", "T")
        .Attr("T", kAnyType)
        .Attr("Tperm", kIndices, kInt32)
        .Shape(TransposeShape)
        .Gradient(ConjugateTransposeGradient);

absl::Status InvertPermutationShape(ShapeContext& context) {
  if (context.input(0).has_rank() && context.input(0).rank() != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("invert_permutation expects a 1D vector, got shape ",
                     context.input(0).ToString()));
  }
  ASSIGN_OR_RETURN(Shape shape, context.input(0).MergeWith({Shape::kUnknown}));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status InvertPermutationValue(ShapeContext& context) {
  const PartialValue* perm = context.input_value(0);
  if (perm == nullptr || !perm->IsKnown()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckPermutation(perm->elements));
  PartialValue inverse;
  inverse.elements.resize(perm->elements.size());
  for (size_t i = 0; i < perm->elements.size(); ++i) {
    inverse.elements[perm->elements[i]] = i;
  }
  context.set_output_value(0, std::move(inverse));
  return absl::OkStatus();
}

const OpRegistration kInvertPermutation =
    OpSchema("InvertPermutation")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kIndices, kInt32)
        .Shape(InvertPermutationShape)
        .Value(InvertPermutationValue)
        .NotDifferentiable("yields integers");

}  // namespace

absl::Status CheckPermutation(absl::Span<const int64_t> perm) {
  const int64_t size = perm.size();
  absl::InlinedVector<bool, 8> seen(size, false);
  bool all_known = true;
  for (int64_t axis : perm) {
    if (axis == PartialValue::kUnknown) {
      all_known = false;
    } else if (axis < 0 || axis >= size) {
      return absl::InvalidArgumentError(
          absl::StrCat(axis, " is out of range [0 .. ", size, ")"));
    } else {
      seen[axis] = true;
    }
  }
  const auto missing = std::find(seen.begin(), seen.end(), false);
  if (all_known && missing != seen.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat(missing - seen.begin(), " is missing from {",
                     absl::StrJoin(perm, ","), "}."));
  }
  return absl::OkStatus();
}

absl::StatusOr<Shape> TransposedShape(const Shape& x,
                                      absl::Span<const int64_t> perm) {
  const int64_t rank = perm.size();
  if (x.has_rank() && x.rank() != rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("transpose expects a vector of size ", x.rank(),
                     ". But input(1) is a vector of size ", rank));
  }
  if (rank > Shape::kMaxRank) {
    return absl::InvalidArgumentError(
        absl::StrCat("a shape has at most ", Shape::kMaxRank,
                     " dimensions, but perm has ", rank));
  }
  RETURN_IF_ERROR(CheckPermutation(perm));
  Shape shape = Shape::OfRank(static_cast<int>(rank));
  for (int i = 0; x.has_rank() && i < rank; ++i) {
    if (perm[i] != PartialValue::kUnknown) {
      shape.set_dim(i, x.dim(static_cast<int>(perm[i])));
    }
  }
  return shape;
}

Output Transpose(Input x, Input perm) { return Build(kTranspose, {x, perm}); }

Output ConjugateTranspose(Input x, Input perm) {
  return Build(kConjugateTranspose, {x, perm});
}

Output InvertPermutation(Input x) { return Build(kInvertPermutation, {x}); }

}  // namespace thalweg
