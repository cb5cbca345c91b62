#include "thalweg/runtime/session.h"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

float Value(const Tensor& tensor) { return tensor.data<float>()[0]; }

TEST(PartialExecutionTest, ABranchThatNobodyFetchesNeverRuns) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {});
  Output wanted = x * 2;
  // Would fail twice over: nobody feeds it, and it divides by zero.
  Output unfed = Placeholder(graph, kInt32, {});
  Output failing = FloorDiv(unfed, Const(graph, 0));
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK_AND_ASSIGN(auto out,
                       session.Run({{x, Tensor::Scalar(3.f)}}, {wanted}));
  EXPECT_EQ(Value(out[0]), 6.f);
  EXPECT_THAT(
      session.Run({{unfed, Tensor::Scalar<int32_t>(1)}}, {failing}),
      StatusIs(absl::StatusCode::kInvalidArgument, "Integer division by zero"));
}

TEST(PartialExecutionTest, AFeedCutsOffWhatComputesIt) {
  Graph graph;
  Output unfed = Placeholder(graph, kFloat, {});
  Output middle = Exp(unfed);
  Output y = middle + 1;
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK_AND_ASSIGN(auto out,
                       session.Run({{middle, Tensor::Scalar(4.f)}}, {y}));
  EXPECT_EQ(Value(out[0]), 5.f);
}

TEST(SessionTest, FetchesByNameAndTwiceInTheOrderAsked) {
  Graph graph;
  Output a = Const(graph, 1.f).Named("a");
  Output b = (a + 1).Named("b");
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {"b:0", a, "b"}));
  ASSERT_EQ(out.size(), 3u);
  EXPECT_EQ(Value(out[0]), 2.f);
  EXPECT_EQ(Value(out[1]), 1.f);
  EXPECT_EQ(Value(out[2]), 2.f);
}

TEST(SessionTest, RunsWhatAGroupMadeLaterGroups) {
  Graph graph;
  Output v = Variable(graph, Tensor::Scalar(3.f));
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK(session.Run({}, {}, {graph.Initializer()}));
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {v}));
  EXPECT_EQ(Value(out[0]), 3.f);
}

TEST(SessionTest, AcceptsAnyShapeThatTheKernelsAccept) {
  // As TensorFlow's C++ session: the placeholder's shape is no contract.
  Graph graph;
  Output x = Placeholder(graph, kFloat, {2, 2});
  Output y = Neg(x);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK_AND_ASSIGN(
      auto out, session.Run({{x, Tensor::Of<float>({3}, {1, 2, 3})}}, {y}));
  EXPECT_EQ(out[0].shape(), Shape({3}));
}

TEST(SessionTest, ServesManyShapesOfOneRequest) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {-1, 2});
  Output y = Sum(x * x, {0});
  Output rows = FloorDiv(Size(x), 2);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  for (int64_t n = 0; n < 40; ++n) {
    const std::vector<float> ones(2 * n, 2.f);
    ASSERT_OK_AND_ASSIGN(
        auto out,
        session.Run({{x, Tensor::Of<float>({n, 2}, ones)}}, {y, rows}));
    EXPECT_EQ(out[0].data<float>()[1], 4.f * n);
    EXPECT_EQ(out[1].data<int32_t>()[0], n);
  }
}

TEST(SessionTest, GivesTheSameWithAndWithoutOptimization) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {-1, 3});
  Output w = Const(graph, Tensor::Of<float>({3, 2}, {1, 2, 3, 4, 5, 6}));
  Output y = Relu(MatMul(x, w) + Const(graph, {0.5f, -20.f})) * 1 + 0;
  Output z = Identity(Sum(y, {1})) + Sum(y, {1});
  const Tensor value = Tensor::Of<float>({2, 3}, {1, 2, 3, -1, 0.5, 2});
  std::vector<float> results[2];
  for (bool optimize : {false, true}) {
    ASSERT_OK_AND_ASSIGN(Session session,
                         Session::Create(graph, {.optimize = optimize}));
    ASSERT_OK_AND_ASSIGN(auto out, session.Run({{x, value}}, {z}));
    for (float f : out[0].flat<float>()) results[optimize].push_back(f);
  }
  ASSERT_EQ(results[0].size(), 2u);
  EXPECT_FLOAT_EQ(results[0][0], 2 * (22.5f + 8.f));
  for (int i : {0, 1}) EXPECT_FLOAT_EQ(results[0][i], results[1][i]);
}

