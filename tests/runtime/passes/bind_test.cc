#include "thalweg/runtime/passes/bind.h"

#include "thalweg/kernels/kernel.h"
#include "thalweg/kernels/variable.h"
#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

class BindTest : public StepTest {
 protected:
  static const Kernel* KernelOf(const StepGraph& step, const Node* node) {
    return step.kernels[node->id()].get();
  }
};

TEST_F(BindTest, EveryNodeThatWorksHasAKernel) {
  Output x = Placeholder(graph_, kFloat, {2});
  Output y = Exp(x);
  StepGraph step = Step({{x, {2}}}, {y});
  ASSERT_OK(Bind(environment_, step));
  EXPECT_NE(KernelOf(step, Find(step, y)), nullptr);
  EXPECT_EQ(KernelOf(step, step.feeds[0]), nullptr);
  EXPECT_EQ(KernelOf(step, step.fetches[0]), nullptr);
}

TEST_F(BindTest, AConstantIsItsValue) {
  Output y = Const(graph_, {1.f, 2.f});
  StepGraph step = Step({}, {y}, {NoOp(graph_)});
  ASSERT_OK(Bind(environment_, step));
  const Node* node = Find(step, y);
  EXPECT_EQ(KernelOf(step, node), nullptr);
  ASSERT_EQ(step.constant_outputs[node->id()].size(), 1u);
  ExpectEqual(step.constant_outputs[node->id()][0],
              Tensor::Of<float>({2}, {1, 2}));
}

TEST_F(BindTest, AVariablesHandleIsTheSameInEveryPlan) {
  Output v = VariableV2(graph_, {2}, kFloat);
  Output handle = VarHandleOp(graph_, kFloat, {2});
  const VariableState* variables[2][2];
  for (int plan : {0, 1}) {
    StepGraph step = Step({}, {handle}, {IsVariableInitialized(v)});
    ASSERT_OK(Bind(environment_, step));
    int i = 0;
    for (const Output& output : {v, handle}) {
      const auto& outputs = step.constant_outputs[Find(step, output)->id()];
      ASSERT_EQ(outputs.size(), 1u);
      ASSERT_OK_AND_ASSIGN(variables[plan][i++], VariableOf(outputs[0]));
    }
  }
  EXPECT_EQ(variables[0][0], variables[1][0]);
  EXPECT_EQ(variables[0][1], variables[1][1]);
  EXPECT_NE(variables[0][0], variables[0][1]);
}

}  // namespace
}  // namespace thalweg
