// Sessions with a device whose memory the host can't touch: what goes there,
// what comes back, and how often.
#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/tests/support/test_device.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;

class DeviceMemoryTest : public testing::Test {
 protected:
  void Start(const SessionOptions& options = WithTestDevices()) {
    absl::StatusOr<Session> session = Session::Create(graph_, options);
    ASSERT_OK(session);
    session_.emplace(*std::move(session));
    TestDevice::counts().Reset();
  }

  std::vector<Tensor> Run(const std::vector<thalweg::Feed>& feeds,
                          const std::vector<Endpoint>& fetches,
                          const std::vector<Target>& targets = {}) {
    absl::StatusOr<std::vector<Tensor>> out =
        session_->Run(feeds, fetches, targets, {.trace = true}, &report_);
    EXPECT_OK(out);
    std::vector<Tensor> none(fetches.size(), Tensor::Scalar(NAN));
    return out.ok() ? *std::move(out) : none;
  }

  // "TEST:0": where the last run ran the node; "none" when it did not.
  std::string DeviceOf(const Output& output) const {
    for (const StepTrace& step : report_.steps) {
      if (step.node != output.node()->name()) continue;
      return step.device.substr(step.device.rfind("device:") + 7);
    }
    return "none";
  }

  Graph graph_;
  std::optional<Session> session_;
  StepReport report_;
  TestDevice::Counts& counts_ = TestDevice::counts();
};

// Only the CPU has a kernel for it.
Operation SubtractFrom(const Output& variable, const Input& value) {
  Node* handle = FindVariable(variable)->variable;
  return AssignSubVariableOp(Output(variable.graph(), handle, 0), value);
}

const Tensor kOneTwo = Tensor::Of<float>({2}, {1, 2});

TEST_F(DeviceMemoryTest, ASessionHasNoTestDeviceUnlessItAsks) {
  Output y = Neg(Placeholder(graph_, kFloat, {2}).Named("x"));
  Start({});
  EXPECT_EQ(session_->ListDevices().size(), 1u);
  Run({{"x", kOneTwo}}, {y});
  EXPECT_EQ(DeviceOf(y), "CPU:0");
  EXPECT_EQ(counts_.kernels, 0);
}

TEST_F(DeviceMemoryTest, FeedsAndFetchesOfADeviceAreInHostMemory) {
  Output x = Placeholder(graph_, kFloat, {2});
  Output y = Neg(x);
  Start();
  ExpectEqual(Run({{x, kOneTwo}}, {y})[0], Tensor::Of<float>({2}, {-1, -2}));
  EXPECT_EQ(DeviceOf(y), "TEST:0");
  EXPECT_EQ(counts_.from_host, 1);
  EXPECT_EQ(counts_.to_host, 1);
  EXPECT_EQ(counts_.kernels, 1);
}

TEST_F(DeviceMemoryTest, ValuesCrossOnlyWhereTheyMust) {
  Output x = Placeholder(graph_, kFloat, {2});
  Output there = Neg(Neg(x) + x);  // Two read x: one copy.
  Output here = Exp(there);
  Output again = here * here;  // One copy of both inputs.
  Start();
  ExpectEqual(Run({{x, kOneTwo}}, {again})[0], Tensor::Of<float>({2}, {1, 1}));
  EXPECT_EQ(DeviceOf(here), "CPU:0");
  EXPECT_EQ(counts_.from_host, 2);
  EXPECT_EQ(counts_.to_host, 2);
}

TEST_F(DeviceMemoryTest, AKernelFindsItsHostArgumentsInHostMemory) {
  Output x = Placeholder(graph_, kFloat, {2, 2});
  Output sizes = Placeholder(graph_, kInt32, {1});
  Output value = Placeholder(graph_, kFloat, {});
  Output flat = Reshape(x, sizes);
  Output filled = Fill(graph_, ShapeOf(flat), value);
  Start();
  const Tensor matrix = Tensor::Of<float>({2, 2}, {1, 2, 3, 4});
  for (int i = 0; i < 2; ++i) {
    std::vector<Tensor> out = Run({{x, matrix},
                                   {sizes, Tensor::Of<int32_t>({1}, {-1})},
                                   {value, Tensor::Scalar(3.f)}},
                                  {flat, filled});
    ExpectEqual(out[0], Tensor::Of<float>({4}, {1, 2, 3, 4}));
    ExpectEqual(out[1], Tensor::Of<float>({4}, {3, 3, 3, 3}));
  }
  EXPECT_EQ(DeviceOf(filled), "TEST:0");
  // x and the value cross in each run, the sizes and the shape never.
  EXPECT_EQ(counts_.from_host, 4);
  EXPECT_EQ(counts_.to_host, 4);
}

