#include "thalweg/ops/array/diag.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

constexpr DTypeSet kDiagTypes = kFloating | kComplex | DTypeSet{kInt32, kInt64};

template <absl::StatusOr<Shape> (*result)(const Shape&)>
absl::Status ShapeBy(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape, result(context.input(0)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

template <Output (*inverse)(Input)>
absl::Status GradientBy(GradientContext& context) {
  context.set(0, inverse(context.upstream(0).dense()));
  return absl::OkStatus();
}

const OpRegistration kDiag = OpSchema("Diag")
                                 .Input("diagonal", "T")
                                 .Output("output", "T")
                                 .Attr("T", kDiagTypes)
                                 .Shape(ShapeBy<DiagShape>)
                                 .Gradient(GradientBy<DiagPart>);

const OpRegistration kDiagPart = OpSchema("DiagPart")
                                     .Input("input", "T")
                                     .Output("diagonal", "T")
                                     .Attr("T", kDiagTypes)
                                     .Shape(ShapeBy<DiagPartShape>)
                                     .Gradient(GradientBy<Diag>);

}  // namespace

absl::StatusOr<Shape> DiagShape(const Shape& diagonal) {
  if (!diagonal.has_rank()) return Shape::Unknown();
  if (diagonal.rank() == 0) {
    return absl::InvalidArgumentError("Input must be at least rank 1, got 0");
  }
  const Shape shape = diagonal.Concat(diagonal);
  return Shape::Make(shape.dims());
}

absl::StatusOr<Shape> DiagPartShape(const Shape& input) {
  if (!input.has_rank()) return Shape::Unknown();
  const int rank = input.rank();
  if (rank == 0 || rank % 2 != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "The rank of the tensor should be even and positive, got shape ",
        input.ToString()));
  }
  const auto half =
      input.Slice(0, rank / 2).MergeWith(input.Slice(rank / 2, rank));
  if (half.ok()) return *half;
  return absl::InvalidArgumentError(
      absl::StrCat("Invalid shape ", input.ToString(),
                   ": the two halves of its dimensions do not match"));
}

Output Diag(Input diagonal) { return Build(kDiag, {diagonal}); }

Output DiagPart(Input input) { return Build(kDiagPart, {input}); }

}  // namespace thalweg
