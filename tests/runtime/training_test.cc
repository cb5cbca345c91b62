// Sessions train as the naive evaluator does: what a plan orders, fuses and
// writes in place changes no variable.

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

struct Case {
  const char* optimizer;
  bool reference;
  int num_threads;
};

class TrainingTest : public testing::TestWithParam<Case> {
 protected:
  TrainingTest() {
    const bool reference = GetParam().reference;
    x_ = Placeholder(graph_, kDouble, {-1, 3});
    labels_ = Placeholder(graph_, kDouble, {-1, 2});
    const Output w1 = Variable(graph_, Uniform(kDouble, {3, 5}, -1, 1, 1),
                               {.name = "w1", .reference = reference});
    const Output b1 = Variable(graph_, initializer::Zeros({5}, kDouble),
                               {.name = "b1", .reference = reference});
    const Output w2 = Variable(graph_, Uniform(kDouble, {5, 2}, -1, 1, 2),
                               {.name = "w2", .reference = reference});
    const Output logits = MatMul(Tanh(MatMul(x_, w1) + b1), w2);
    const Operation loss = SoftmaxCrossEntropyWithLogits(logits, labels_);
    loss_ = Mean(loss[0]);
    variables_ = {w1, b1, w2};
  }

  Operation Minimize() {
    const std::string name = GetParam().optimizer;
    if (name == "Adam") return Adam(0.05).Minimize(loss_);
    if (name == "Nesterov") {
      return Momentum(0.1, 0.9, {.use_nesterov = true}).Minimize(loss_);
    }
    return GradientDescent(0.1).Minimize(loss_);
  }

  Graph graph_;
  Output x_, labels_, loss_;
  std::vector<Output> variables_;
};

INSTANTIATE_TEST_SUITE_P(
    Optimizers, TrainingTest,
    testing::Values(Case{"GradientDescent", false, 1},
                    Case{"GradientDescent", true, 1},
                    Case{"Nesterov", false, 1}, Case{"Nesterov", true, 2},
                    Case{"Adam", false, 2}, Case{"Adam", true, 1}),
    [](const auto& test) {
      return absl::StrCat(test.param.optimizer,
                          test.param.reference ? "Reference" : "Resource");
    });

TEST_P(TrainingTest, AgreesWithTheEvaluatorStepByStep) {
  const Operation train = Minimize();
  const Operation initializer = graph_.Initializer();
  ASSERT_OK(graph_.status());
  ASSERT_OK_AND_ASSIGN(
      Session session,
      Session::Create(graph_, {.num_threads = GetParam().num_threads}));
  Evaluator evaluator;
  ASSERT_OK(session.Run({}, {}, {initializer}));
  ASSERT_OK(evaluator.Run({}, {}, {initializer}));
  double first = 0, last = 0;
  for (int step = 0; step < 20; ++step) {
    const Tensor x = Uniform(kDouble, {4, 3}, -1, 1, 7);
    const Tensor labels =
        Tensor::Of<double>({4, 2}, {1, 0, 0, 1, 0.5, 0.5, 1, 0});
    ASSERT_OK_AND_ASSIGN(
        const auto actual,
        session.Run({{x_, x}, {labels_, labels}}, {loss_}, {train}));
    ASSERT_OK_AND_ASSIGN(
        const auto expected,
        evaluator.Run({{x_, x}, {labels_, labels}}, {loss_}, {train}));
    ExpectClose(actual[0], expected[0], 1e-9);
    last = actual[0].scalar<double>();
    if (step == 0) first = last;
  }
  EXPECT_LT(last, 0.9 * first);
  for (const Output& variable : variables_) {
    ASSERT_OK_AND_ASSIGN(const auto actual, session.Run({}, {variable}));
    ExpectClose(actual[0], *evaluator.Run(variable), 1e-9);
  }
}

TEST_P(TrainingTest, AFetchedVariableIsNotChangedByTheNextStep) {
  const Operation train = Minimize();
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph_));
  // The initializer is newer than the session's snapshot.
  const Operation initializer = graph_.Initializer();
  ASSERT_OK(session.Extend(graph_));
  ASSERT_OK(session.Run({}, {}, {initializer}));
  ASSERT_OK_AND_ASSIGN(const auto before, session.Run({}, {variables_[0]}));
  const Tensor copy = *before[0].Copy();
  const Tensor x = Uniform(kDouble, {1, 3}, -1, 1, 7);
  const Tensor labels = Tensor::Of<double>({1, 2}, {1, 0});
  for (int step = 0; step < 2; ++step) {
    ASSERT_OK(session.Run({{x_, x}, {labels_, labels}}, {}, {train}));
  }
  ExpectEqual(before[0], copy);
  ASSERT_OK_AND_ASSIGN(const auto after, session.Run({}, {variables_[0]}));
  EXPECT_NE(Elements(after[0]), Elements(copy));
}

}  // namespace
}  // namespace thalweg
