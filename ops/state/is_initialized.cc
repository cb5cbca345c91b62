#include "thalweg/ops/state/is_initialized.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

const OpRegistration kIsVariableInitialized =
    OpSchema("IsVariableInitialized")
        .RefInput("ref", "dtype")
        .Output("is_initialized", kBool)
        .Attr("dtype", kAnyType)
        .Traits({Trait::kAllowsUninitialized, Trait::kReadsVariable})
        .Shape(ScalarOutput)
        .NotDifferentiable("yields a bool");

const OpRegistration kVarIsInitializedOp =
    OpSchema("VarIsInitializedOp")
        .Input("resource", kResource)
        .Output("is_initialized", kBool)
        .Traits({Trait::kStateful, Trait::kReadsVariable})
        .Shape(ScalarOutput)
        .NotDifferentiable("yields a bool");

}  // namespace

Output IsVariableInitialized(Input ref) {
  return Build(kIsVariableInitialized, {ref});
}

Output VarIsInitializedOp(Input resource) {
  return Build(kVarIsInitializedOp, {resource});
}

}  // namespace thalweg