TEST_F(DeviceMemoryTest, AHostResultOfUnknownSizeIsAllocatedInHostMemory) {
  Output x = Placeholder(graph_, kFloat);
  Output shape = ShapeOf(Neg(x));
  Output doubled = shape + shape;
  Start({.device_count = {{"TEST", 1}}, .optimize = false});
  // After so many shapes one plan serves all that come.
  for (int64_t n = 1; n < 12; ++n) {
    auto rows = Tensor::Zeros(kFloat, Shape({n, 2}));
    ASSERT_OK(rows);
    ExpectEqual(Run({{x, *rows}}, {doubled})[0],
                Tensor::Of<int32_t>({2}, {static_cast<int32_t>(2 * n), 4}));
  }
  EXPECT_EQ(DeviceOf(shape), "TEST:0");
  EXPECT_EQ(DeviceOf(doubled), "CPU:0");
  EXPECT_EQ(counts_.to_host, 0);
}

TEST_F(DeviceMemoryTest, ConstantsGetToTheirDeviceOnce) {
  Output x = Placeholder(graph_, kFloat, {2});
  Output y = x * Const(graph_, {3.f, 4.f}) + Const(graph_, {1.f, 1.f});
  Start();
  ExpectEqual(Run({{x, kOneTwo}}, {y})[0], Tensor::Of<float>({2}, {4, 9}));
  EXPECT_EQ(counts_.from_host, 3);
  ExpectEqual(Run({{x, kOneTwo}}, {y})[0], Tensor::Of<float>({2}, {4, 9}));
  EXPECT_EQ(counts_.from_host, 4);
}

TEST_F(DeviceMemoryTest, StringsStayInHostMemory) {
  Output text = Placeholder(graph_, kString, {}), same;
  {
    auto device = graph_.WithDevice("/device:TEST:0");
    same = Identity(text);
  }
  Start({.device_count = {{"TEST", 1}}, .optimize = false});
  std::vector<Tensor> out =
      Run({{text, Tensor::Scalar<std::string>("héllo")}}, {same});
  EXPECT_EQ(DeviceOf(same), "TEST:0");
  EXPECT_EQ(out[0].scalar<std::string>(), "héllo");
}

TEST_F(DeviceMemoryTest, ValuesGoFromOneDeviceToAnotherOfItsType) {
  Output x = Placeholder(graph_, kFloat, {2}), first, second;
  {
    auto device = graph_.WithDevice("/device:TEST:0");
    first = Neg(x);
  }
  {
    auto device = graph_.WithDevice("/device:test:1");
    second = first * first;
  }
  Start(WithTestDevices(2));
  ExpectEqual(Run({{x, kOneTwo}}, {second})[0], Tensor::Of<float>({2}, {1, 4}));
  EXPECT_EQ(DeviceOf(first), "TEST:0");
  EXPECT_EQ(DeviceOf(second), "TEST:1");
  EXPECT_EQ(counts_.on_device, 1);
  EXPECT_EQ(counts_.to_host, 1);
}

TEST_F(DeviceMemoryTest, AVariableLivesOnItsDevice) {
  Output v = Variable(graph_, initializer::Constant(2.0, {2}));
  Output y = v * v;
  Operation add = AddTo(v, {1.f, 2.f});
  Operation initializer = graph_.Initializer();
  Start();
  Run({}, {}, {initializer});
  const int after_initializer = counts_.from_host;
  ExpectEqual(Run({}, {y})[0], Tensor::Of<float>({2}, {4, 4}));
  EXPECT_EQ(DeviceOf(y), "TEST:0");
  // A fetched value is the caller's: what comes later leaves it alone.
  const Tensor before = Run({}, {v})[0];
  Run({}, {}, {add});
  Run({}, {}, {add});
  ExpectEqual(before, Tensor::Of<float>({2}, {2, 2}));
  ExpectEqual(Run({}, {v})[0], Tensor::Of<float>({2}, {4, 6}));
  // The value never came from the host again; what is added did, once.
  EXPECT_LE(counts_.from_host, after_initializer + 1);
}

