#include "thalweg/ops/random/random_gamma.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/range.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

constexpr DTypeSet kPoissonTypes = {kHalf, kFloat, kDouble, kInt32, kInt64};

absl::Status RandomGammaGradient(GradientContext& context) {
  const Output shape = context.input(0), alpha = context.input(1);
  // A dimension of 1 for each of the samples'.
  const Output ones = OnesLike(shape);
  const Output repeated = Reshape(
      alpha, Concat({ones, ShapeOf(alpha, {.out_type = shape.dtype()})}, 0));
  const Output slope = RandomGammaGrad(repeated, context.output());
  context.set(1, Sum(context.upstream(0).dense() * slope,
                     Range(context.graph(), 0, Size(shape), 1)));
  return absl::OkStatus();
}

const OpRegistration kRandomGamma = OpSchema("RandomGamma")
                                        .Input("shape", "S")
                                        .Input("alpha", "T")
                                        .Output("output", "T")
                                        .Attrs<SeedAttrs>()
                                        .Attr("S", kIndices)
                                        .Attr("T", {kHalf, kFloat, kDouble})
                                        .Traits({Trait::kStateful})
                                        .Shape(SampleShape)
                                        .Gradient(RandomGammaGradient);

const OpRegistration kRandomGammaGrad =
    OpSchema("RandomGammaGrad")
        .Input("alpha", "T")
        .Input("sample", "T")
        .Output("output", "T")
        .Attr("T", {kFloat, kDouble})
        .Traits({Trait::kElementwise})
        .MayOverwrite({0, 1})
        .Shape(BroadcastInputs)
        .NotDifferentiable("is a derivative that TensorFlow takes no other of");

const OpRegistration kRandomPoisson = OpSchema("RandomPoissonV2")
                                          .Input("shape", "S")
                                          .Input("rate", "R")
                                          .Output("output", "dtype")
                                          .Attrs<RandomPoissonAttrs>()
                                          .Allowed("dtype", kPoissonTypes)
                                          .Attr("S", kIndices)
                                          .Attr("R", kPoissonTypes, kDouble)
                                          .Traits({Trait::kStateful})
                                          .Shape(SampleShape)
                                          .NotDifferentiable("yields integers");

}  // namespace

Output RandomGamma(Input shape, Input alpha, SeedAttrs attrs) {
  return Build(kRandomGamma, {shape, alpha}, attrs);
}

Output RandomGammaGrad(Input alpha, Input sample) {
  return Build(kRandomGammaGrad, {alpha, sample});
}

Output RandomPoisson(Input shape, Input rate, RandomPoissonAttrs attrs) {
  return Build(kRandomPoisson, {shape, rate}, attrs);
}

}  // namespace thalweg
