// Each update against its formula, written out naively.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/state/assign_variable.h"
#include "thalweg/ops/state/read_variable.h"
#include "thalweg/ops/state/var_handle.h"
#include "thalweg/ops/state/variable_v2.h"
#include "thalweg/ops/training/apply_adagrad.h"
#include "thalweg/ops/training/apply_adam.h"
#include "thalweg/ops/training/apply_gradient_descent.h"
#include "thalweg/ops/training/apply_momentum.h"
#include "thalweg/tests/ops/training/variables.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;
// Sizes: single elements, tails of vectors, several pieces.
constexpr int64_t kSizes[] = {1, 7, 64, 1003, 20011};

class ApplyTest : public testing::TestWithParam<DType> {
 protected:
  // check(variables, gradient tensor, gradient elements, reference)
  template <class Check>
  void ForEachKindAndSize(int count, Check check) {
    for (const bool reference : {true, false}) {
      for (const int64_t size : kSizes) {
        for (const int threads : {1, 2}) {
          Variables variables(GetParam(), reference, count, {size},
                              {.num_threads = threads});
          const Tensor gradient = Uniform(GetParam(), {size}, -1, 1, 99);
          check(variables, gradient, Elements(gradient), reference);
          if (HasFatalFailure()) return;
        }
      }
    }
  }
  double Rounded(double value) const {
    return Elements(ScalarOf(GetParam(), value))[0].real();
  }
  Tensor Number(double value) const { return ScalarOf(GetParam(), value); }
};

INSTANTIATE_TEST_SUITE_P(DTypes, ApplyTest,
                         testing::Values(kHalf, kBfloat16, kFloat, kDouble,
                                         kComplex64, kComplex128),
                         [](const auto& dtype) {
                           return std::string(DTypeName(dtype.param));
                         });

TEST_P(ApplyTest, GradientDescentStepsAgainstTheGradient) {
  const double rate = Rounded(0.3);
  ForEachKindAndSize(1, [&](Variables& variables, const Tensor& gradient,
                            const std::vector<Complex>& g, bool reference) {
    auto w = variables.before(0);
    for (size_t i = 0; i < w.size(); ++i) w[i] -= rate * g[i];
    variables.ExpectAfter(reference
                              ? Operation(ApplyGradientDescent(
                                    variables.state(0), Number(rate), gradient))
                              : ResourceApplyGradientDescent(
                                    variables.state(0), Number(rate), gradient),
                          {w}, ToleranceOf(GetParam()));
  });
}

TEST_P(ApplyTest, MomentumStepsAlongTheDecayingSum) {
  const double rate = Rounded(0.3), momentum = Rounded(0.9);
  for (const bool nesterov : {false, true}) {
    ForEachKindAndSize(2, [&](Variables& variables, const Tensor& gradient,
                              const std::vector<Complex>& g, bool reference) {
      auto w = variables.before(0), a = variables.before(1);
      for (size_t i = 0; i < w.size(); ++i) {
        a[i] = a[i] * momentum + g[i];
        w[i] -= nesterov ? g[i] * rate + a[i] * momentum * rate : rate * a[i];
      }
      const Output &var = variables.state(0), &accum = variables.state(1);
      const ApplyMomentumAttrs attrs = {.use_nesterov = nesterov};
      variables.ExpectAfter(
          reference
              ? Operation(ApplyMomentum(var, accum, Number(rate), gradient,
                                        Number(momentum), attrs))
              : ResourceApplyMomentum(var, accum, Number(rate), gradient,
                                      Number(momentum), attrs),
          {w, a}, ToleranceOf(GetParam()));
    });
  }
}

TEST_P(ApplyTest, AdamScalesByTheMoments) {
  const double rate = Rounded(0.25), b1 = Rounded(0.875), b2 = Rounded(0.75),
               p1 = Rounded(0.5), p2 = Rounded(0.25), e = Rounded(0.125);
  const double alpha = rate * std::sqrt(1 - p2) / (1 - p1);
  for (const bool nesterov : {false, true}) {
    ForEachKindAndSize(3, [&](Variables& variables, const Tensor& gradient,
                              const std::vector<Complex>& g, bool reference) {
      auto w = variables.before(0), m = variables.before(1),
           v = variables.before(2);
      for (size_t i = 0; i < w.size(); ++i) {
        m[i] += (g[i] - m[i]) * (1 - b1);
        v[i] += (g[i] * g[i] - v[i]) * (1 - b2);
        const Complex mean = nesterov ? g[i] * (1 - b1) + b1 * m[i] : m[i];
        w[i] -= mean * alpha / (std::sqrt(v[i]) + e);
      }
      auto apply = [&](auto op) {
        return Operation(
            op(variables.state(0), variables.state(1), variables.state(2),
               Number(p1), Number(p2), Number(rate), Number(b1), Number(b2),
               Number(e), gradient, ApplyAdamAttrs{.use_nesterov = nesterov}));
      };
      variables.ExpectAfter(
          reference ? apply(ApplyAdam) : apply(ResourceApplyAdam), {w, m, v},
          ToleranceOf(GetParam()));
    });
  }
}

