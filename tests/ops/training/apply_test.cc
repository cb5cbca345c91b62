// Each update against its formula, written out naively.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/state/assign.h"
#include "thalweg/ops/state/assign_variable.h"
#include "thalweg/ops/state/read_reference.h"
#include "thalweg/ops/state/read_variable.h"
#include "thalweg/ops/state/var_handle.h"
#include "thalweg/ops/state/variable_v2.h"
#include "thalweg/ops/training/apply_adam.h"
#include "thalweg/ops/training/apply_gradient_descent.h"
#include "thalweg/ops/training/apply_momentum.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;
using Complex = std::complex<double>;

// Elements of variables of one kind, before and after.
class Variables {
 public:
  Variables(DType dtype, bool reference, int count, int64_t size,
            EvaluateOptions options = {})
      : dtype_(dtype), reference_(reference), evaluator_(options) {
    std::vector<Operation> assigns;
    for (int i = 0; i < count; ++i) {
      // Above zero, as the mean of squares that Adam takes the root of.
      values_.push_back(Uniform(dtype, {size}, 0.5, 1.5, 10 + i));
      if (reference) {
        states_.push_back(VariableV2(graph_, {size}, dtype));
        assigns.push_back(Assign(states_[i], values_[i]));
      } else {
        states_.push_back(VarHandleOp(graph_, dtype, {size}));
        assigns.push_back(AssignVariableOp(states_[i], values_[i]));
      }
    }
    EXPECT_OK(evaluator_.Run({}, {}, assigns));
  }

  const Graph& graph() const { return graph_; }
  const Output& state(int i) const { return states_[i]; }
  std::vector<Complex> before(int i) const { return Elements(values_[i]); }

  void ExpectAfter(const Operation& update,
                   const std::vector<std::vector<Complex>>& expected,
                   double tolerance) {
    ASSERT_OK(graph_.status());
    ASSERT_OK(evaluator_.Run({}, {}, {update}));
    for (size_t i = 0; i < expected.size(); ++i) {
      const Output read = reference_ ? ReadReference(states_[i])
                                     : ReadVariableOp(states_[i], dtype_);
      ASSERT_OK_AND_ASSIGN(const Tensor value, evaluator_.Run(read));
      const auto elements = Elements(value);
      ASSERT_EQ(elements.size(), expected[i].size());
      for (size_t k = 0; k < elements.size(); ++k) {
        ASSERT_NEAR(std::abs(elements[k] - expected[i][k]), 0,
                    tolerance * std::max(1.0, std::abs(expected[i][k])))
            << "variable " << i << ", element " << k;
      }
    }
  }

 private:
  DType dtype_;
  bool reference_;
  Graph graph_;
  Evaluator evaluator_;
  std::vector<Tensor> values_;
  std::vector<Output> states_;
};

double ToleranceOf(DType dtype) {
  switch (dtype) {
    case kHalf:
      return 4e-3;
    case kBfloat16:
      return 3e-2;
    case kFloat:
    case kComplex64:
      return 2e-6;
    default:
      return 1e-13;
  }
}

Tensor ScalarOf(DType dtype, double value) {
  return MakeTensor(dtype, {}, {value});
}

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
          Variables variables(GetParam(), reference, count, size,
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
