#include "thalweg/ops/array/inplace.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status InplaceShape(ShapeContext& context) {
  RETURN_IF_ERROR(
      CheckInplace(context.input(0), context.input(1), context.input(2)));
  return SameAsInput(context);
}

OpSchema InplaceSchema(const char* name) {
  return OpSchema(name)
      .Input("x", "T")
      .Input("i", kInt32)
      .Input("v", "T")
      .Output("y", "T")
      .Attr("T", kAnyType)
      .MayOverwrite({0})
      .Shape(InplaceShape);
}

const OpRegistration kInplaceUpdate =
    InplaceSchema("InplaceUpdate")
        .NotDifferentiable("has no gradient; TensorScatterUpdate has");
const OpRegistration kInplaceAdd =
    InplaceSchema("InplaceAdd")
        .NotDifferentiable("has no gradient; TensorScatterAdd has");
const OpRegistration kInplaceSub =
    InplaceSchema("InplaceSub")
        .NotDifferentiable("has no gradient; TensorScatterSub has");

}  // namespace

absl::Status CheckInplace(const Shape& x, const Shape& i, const Shape& v) {
  if (i.has_rank() && i.rank() != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("i must be a vector. ", i.ToString()));
  }
  if ((x.has_rank() && x.rank() == 0) || (v.has_rank() && v.rank() == 0)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "x and v must have rows: ", x.ToString(), ", ", v.ToString()));
  }
  const int64_t count = i.has_rank() ? i.dim(0) : Shape::kUnknown;
  Shape rows = x;
  if (x.has_rank()) rows.set_dim(0, count);
  if (!rows.IsCompatibleWith(v) ||
      (v.has_rank() && count >= 0 && v.dim(0) >= 0 && v.dim(0) != count)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "x and v shape doesn't match, or i and v at index 0: ", x.ToString(),
        ", ", i.ToString(), ", ", v.ToString()));
  }
  return absl::OkStatus();
}

Output InplaceUpdate(Input x, Input i, Input v) {
  return Build(kInplaceUpdate, {x, i, v});
}

Output InplaceAdd(Input x, Input i, Input v) {
  return Build(kInplaceAdd, {x, i, v});
}

Output InplaceSub(Input x, Input i, Input v) {
  return Build(kInplaceSub, {x, i, v});
}

}  // namespace thalweg
