#include "thalweg/ops/array/zeros_like.h"

#include <optional>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

// Small integer zeros or ones, as many as the shape has.
absl::Status SetConstantValue(ShapeContext& context, int64_t element) {
  const int64_t size = context.input(0).num_elements();
  if (size < 0 || size > PartialValue::kMaxElements ||
      !kIntegers.contains(context.input_dtype(0))) {
    return absl::OkStatus();
  }
  PartialValue value;
  value.elements.assign(size, element);
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

absl::Status ZerosLikeValue(ShapeContext& context) {
  return SetConstantValue(context, 0);
}

absl::Status OnesLikeValue(ShapeContext& context) {
  return SetConstantValue(context, 1);
}

const OpRegistration kZerosLike =
    OpSchema("ZerosLike")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kAnyType)
        .Traits({Trait::kShapeOnly})
        .MayOverwrite({0})
        .Shape(SameAsInput)
        .Value(ZerosLikeValue)
        .NotDifferentiable("does not depend on the elements of x");

const OpRegistration kOnesLike =
    OpSchema("OnesLike")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kNumbers | kBool)
        .Traits({Trait::kShapeOnly})
        .MayOverwrite({0})
        .Shape(SameAsInput)
        .Value(OnesLikeValue)
        .NotDifferentiable("does not depend on the elements of x");

}  // namespace

Output ZerosLike(Input x) { return Build(kZerosLike, {x}); }

Output OnesLike(Input x) { return Build(kOnesLike, {x}); }

std::vector<Output> UpstreamsOrZeros(const GradientContext& context) {
  std::vector<Output> gradients;
  for (int i = 0; i < context.num_outputs(); ++i) {
    gradients.push_back(context.upstream(i).absent()
                            ? ZerosLike(context.output(i))
                            : context.upstream(i).dense());
  }
  return gradients;
}

}  // namespace thalweg
