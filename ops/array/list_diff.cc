#include "thalweg/ops/array/list_diff.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status ListDiffShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRank(context.input(0), 1));
  RETURN_IF_ERROR(RequireRank(context.input(1), 1));
  context.set_output(0, Shape::OfRank(1));
  context.set_output(1, Shape::OfRank(1));
  return absl::OkStatus();
}

const OpRegistration kListDiff =
    OpSchema("ListDiff")
        .Input("x", "T")
        .Input("y", "T")
        .Output("out", "T")
        .Output("idx", "out_idx")
        .Attr("T", kAnyType)
        .Attrs<ListDiffAttrs>()
        .Allowed("out_idx", kIndices)
        .Shape(ListDiffShape)
        .NotDifferentiable("has a shape that hangs on values");

}  // namespace

Operation ListDiff(Input x, Input y, ListDiffAttrs attrs) {
  return Build(kListDiff, {x, y}, attrs);
}

}  // namespace thalweg
