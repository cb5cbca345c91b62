#include <gtest/gtest.h>

#include <algorithm>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

SessionOptions TwoCpus() { return {.device_count = {{"CPU", 2}}}; }

std::string DeviceOf(const StepReport& report, const std::string& node) {
  for (const StepTrace& step : report.steps) {
    if (step.node == node) return step.device.substr(step.device.size() - 5);
  }
  return "none";
}

TEST(DevicesTest, ValuesCrossFromOneCpuToAnother) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {2});
  Output first, second;
  {
    auto device = graph.WithDevice("/cpu:0");
    first = Exp(x).Named("first");
  }
  {
    auto device = graph.WithDevice("/device:CPU:1");
    second = (first + first).Named("second");
  }
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph, TwoCpus()));
  StepReport report;
  ASSERT_OK_AND_ASSIGN(
      auto out, session.Run({{x, Tensor::Of<float>({2}, {0, 1})}}, {second}, {},
                            {.trace = true}, &report));
  EXPECT_FLOAT_EQ(out[0].data<float>()[1], 2 * std::exp(1.f));
  EXPECT_EQ(DeviceOf(report, "first"), "CPU:0");
  EXPECT_EQ(DeviceOf(report, "second"), "CPU:1");
  const auto copies =
      std::count_if(report.steps.begin(), report.steps.end(),
                    [](const StepTrace& step) { return step.op == "_Copy"; });
  // Both inputs of `second` are one value: one copy there, one copy back.
  EXPECT_EQ(copies, 2);
}

TEST(DevicesTest, AVariableLivesOnItsDevice) {
  Graph graph;
  Output v, doubled;
  {
    auto device = graph.WithDevice("/cpu:1");
    v = Variable(graph, initializer::Ones({3}));
  }
  {
    auto device = graph.WithDevice("/cpu:0");
    doubled = v * 2;
  }
  Operation initializer = graph.Initializer();
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph, TwoCpus()));
  ASSERT_OK(session.Run({}, {}, {initializer}));
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {doubled}));
  EXPECT_EQ(out[0].data<float>()[2], 2.f);
}

TEST(DevicesTest, PlacementIsLoggedOnceForEachPlan) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {2}).Named("x");
  Output y;
  {
    auto device = graph.WithDevice("/cpu:1");
    y = Exp(x).Named("y");
  }
  SessionOptions options = TwoCpus();
  options.log_device_placement = true;
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph, options));
  testing::internal::CaptureStderr();
  for (int run = 0; run < 3; ++run) {
    EXPECT_OK(session.Run({{x, Tensor::Of<float>({2}, {0, 1})}}, {y}));
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "y: (Exp): /job:localhost/replica:0/task:0/device:CPU:1\n");
}

TEST(DevicesTest, NothingIsLoggedUnasked) {
  Graph graph;
  Output y = Exp(Const(graph, 1.f));
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph, TwoCpus()));
  testing::internal::CaptureStderr();
  EXPECT_OK(session.Run({}, {y}));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(DevicesTest, AnAbsentDeviceIsRefusedByName) {
  Graph graph;
  Output c;
  {
    auto device = graph.WithDevice("/cpu:7");
    c = Exp(Placeholder(graph, kFloat, {}).Named("x")).Named("c");
  }
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  EXPECT_THAT(session.Run({{"x", Tensor::Scalar(1.f)}}, {c}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "was explicitly assigned to /device:CPU:7 but "
                       "available devices are [ "
                       "/job:localhost/replica:0/task:0/device:CPU:0 ]"));
}

TEST(DevicesTest, SoftPlacementTakesAnother) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {});
  Output c;
  {
    auto device = graph.WithDevice("/device:GPU:0");
    c = Exp(x);
  }
  ASSERT_OK_AND_ASSIGN(Session session,
                       Session::Create(graph, {.allow_soft_placement = true}));
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({{x, Tensor::Scalar(0.f)}}, {c}));
  EXPECT_EQ(out[0].data<float>()[0], 1.f);
}

}  // namespace
}  // namespace thalweg
