#include "thalweg/ops/math/logical.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

OpSchema LogicalSchema(const char* name) {
  return OpSchema(name)
      .Input("x", kBool)
      .Input("y", kBool)
      .Output("z", kBool)
      .Traits({Trait::kElementwise, Trait::kCommutative})
      .MayOverwrite({0, 1})
      .Shape(BroadcastInputs)
      .NotDifferentiable("yields booleans");
}

const OpRegistration kLogicalAnd = LogicalSchema("LogicalAnd");
const OpRegistration kLogicalOr = LogicalSchema("LogicalOr");

const OpRegistration kLogicalNot = OpSchema("LogicalNot")
                                       .Input("x", kBool)
                                       .Output("y", kBool)
                                       .Traits({Trait::kElementwise})
                                       .MayOverwrite({0})
                                       .Shape(SameAsInput)
                                       .NotDifferentiable("yields booleans");

}  // namespace

Output LogicalAnd(Input x, Input y) { return Build(kLogicalAnd, {x, y}); }

Output LogicalOr(Input x, Input y) { return Build(kLogicalOr, {x, y}); }

Output LogicalNot(Input x) { return Build(kLogicalNot, {x}); }

}  // namespace thalweg