TEST(SessionTest, KeepsFetchedValuesApartFromLaterRuns) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {});
  Output y = x + 1;
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK_AND_ASSIGN(auto first,
                       session.Run({{x, Tensor::Scalar(1.f)}}, {y}));
  ASSERT_OK_AND_ASSIGN(auto second,
                       session.Run({{x, Tensor::Scalar(7.f)}}, {y}));
  EXPECT_EQ(Value(first[0]), 2.f);
  EXPECT_EQ(Value(second[0]), 8.f);
}

TEST(SessionTest, NeverGivesTheCallersFeedBackAsAResult) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {2});
  Output same = Identity(x);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  float memory[] = {1, 2};
  ASSERT_OK_AND_ASSIGN(
      auto out,
      session.Run({{x, Tensor::Borrow(kFloat, {2}, memory, {})}}, {same}));
  memory[0] = 9;
  EXPECT_EQ(Value(out[0]), 1.f);
}

TEST(SessionTest, TellsItsDevices) {
  Graph graph;
  ASSERT_OK_AND_ASSIGN(Session session,
                       Session::Create(graph, {.device_count = {{"CPU", 2}}}));
  const std::vector<DeviceInfo> devices = session.ListDevices();
  ASSERT_EQ(devices.size(), 2u);
  EXPECT_EQ(devices[1].name, "/job:localhost/replica:0/task:0/device:CPU:1");
  EXPECT_EQ(devices[1].type, "CPU");
  EXPECT_GT(devices[1].memory_limit, 0);
  EXPECT_FALSE(devices[1].description.empty());
}

TEST(SessionTest, ReportsPassesAndTracesSteps) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {4});
  Output y = Exp(x) + Tanh(x);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  const Tensor value = Tensor::Of<float>({4}, {1, 2, 3, 4});
  StepReport report;
  ASSERT_OK(session.Run({{x, value}}, {y}, {}, {.trace = true}, &report));
  EXPECT_TRUE(report.compiled);
  ASSERT_GE(report.passes.size(), 8u);
  EXPECT_EQ(report.passes[0].name, "prune");
  ASSERT_EQ(report.steps.size(), 3u);
  EXPECT_EQ(report.steps[2].op, "AddV2");
  ASSERT_OK(session.Run({{x, value}}, {y}, {}, {}, &report));
  EXPECT_FALSE(report.compiled);
}

TEST(ControlDependencyTest, OrdersSideEffects) {
  Graph graph;
  Output v = Variable(graph, initializer::Zeros({}));
  Output handle(graph, graph.variables()[0].variable, 0);
  Operation add = AssignTo(v, v + 3);
  Operation twice;
  {
    auto after = graph.WithControlDependencies({add});
    twice = AssignTo(v, ReadVariableOp(handle, kFloat) * 2);
  }
  Operation initializer = graph.Initializer();
  ASSERT_OK(graph.status());
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK(session.Run({}, {}, {initializer}));
  ASSERT_OK(session.Run({}, {}, {twice}));
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {v}));
  EXPECT_EQ(Value(out[0]), 6.f);
}

TEST(ReferenceVariableTest, ReadsAliasTheVariableUntilTheStepEnds) {
  // As TensorFlow 1: what is fetched shows the last update of the step, and no
  // later step changes it.
  Graph graph;
  Output v = Variable(graph, initializer::Ones({2}), {.reference = true});
  Output reference(graph, graph.variables()[0].variable, 0);
  Output before = Identity(reference);
  Operation add;
  {
    auto after = graph.WithControlDependencies({before});
    add = AssignAdd(reference, Const(graph, {10.f, 20.f}));
  }
  Operation initializer = graph.Initializer();
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK(session.Run({}, {}, {initializer}));
  ASSERT_OK_AND_ASSIGN(auto first, session.Run({}, {before}, {add}));
  ASSERT_OK_AND_ASSIGN(auto second, session.Run({}, {before}, {add}));
  EXPECT_EQ(Value(first[0]), 11.f);
  EXPECT_EQ(Value(second[0]), 21.f);
  ASSERT_OK_AND_ASSIGN(auto value, session.Run({}, {v}));
  EXPECT_EQ(Value(value[0]), 21.f);
}

}  // namespace
}  // namespace thalweg
