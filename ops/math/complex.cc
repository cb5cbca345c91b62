#include "thalweg/ops/math/complex.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/div.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

constexpr DTypeSet kParts = {kFloat, kDouble};

DType InputDType(const Input& input) {
  return input.literal_kind() == Input::Literal::kNone ? input.output().dtype()
                                                       : input.value().dtype();
}

// The attribute Tout of an op that gives a part of its input.
AttrMap PartOf(const Input& input) {
  AttrMap attrs;
  attrs.Set("Tout", InputDType(input) == kComplex128 ? kDouble : kFloat);
  return attrs;
}

absl::Status ComplexGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  SetBroadcastGradients(context, Real(g), Imag(g));
  return absl::OkStatus();
}

absl::Status RealGradient(GradientContext& context) {
  context.set(0, Complex(context.upstream(0).dense(), 0));
  return absl::OkStatus();
}

absl::Status ImagGradient(GradientContext& context) {
  context.set(0, Complex(0, context.upstream(0).dense()));
  return absl::OkStatus();
}

absl::Status ConjGradient(GradientContext& context) {
  context.set(0, Conj(context.upstream(0).dense()));
  return absl::OkStatus();
}

absl::Status AngleGradient(GradientContext& context) {
  const Output x = context.input(0);
  const Output g = Complex(context.upstream(0).dense(), 0);
  context.set(0, -g / Complex(Imag(x), Real(x)));
  return absl::OkStatus();
}

absl::Status ComplexAbsGradient(GradientContext& context) {
  const Output g = Complex(context.upstream(0).dense(), 0);
  context.set(0, DivNoNan(g * context.input(0), Complex(context.output(), 0)));
  return absl::OkStatus();
}

const OpRegistration kComplexOp = OpSchema("Complex")
                                      .Input("real", "T")
                                      .Input("imag", "T")
                                      .Output("out", "Tout")
                                      .Attr("T", kParts, kFloat)
                                      .Attr("Tout", kComplex, kComplex64)
                                      .Traits({Trait::kElementwise})
                                      .Shape(BroadcastInputs)
                                      .Gradient(ComplexGradient);

const OpRegistration kReal = OpSchema("Real")
                                 .Input("input", "T")
                                 .Output("output", "Tout")
                                 .Attr("T", kComplex, kComplex64)
                                 .Attr("Tout", kParts, kFloat)
                                 .Traits({Trait::kElementwise})
                                 .Shape(SameAsInput)
                                 .Gradient(RealGradient);

const OpRegistration kImag = OpSchema("Imag")
                                 .Input("input", "T")
                                 .Output("output", "Tout")
                                 .Attr("T", kComplex, kComplex64)
                                 .Attr("Tout", kParts, kFloat)
                                 .Traits({Trait::kElementwise})
                                 .Shape(SameAsInput)
                                 .Gradient(ImagGradient);

const OpRegistration kConj = OpSchema("Conj")
                                 .Input("input", "T")
                                 .Output("output", "T")
                                 .Attr("T", kComplex | kVariant, kComplex64)
                                 .Traits({Trait::kElementwise})
                                 .MayOverwrite({0})
                                 .Shape(SameAsInput)
                                 .Gradient(ConjGradient);

const OpRegistration kComplexAbs = OpSchema("ComplexAbs")
                                       .Input("x", "T")
                                       .Output("y", "Tout")
                                       .Attr("T", kComplex, kComplex64)
                                       .Attr("Tout", kParts, kFloat)
                                       .Traits({Trait::kElementwise})
                                       .Shape(SameAsInput)
                                       .Gradient(ComplexAbsGradient);

const OpRegistration kAngle = OpSchema("Angle")
                                  .Input("input", "T")
                                  .Output("output", "Tout")
                                  .Attr("T", kComplex, kComplex64)
                                  .Attr("Tout", kParts, kFloat)
                                  .Traits({Trait::kElementwise})
                                  .Shape(SameAsInput)
                                  .Gradient(AngleGradient);

}  // namespace

Output Complex(Input real, Input imag) {
  AttrMap attrs;
  const bool is_double =
      InputDType(real.literal_kind() == Input::Literal::kNone ? real : imag) ==
      kDouble;
  attrs.Set("Tout", is_double ? kComplex128 : kComplex64);
  return Build(kComplexOp, {real, imag}, std::move(attrs));
}

Output Real(Input input) { return Build(kReal, {input}, PartOf(input)); }

Output Imag(Input input) { return Build(kImag, {input}, PartOf(input)); }

Output Conj(Input input) { return Build(kConj, {input}); }

Output ComplexAbs(Input x) { return Build(kComplexAbs, {x}, PartOf(x)); }

Output Angle(Input input) { return Build(kAngle, {input}, PartOf(input)); }

Output Conjugate(const Output& x) {
  return kComplex.contains(x.dtype()) ? Conj(x) : x;
}

}  // namespace thalweg
