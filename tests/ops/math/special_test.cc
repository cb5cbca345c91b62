// Gradients of special functions at the points and shapes that the contract
// test leaves out.
#include <gtest/gtest.h>

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/bessel.h"
#include "thalweg/ops/math/gamma.h"
#include "thalweg/ops/math/incomplete_beta.h"
#include "thalweg/ops/math/incomplete_gamma.h"
#include "thalweg/ops/math/integrals.h"
#include "thalweg/ops/math/next_after.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using UnaryOp = Output (*)(Input);

GraphFunction Apply(UnaryOp op) {
  return [op](const Graph&, const std::vector<Output>& x) { return op(x[0]); };
}

TEST(SpecialGradientTest, CanBeDifferentiatedAgain) {
  for (UnaryOp op :
       {BesselI0, BesselI0e, BesselI1, BesselI1e, BesselJ0, BesselJ1, BesselK0,
        BesselK0e, BesselK1, BesselK1e, BesselY0, BesselY1, Dawsn, Digamma,
        Expint, FresnelCos, FresnelSin, Lgamma, Spence}) {
    CheckGradients(Apply(op), {Uniform(kDouble, {2, 3}, 0.6, 2.4)},
                   {.second_order = true});
  }
}

// The gradient of op at a point.
double GradientAt(UnaryOp op, double point) {
  Graph graph;
  const Output x = Placeholder(graph, kDouble, {});
  const auto gradients = SymbolicGradients({op(x)}, {x});
  if (!gradients.ok()) return NAN;
  Evaluator evaluator;
  const auto values =
      evaluator.Run({{x, Tensor::Scalar(point)}}, {(*gradients)[0].dense()});
  return values.ok() ? *(*values)[0].data<double>() : NAN;
}

TEST(SpecialGradientTest, IsFiniteWhereTheFormulaDividesByZero) {
  EXPECT_EQ(GradientAt(BesselJ1, 0), 0.5);
  EXPECT_EQ(GradientAt(BesselI1, 0), 1);  // As in TensorFlow.
  EXPECT_EQ(GradientAt(BesselI1e, 0), 0.5);
  EXPECT_EQ(GradientAt(Spence, 1), -1);
}

TEST(SpecialGradientTest, OfBetaincIsSummedForAScalar) {
  const Tensor a = Uniform(kDouble, {4}, 0.5, 3);
  const Tensor b = Uniform(kDouble, {4}, 0.5, 3, 2);
  CheckGradients(
      [&](const Graph& graph, const std::vector<Output>& x) {
        return Betainc(Constant(graph, a), Constant(graph, b), x[0]);
      },
      {MakeTensor(kDouble, {}, {0.3})}, {.second_order = true});
}

TEST(SpecialGradientTest, OfBetaincIsOneForTheUniformDistribution) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& x) {
        return Betainc(1.0, 1.0, x[0]);
      },
      {Uniform(kDouble, {5}, 0.1, 0.9)});
}

TEST(SpecialGradientTest, OfNextAfterGoesToTheFirstInput) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& x) {
        return NextAfter(x[0], 9.0);
      },
      {Uniform(kDouble, {5}, 0.1, 0.9)});
}

TEST(SpecialGradientTest, OfIgammaPassesBackThroughBothInputs) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& x) {
        return Igamma(x[0], x[1]);
      },
      {Uniform(kDouble, {3, 1}, 0.5, 3), Uniform(kDouble, {4}, 0.5, 6)});
}

}  // namespace
}  // namespace thalweg
