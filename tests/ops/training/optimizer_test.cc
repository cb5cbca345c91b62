#include "thalweg/ops/training/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/operators.h"
#include "thalweg/ops/state/variable.h"
#include "thalweg/ops/training/adam.h"
#include "thalweg/ops/training/global_step.h"
#include "thalweg/ops/training/gradient_descent.h"
#include "thalweg/ops/training/momentum.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

Tensor Doubles(std::initializer_list<double> values) {
  return Tensor::Of<double>({static_cast<int64_t>(values.size())}, values);
}

// The loss sum((w - 3)^2) of a variable that starts at {1, 5}: the gradient is
// 2 (w - 3).
class OptimizerTest : public testing::TestWithParam<bool> {
 protected:
  OptimizerTest()
      : w_(Variable(graph_, Doubles({1, 5}),
                    {.name = "w", .reference = GetParam()})),
        loss_(Sum(Square(w_ - 3))) {}

  // Runs the initializer and then `train` so many times.
  void Train(const Operation& train, int steps) {
    ASSERT_OK(graph_.status());
    ASSERT_OK(evaluator_.Run({}, {}, {graph_.Initializer()}));
    for (int i = 0; i < steps; ++i) {
      ASSERT_OK(evaluator_.Run({}, {}, {train}));
    }
  }
  bool Has(const char* name) { return graph_.FindNode(name) != nullptr; }

  Graph graph_;
  Evaluator evaluator_;
  Output w_;
  Output loss_;
};

INSTANTIATE_TEST_SUITE_P(Kinds, OptimizerTest, testing::Bool(),
                         [](const auto& kind) {
                           return kind.param ? "Reference" : "Resource";
                         });

TEST_P(OptimizerTest, GradientDescentStepsAgainstTheGradient) {
  const Operation train = GradientDescent(0.25).Minimize(loss_);
  EXPECT_EQ(train.name(), "GradientDescent");
  EXPECT_TRUE(Has("GradientDescent/learning_rate"));
  Train(train, 3);
  // The distance to 3 halves in each step.
  ExpectClose(evaluator_.Run(w_), Doubles({2.75, 3.25}), 1e-14);
}

TEST_P(OptimizerTest, MomentumFollowsItsFormula) {
  for (const bool nesterov : {false, true}) {
    Graph graph;
    const Output w = Variable(graph, Doubles({1, 5}),
                              {.name = "w", .reference = GetParam()});
    const Operation train = Momentum(0.1, 0.5, {.use_nesterov = nesterov})
                                .Minimize(Sum(Square(w - 3)));
    Evaluator evaluator;
    ASSERT_OK(evaluator.Run({}, {}, {graph.Initializer()}));
    double expected[] = {1, 5}, sum[] = {0, 0};
    for (int step = 0; step < 4; ++step) {
      ASSERT_OK(evaluator.Run({}, {}, {train}));
      for (int i : {0, 1}) {
        const double g = 2 * (expected[i] - 3);
        sum[i] = 0.5 * sum[i] + g;
        expected[i] -= 0.1 * (nesterov ? g + 0.5 * sum[i] : sum[i]);
      }
    }
    ExpectClose(evaluator.Run(w), Doubles({expected[0], expected[1]}), 1e-14);
    ASSERT_OK_AND_ASSIGN(const Output slot,
                         graph.FindOutput("w/Momentum/read"));
    ExpectClose(evaluator.Run(slot), Doubles({sum[0], sum[1]}), 1e-14);
  }
}

TEST_P(OptimizerTest, AdamFollowsItsFormula) {
  const Operation train = Adam(0.1).Minimize(loss_);
  Train(train, 5);
  double expected[] = {1, 5}, m[] = {0, 0}, v[] = {0, 0};
  double power1 = 0.9, power2 = 0.999;
  for (int step = 0; step < 5; ++step) {
    const double alpha = 0.1 * std::sqrt(1 - power2) / (1 - power1);
    for (int i : {0, 1}) {
      const double g = 2 * (expected[i] - 3);
      m[i] += (g - m[i]) * (1 - 0.9);
      v[i] += (g * g - v[i]) * (1 - 0.999);
      expected[i] -= m[i] * alpha / (std::sqrt(v[i]) + 1e-8);
    }
    power1 *= 0.9;
    power2 *= 0.999;
  }
  ExpectClose(evaluator_.Run(w_), Doubles({expected[0], expected[1]}), 1e-13);
  for (const auto& [name, value] :
       {std::pair("w/Adam/read", Doubles({m[0], m[1]})),
        std::pair("w/Adam_1/read", Doubles({v[0], v[1]})),
        std::pair("beta1_power/read", Tensor::Scalar(power1)),
        std::pair("beta2_power/read", Tensor::Scalar(power2))}) {
    ASSERT_OK_AND_ASSIGN(const Output slot, graph_.FindOutput(name));
    ExpectClose(evaluator_.Run(slot), value, 1e-13);
  }
}

TEST_P(OptimizerTest, TakesSettingsFromTheGraph) {
  const Output rate = Placeholder(graph_, kFloat, {});
  const Operation train = GradientDescent(rate).Minimize(loss_);
  ASSERT_OK(evaluator_.Run({}, {}, {graph_.Initializer()}));
  ASSERT_OK(evaluator_.Run({{rate, Tensor::Scalar(0.5f)}}, {}, {train}));
  ExpectClose(evaluator_.Run(w_), Doubles({3, 3}), 1e-14);
}

