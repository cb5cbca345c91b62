#include "thalweg/ops/array/identity.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
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

absl::Status EachAsItsInput(ShapeContext& context) {
  for (int i = 0; i < context.num_inputs(); ++i) {
    context.set_output(i, context.input(i));
  }
  return absl::OkStatus();
}

absl::Status EachValueAsItsInputs(ShapeContext& context) {
  for (int i = 0; i < context.num_inputs(); ++i) {
    const PartialValue* value = context.input_value(i);
    if (value != nullptr) context.set_output_value(i, *value);
  }
  return absl::OkStatus();
}

absl::Status IdentityNGradient(GradientContext& context) {
  for (int i = 0; i < context.num_inputs(); ++i) {
    context.set(i, context.upstream(i));
  }
  return absl::OkStatus();
}

const OpRegistration kIdentityN = OpSchema("IdentityN")
                                      .InputTypes("input", "T")
                                      .OutputTypes("output", "T")
                                      .TypeList("T", kAnyType, 1)
                                      .Shape(EachAsItsInput)
                                      .Value(EachValueAsItsInputs)
                                      .Gradient(IdentityNGradient);

absl::Status RefuseGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<PreventGradientAttrs>());
  return absl::NotFoundError(
      absl::StrCat("Gradient explicitly disabled. Reason: ", attrs.message));
}

const OpRegistration kPreventGradient = OpSchema("PreventGradient")
                                            .Input("input", "T")
                                            .Output("output", "T")
                                            .Attr("T", kAnyType)
                                            .Attrs<PreventGradientAttrs>()
                                            .Traits({Trait::kIdentity})
                                            .Shape(SameAsInput)
                                            .Value(PassValue)
                                            .Gradient(RefuseGradient);

// Without kIdentity: a copy, also of what a reference shows.
const OpRegistration kSnapshot = OpSchema("Snapshot")
                                     .Input("input", "T")
                                     .Output("output", "T")
                                     .Attr("T", kAnyType)
                                     .MayOverwrite({0})
                                     .Shape(SameAsInput)
                                     .Value(PassValue)
                                     .Gradient(IdentityGradient);

absl::Status GuaranteeConstShape(ShapeContext& context) {
  if (context.input_dtype(0) == kResource) {
    return absl::InvalidArgumentError(
        "Input tensor cannot be a resource variable handle.");
  }
  return SameAsInput(context);
}

const OpRegistration kGuaranteeConst =
    OpSchema("GuaranteeConst")
        .Input("input", "T")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Traits({Trait::kIdentity, Trait::kStateful})
        .Shape(GuaranteeConstShape)
        .Value(PassValue)
        .NotDifferentiable("takes its input for a constant");

const OpRegistration kDeepCopy =
    OpSchema("DeepCopy")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kAnyType)
        .Traits({Trait::kStateful})
        .Shape(SameAsInput)
        .NotDifferentiable("has none in TensorFlow either");

}  // namespace

Output Identity(Input input) { return Build(kIdentity, {input}); }

Output StopGradient(Input input) { return Build(kStopGradient, {input}); }

Operation IdentityN(InputList input) { return Build(kIdentityN, {input}); }

Output PreventGradient(Input input, PreventGradientAttrs attrs) {
  return Build(kPreventGradient, {input}, std::move(attrs));
}

Output Snapshot(Input input) { return Build(kSnapshot, {input}); }

Output GuaranteeConst(Input input) { return Build(kGuaranteeConst, {input}); }

Output DeepCopy(Input x) { return Build(kDeepCopy, {x}); }

}  // namespace thalweg
