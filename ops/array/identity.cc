#include "thalweg/ops/array/identity.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status IdentityGradient(GradientContext& context) {
  context.set(0, context.upstream(0));
  return absl::OkStatus();
}

const OpRegistration kIdentity = OpSchema("Identity")
                                     .Input("input", "T")
                                     .Output("output", "T")
                                     .Attr("T", kAnyType)
                                     .Traits({Trait::kIdentity})
                                     .Shape(SameAsInput)
                                     .Value(PassValue)
                                     .Gradient(IdentityGradient);

const OpRegistration kStopGradient =
    OpSchema("StopGradient")
        .Input("input", "T")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Traits({Trait::kIdentity, Trait::kStopsGradient})
        .Shape(SameAsInput)
        .Value(PassValue)
        .NotDifferentiable("stops the gradient");

}  // namespace

Output Identity(Input input) { return Build(kIdentity, {input}); }

Output StopGradient(Input input) { return Build(kStopGradient, {input}); }

}  // namespace thalweg