TEST_P(OptimizerTest, CountsItsSteps) {
  const Output step = GlobalStep(graph_);
  EXPECT_EQ(GlobalStep(graph_), step);
  const Operation train =
      Momentum(0.1, 0.9).Minimize(loss_, {.global_step = step});
  EXPECT_EQ(train.name(), "Momentum");
  EXPECT_TRUE(Has("Momentum/update"));
  Train(train, 3);
  ExpectEqual(evaluator_.Run(step), Tensor::Scalar(int64_t{3}));
}

TEST_P(OptimizerTest, TrainsOnlyWhatItIsGiven) {
  const Output frozen = Variable(graph_, Doubles({1}),
                                 {.trainable = false, .reference = GetParam()});
  const Output other =
      Variable(graph_, Doubles({1}), {.reference = GetParam()});
  const Output loss = loss_ + Sum(frozen) + Sum(other);
  const Operation all = GradientDescent(0.25).Minimize(loss);
  const Operation one =
      GradientDescent(0.25).Minimize(loss, {.variables = {frozen}});
  Train(all, 1);
  ExpectEqual(evaluator_.Run(frozen), Doubles({1}));
  ExpectEqual(evaluator_.Run(other), Doubles({0.75}));
  Train(one, 1);
  ExpectEqual(evaluator_.Run(frozen), Doubles({0.75}));
  ExpectEqual(evaluator_.Run(other), Doubles({1}));
}

TEST_P(OptimizerTest, LeavesVariablesThatTheLossDoesNotDependOn) {
  const Output other =
      Variable(graph_, Doubles({1}), {.reference = GetParam()});
  Train(GradientDescent(0.25).Minimize(loss_), 1);
  ExpectEqual(evaluator_.Run(other), Doubles({1}));
}

TEST_P(OptimizerTest, AppliesGradientsThatWereChanged) {
  GradientDescent optimizer(1);
  auto gradients = optimizer.ComputeGradients(loss_);
  ASSERT_EQ(gradients.size(), 1u);
  gradients[0].gradient = gradients[0].gradient.dense() * 0 + 1;
  Train(optimizer.ApplyGradients(gradients), 1);
  ExpectClose(evaluator_.Run(w_), Doubles({0, 4}), 1e-14);
}

TEST_P(OptimizerTest, SharesSlotsBetweenItsMinimizations) {
  Momentum optimizer(0.1, 0.9);
  EXPECT_FALSE(optimizer.Slot(w_, "momentum"));
  optimizer.Minimize(loss_);
  const Output slot = optimizer.Slot(w_, "momentum");
  EXPECT_EQ(slot.name(), "w/Momentum/read:0");
  optimizer.Minimize(2 * loss_);
  EXPECT_EQ(optimizer.Slot(w_, "momentum"), slot);
  EXPECT_FALSE(Has("w/Momentum_1"));
  EXPECT_OK(graph_.status());
}

TEST_P(OptimizerTest, NamesSlotsAfterTheVariableWhateverTheScope) {
  {
    const ScopeGuard scope = graph_.WithName("training");
    EXPECT_EQ(Momentum(0.1, 0.9).Minimize(loss_).name(), "training/Momentum");
  }
  EXPECT_TRUE(Has("w/Momentum"));
  EXPECT_TRUE(Has("w/Momentum/Initializer/zeros"));
}

TEST_P(OptimizerTest, SumsSparseGradients) {
  const Output table =
      Variable(graph_, Doubles({1, 1, 1}), {.reference = GetParam()});
  const Operation train =
      GradientDescent(1).Minimize(Sum(Gather(table, {2, 0, 2})));
  Train(train, 1);
  ExpectEqual(evaluator_.Run(table), Doubles({0, 1, -1}));
}

TEST_P(OptimizerTest, TrainsVariablesOfSeveralDTypes) {
  const Output single =
      Variable(graph_, Tensor::Scalar(1.0f), {.reference = GetParam()});
  for (const bool adam : {false, true}) {
    Operation train;
    if (adam) {
      Adam optimizer(0.5);
      auto gradients = optimizer.ComputeGradients(loss_);
      auto more = optimizer.ComputeGradients(2 * single, {single});
      gradients.push_back(more[0]);
      train = optimizer.ApplyGradients(gradients);
    } else {
      train = GradientDescent(0.5).Minimize(2 * single);
    }
    Train(train, 1);
    // Adam's first step is the learning rate.
    ExpectClose(evaluator_.Run(single), Tensor::Scalar(adam ? 0.5f : 0.0f),
                1e-5);
  }
}

TEST_P(OptimizerTest, MistakesAreErrorsOfTheGraph) {
  EXPECT_FALSE(GradientDescent(0.1).Minimize(loss_, {.variables = {loss_}}));
  EXPECT_THAT(graph_.status(),
              StatusIs(kInvalidArgument, "is no variable of the graph"));

  Graph none;
  const Output x = Placeholder(none, kFloat, {});
  EXPECT_FALSE(GradientDescent(0.1).Minimize(Square(x)));
  EXPECT_THAT(none.status(),
              StatusIs(kInvalidArgument, "No variables to optimize."));

  Graph apart;
  Variable(apart, Doubles({1}), {.name = "v"});
  const Output y = Placeholder(apart, kFloat, {});
  EXPECT_FALSE(GradientDescent(0.1).Minimize(Square(y)));
  EXPECT_THAT(
      apart.status(),
      StatusIs(kInvalidArgument, "No gradients provided for any variable: v"));
}

}  // namespace
}  // namespace thalweg
