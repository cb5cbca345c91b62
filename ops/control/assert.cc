#include "thalweg/ops/control/assert.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

absl::Status AssertShape(ShapeContext& context) {
  return CheckCondition(context.input(0));
}

const OpRegistration kAssert = OpSchema("Assert")
                                   .Input("condition", kBool)
                                   .InputTypes("data", "T")
                                   .TypeList("T", kAnyType, 1)
                                   .Attrs<AssertAttrs>()
                                   .Traits({Trait::kStateful})
                                   .Shape(AssertShape)
                                   .NotDifferentiable("has no outputs");

}  // namespace

absl::Status CheckCondition(const Shape& condition) {
  if (condition.rank() <= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "Input 0 should be a scalar but has shape ", condition.ToString()));
}

Operation Assert(Input condition, InputList data, AssertAttrs attrs) {
  return Build(kAssert, {condition, data}, attrs);
}

}  // namespace thalweg