TEST_P(ApplyTest, AdagradDividesByTheRootOfTheSum) {
  const double rate = Rounded(0.3);
  for (const bool update_slots : {false, true}) {
    ForEachKindAndSize(2, [&](Variables& variables, const Tensor& gradient,
                              const std::vector<Complex>& g, bool reference) {
      auto w = variables.before(0), a = variables.before(1);
      for (size_t i = 0; i < w.size(); ++i) {
        if (update_slots) a[i] += g[i] * g[i];
        w[i] -= rate * g[i] / std::sqrt(a[i]);
      }
      const Output &var = variables.state(0), &accum = variables.state(1);
      const ApplyAdagradAttrs attrs = {.update_slots = update_slots};
      variables.ExpectAfter(
          reference
              ? Operation(
                    ApplyAdagrad(var, accum, Number(rate), gradient, attrs))
              : ResourceApplyAdagrad(var, accum, Number(rate), gradient, attrs),
          {w, a}, ToleranceOf(GetParam()));
    });
  }
}

class ApplyErrorTest : public testing::Test {
 protected:
  Graph graph_;
  Evaluator evaluator_;
};

TEST_F(ApplyErrorTest, AnUninitializedVariableIsRefused) {
  const Output v = VariableV2(graph_, {2}, kFloat).Named("v");
  EXPECT_THAT(evaluator_.Run({}, {}, {ApplyGradientDescent(v, 0.1, {1, 2})}),
              StatusIs(kFailedPrecondition,
                       "Attempting to use uninitialized variables: v"));
}

TEST_F(ApplyErrorTest, ShapesThatOnlyTheRunShowsAreRefused) {
  const Output r = VarHandleOp(graph_, kFloat, {2});
  ASSERT_OK(evaluator_.Run({}, {}, {AssignVariableOp(r, {1, 2})}));
  const Output rate = Placeholder(graph_, kFloat);
  const Output gradient = Placeholder(graph_, kFloat);
  const Operation update = ResourceApplyGradientDescent(r, rate, gradient);
  const Tensor two = Tensor::Of<float>({2}, {1, 1});
  const Tensor three = Tensor::Of<float>({3}, {1, 1, 1});
  EXPECT_THAT(evaluator_.Run({{rate, Tensor::Scalar(1.0f)}, {gradient, three}},
                             {}, {update}),
              StatusIs(kInvalidArgument,
                       "var and delta do not have the same shape[2] [3]"));
  EXPECT_THAT(evaluator_.Run({{rate, two}, {gradient, two}}, {}, {update}),
              StatusIs(kInvalidArgument, "alpha is not a scalar: [2]"));
  ExpectEqual(evaluator_.Run(ReadVariableOp(r, kFloat)),
              Tensor::Of<float>({2}, {1, 2}));
}

TEST_F(ApplyErrorTest, ShapesAreRefusedWhenBuilding) {
  const Output v = VariableV2(graph_, {2}, kFloat);
  ApplyGradientDescent(v, 0.1, {1, 2, 3});
  EXPECT_THAT(graph_.status(),
              StatusIs(kInvalidArgument,
                       "var and delta do not have the same shape[2] [3]"));
  Graph other;
  const Output r = VarHandleOp(other, kFloat, {2});
  ResourceApplyMomentum(r, r, {0.1, 0.2}, {1, 2}, 0.9);
  EXPECT_THAT(other.status(),
              StatusIs(kInvalidArgument, "lr is not a scalar: [2]"));
}

TEST_F(ApplyErrorTest, OneVariableInTwoPlacesIsRefused) {
  const Output r = VarHandleOp(graph_, kFloat, {2});
  ASSERT_OK(evaluator_.Run({}, {}, {AssignVariableOp(r, {1, 2})}));
  EXPECT_THAT(
      evaluator_.Run({}, {}, {ResourceApplyMomentum(r, r, 0.1, {1, 2}, 0.9)}),
      StatusIs(kInvalidArgument, "given twice"));
}

}  // namespace
}  // namespace thalweg
