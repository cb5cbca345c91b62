// Relu6, LeakyRelu, Elu, Selu, Softplus, Softsign and their gradients.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "thalweg/ops/nn/elu.h"
#include "thalweg/ops/nn/leaky_relu.h"
#include "thalweg/ops/nn/relu6.h"
#include "thalweg/ops/nn/softplus.h"
#include "thalweg/ops/nn/softsign.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kScale = 1.0507009873554805;
constexpr double kNegativeScale = 1.7580993408473769;

Output Leaky(Input x) { return LeakyRelu(x, {.alpha = 0.25f}); }
Output LeakyGrad(Input g, Input x) {
  return LeakyReluGrad(g, x, {.alpha = 0.25f});
}

struct Activation {
  const char* name;
  Output (*op)(Input);
  double (*oracle)(double x);
  Output (*gradient)(Input, Input);
  // Of the upstream gradient and what the gradient op takes.
  double (*gradient_oracle)(double g, double x);
  // What it does to infinity and to -infinity.
  float at_infinity, at_minus_infinity;
};

const Activation kActivations[] = {
    {"Relu6", Relu6, [](double x) { return std::clamp(x, 0.0, 6.0); },
     Relu6Grad, [](double g, double x) { return x > 0 && x < 6 ? g : 0; }, 6,
     0},
    {"LeakyRelu", Leaky, [](double x) { return x > 0 ? x : 0.25 * x; },
     LeakyGrad, [](double g, double x) { return x > 0 ? g : 0.25 * g; }, kInf,
     -kInf},
    {"Elu", Elu, [](double x) { return x < 0 ? std::expm1(x) : x; }, EluGrad,
     [](double g, double y) { return y < 0 ? g * (y + 1) : g; }, kInf, -1},
    {"Selu", Selu,
     [](double x) {
       return x < 0 ? kNegativeScale * std::expm1(x) : kScale * x;
     },
     SeluGrad,
     [](double g, double y) {
       return y < 0 ? g * (y + kNegativeScale) : g * kScale;
     },
     kInf, static_cast<float>(-kNegativeScale)},
    {"Softplus", Softplus, [](double x) { return std::log1p(std::exp(x)); },
     SoftplusGrad, [](double g, double x) { return g / (1 + std::exp(-x)); },
     kInf, 0},
    {"Softsign", Softsign, [](double x) { return x / (1 + std::abs(x)); },
     SoftsignGrad,
     [](double g, double x) { return g / std::pow(1 + std::abs(x), 2); }, kNaN,
     kNaN},
};

double Tolerance(DType dtype) {
  if (dtype == kHalf) return 5e-3;
  if (dtype == kBfloat16) return 4e-2;
  return dtype == kFloat ? 2e-6 : 1e-13;
}

GraphFunction Apply(Output (*op)(Input)) {
  return
      [op](const Graph&, const std::vector<Output>& in) { return op(in[0]); };
}
GraphFunction Apply(Output (*op)(Input, Input)) {
  return [op](const Graph&, const std::vector<Output>& in) {
    return op(in[0], in[1]);
  };
}

TEST(ActivationTest, ComputesEveryFunctionAndGradientForEveryType) {
  for (const Activation& activation : kActivations) {
    for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16}) {
      SCOPED_TRACE(testing::Message()
                   << activation.name << " " << DTypeName(dtype).data());
      const Tensor x = Uniform(dtype, {7, 9}, -9, 9, 1);
      const Tensor g = Uniform(dtype, {7, 9}, -2, 2, 2);
      std::vector<double> y, dx;
      for (int i = 0; i < 63; ++i) {
        const double at = Elements(x)[i].real();
        y.push_back(activation.oracle(at));
        dx.push_back(activation.gradient_oracle(Elements(g)[i].real(), at));
      }
      ExpectCloseEveryWay(Apply(activation.op), {x},
                          MakeTensor(dtype, {7, 9}, y), Tolerance(dtype));
      ExpectCloseEveryWay(Apply(activation.gradient), {g, x},
                          MakeTensor(dtype, {7, 9}, dx), Tolerance(dtype));
    }
  }
}