TEST_F(DeviceMemoryTest, AReferenceVariableLivesOnItsDevice) {
  Output v = VariableV2(graph_, {2}, kFloat);
  Output x = Placeholder(graph_, kFloat, {2});
  Output assigned = Assign(v, x);
  Output y = Neg(v);
  Start();
  Run({{x, kOneTwo}}, {}, {assigned});
  ExpectEqual(Run({}, {y})[0], Tensor::Of<float>({2}, {-1, -2}));
  EXPECT_EQ(DeviceOf(y), "TEST:0");
  ExpectEqual(Run({}, {v})[0], kOneTwo);
  ExpectEqual(Run({{x, Tensor::Of<float>({2}, {5, 6})}}, {assigned})[0],
              Tensor::Of<float>({2}, {5, 6}));
}

TEST_F(DeviceMemoryTest, TrainingAcrossDevicesGivesTheResultsOfTheCpu) {
  Output x = Placeholder(graph_, kFloat, {3, 2});
  Output w = Variable(graph_, initializer::Constant(0.5, {2}));
  Output b = Variable(graph_, initializer::Zeros({}));
  // Products and sums there, the rest here.
  Output loss = Sum(Tanh(x * w + b));
  absl::StatusOr<Operation> train = GradientDescent(0.1f).Minimize(loss);
  ASSERT_OK(train);
  Operation initializer = graph_.Initializer();
  const Tensor batch = Tensor::Of<float>({3, 2}, {1, 2, 3, -1, -2, 0.5});
  std::vector<Tensor> expected;
  for (const SessionOptions& options : {SessionOptions(), WithTestDevices()}) {
    Start(options);
    Run({}, {}, {initializer});
    std::vector<Tensor> results;
    for (int i = 0; i < 3; ++i) {
      results.push_back(Run({{x, batch}}, {loss}, {*train})[0]);
    }
    for (Tensor& value : Run({}, {w, b})) results.push_back(std::move(value));
    if (expected.empty()) expected = results;
    for (size_t i = 0; i < results.size(); ++i) {
      ExpectClose(results[i], expected[i], 1e-6);
    }
  }
  EXPECT_GT(counts_.kernels, 10);
}

TEST_F(DeviceMemoryTest, AVariableIsWhereAllThatUseItCanRun) {
  // But for the subtraction, which never runs, it were on the test device.
  Output v = Variable(graph_, initializer::Ones({2}));
  Output y = v * v;
  SubtractFrom(v, {1.f, 1.f});
  Operation initializer = graph_.Initializer();
  Start();
  Run({}, {}, {initializer});
  Run({}, {y});
  EXPECT_EQ(DeviceOf(v), "CPU:0");
}

TEST_F(DeviceMemoryTest, StateIsNotSoughtOnAnotherDevice) {
  Output v = Variable(graph_, initializer::Ones({2}));
  Operation initializer = graph_.Initializer();
  Start();
  Run({}, {}, {initializer});
  // Only the CPU subtracts: had the session known, the variable were there.
  Operation subtract = SubtractFrom(v, {1.f, 1.f});
  ASSERT_OK(session_->Extend(graph_));
  EXPECT_THAT(
      session_->Run({}, {}, {subtract}),
      StatusIs(kInvalidArgument,
               "lies in /job:localhost/replica:0/task:0/device:TEST:0, where "
               "the first run that used it put it, but this run needs it on "
               "/job:localhost/replica:0/task:0/device:CPU:0"));
  ExpectEqual(Run({}, {v})[0], Tensor::Of<float>({2}, {1, 1}));
}

TEST_F(DeviceMemoryTest, NoMemoryOnTheDeviceIsAnError) {
  Output dims = Placeholder(graph_, kInt32, {1});
  Output big = Neg(Fill(graph_, dims, 1.f));
  Start();
  EXPECT_THAT(
      session_->Run({{dims, Tensor::Of<int32_t>({1}, {1 << 30})}}, {big}),
      StatusIs(absl::StatusCode::kResourceExhausted, "TEST:0"));
}

TEST_F(DeviceMemoryTest, AnUnfedPlaceholderThereSaysSo) {
  Output x, y;
  {
    auto device = graph_.WithDevice("/device:TEST:0");
    x = Placeholder(graph_, kFloat, {2}).Named("x");
    y = Neg(x);
  }
  Start();
  EXPECT_THAT(session_->Run({}, {y}),
              StatusIs(kInvalidArgument,
                       "You must feed a value for placeholder tensor 'x'"));
}

}  // namespace
}  // namespace thalweg