TEST(ActivationTest, KeepsNaNAndHasItsLimitsAtInfinity) {
  for (const Activation& activation : kActivations) {
    SCOPED_TRACE(activation.name);
    ExpectCloseEveryWay(
        Apply(activation.op),
        {Tensor::Of<float>({4}, {kNaN, kInf, -kInf, 100})},
        Tensor::Of<float>(
            {4}, {kNaN, activation.at_infinity, activation.at_minus_infinity,
                  static_cast<float>(activation.oracle(100))}),
        1e-6);
  }
}

TEST(ActivationTest, LosesNoDigitsNearZeroAndFarBelowIt) {
  ExpectCloseEveryWay(Apply(Elu), {Tensor::Scalar(-1e-12)},
                      Tensor::Scalar(std::expm1(-1e-12)), 1e-24);
  ExpectCloseEveryWay(Apply(Softplus), {Tensor::Scalar(-40.0)},
                      Tensor::Scalar(std::exp(-40.0)), 1e-30);
}

TEST(ActivationTest, OfIntegersIsRelu6) {
  for (DType dtype : {kInt8, kInt16, kInt32, kInt64}) {
    ExpectEveryWay(Apply(Relu6), {MakeTensor(dtype, {4}, {-7, 3, 6, 100})},
                   MakeTensor(dtype, {4}, {0, 3, 6, 6}));
  }
  for (DType dtype : {kUint8, kUint16, kUint32, kUint64}) {
    ExpectEveryWay(Apply(Relu6), {MakeTensor(dtype, {3}, {0, 3, 100})},
                   MakeTensor(dtype, {3}, {0, 3, 6}));
    ExpectEveryWay(
        Apply(Relu6Grad),
        {MakeTensor(dtype, {3}, {1, 2, 3}), MakeTensor(dtype, {3}, {0, 3, 6})},
        MakeTensor(dtype, {3}, {0, 2, 0}));
  }
}

TEST(ActivationTest, GivesTheSameInPiecesAsInOne) {
  const Tensor x = Uniform(kFloat, {200001}, -2, 2);
  Tensor expected = *x.Copy();
  for (float& element : expected.mutable_flat<float>()) {
    if (element <= 0) element *= 0.25f;
  }
  ExpectEveryWay(Apply(Leaky), {x}, expected);
}

TEST(ActivationTest, TakesNoElements) {
  const Tensor none = MakeTensor(kFloat, {0, 3}, {});
  for (const Activation& activation : kActivations) {
    ExpectEveryWay(Apply(activation.op), {none}, none);
    ExpectEveryWay(Apply(activation.gradient), {none, none}, none);
  }
}

TEST(ActivationTest, RefusesGradientsOfAnotherShape) {
  for (const Activation& activation : kActivations) {
    SCOPED_TRACE(activation.name);
    ExpectRefusedEveryWay(
        Apply(activation.gradient),
        {Uniform(kFloat, {2}, 0, 1), Uniform(kFloat, {1, 2}, 0, 1)}, "");
  }
}

TEST(ActivationTest, HasTheGradientsOfItsFormulaTwice) {
  const Tensor x = MakeTensor(kDouble, {2, 4}, {-3, -1, -0.2, 0.3, 1, 3, 5, 7});
  const Tensor g = Uniform(kDouble, {2, 4}, -1, 1);
  for (const Activation& activation : kActivations) {
    SCOPED_TRACE(activation.name);
    CheckGradients(Apply(activation.op), {x}, {.second_order = true});
    // Results of Elu and Selu are not below -1 and -1.76.
    const Tensor y =
        MakeTensor(kDouble, {2, 4}, {-0.9, -0.5, -0.1, 0.3, 1, 3, 5, 7});
    CheckGradients(Apply(activation.gradient), {g, y}, {.second_order = true});
  }
}

}  // namespace
}  // namespace thalweg
