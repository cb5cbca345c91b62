#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <string>

#include "thalweg/tests/runtime/allocation_counter.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

class CallableTest : public testing::Test {
 protected:
  CallableTest()
      : x_(Placeholder(graph_, kFloat, {-1, 4})),
        y_(Tanh(x_ * 2 + 1)),
        z_(Sum(y_, {1})),
        session_(Session::Create(graph_, {.num_threads = 1}).value()) {}

  Graph graph_;
  Output x_, y_, z_;
  Session session_;
};

Tensor Rows(int64_t n) {
  return Tensor::Of<float>({n, 4}, std::vector<float>(4 * n, 0.25f));
}

TEST_F(CallableTest, AllocatesNothingOnItsSecondCall) {
  ASSERT_OK_AND_ASSIGN(Callable step, session_.Prepare({x_}, {y_, z_}));
  const std::vector<Tensor> in = {Rows(8)};
  std::vector<Tensor> out(2);
  ASSERT_OK(step.Run(in, absl::MakeSpan(out)));
  const int64_t before = AllocationCount();
  const absl::Status status = step.Run(in, absl::MakeSpan(out));
  const int64_t after = AllocationCount();
  ASSERT_OK(status);
  EXPECT_EQ(after - before, 0);
  EXPECT_EQ(out[0].shape(), Shape({8, 4}));
}

TEST_F(CallableTest, TheCounterSeesAllocations) {
  const int64_t before = AllocationCount();
  auto made = std::make_unique<int>(3);
  EXPECT_EQ(AllocationCount() - before, 1) << *made;
}

TEST_F(CallableTest, WritesAgainIntoAFetchThatNobodyShares) {
  ASSERT_OK_AND_ASSIGN(Callable step, session_.Prepare({x_}, {y_}));
  const std::vector<Tensor> in = {Rows(8)};
  std::vector<Tensor> out(1);
  ASSERT_OK(step.Run(in, absl::MakeSpan(out)));
  const void* memory = out[0].raw();
  ASSERT_OK(step.Run(in, absl::MakeSpan(out)));
  EXPECT_EQ(out[0].raw(), memory);
}

TEST_F(CallableTest, LeavesAFetchThatSomeoneSharesAlone) {
  ASSERT_OK_AND_ASSIGN(Callable step, session_.Prepare({x_}, {y_}));
  std::vector<Tensor> out(1);
  ASSERT_OK(step.Run({Rows(8)}, absl::MakeSpan(out)));
  const Tensor kept = out[0];
  const Tensor zeros = Tensor::Zeros(kFloat, {8, 4}).value();
  ASSERT_OK(step.Run({zeros}, absl::MakeSpan(out)));
  EXPECT_FLOAT_EQ(kept.data<float>()[0], std::tanh(1.5f));
  EXPECT_FLOAT_EQ(out[0].data<float>()[0], std::tanh(1.f));
}

TEST_F(CallableTest, TakesFeedsOfChangingShapes) {
  ASSERT_OK_AND_ASSIGN(Callable step, session_.Prepare({x_}, {z_}));
  std::vector<Tensor> out(1);
  for (int64_t n : {1, 5, 2, 5, 0, 7, 3, 9, 11, 4, 6, 8, 13}) {
    ASSERT_OK(step.Run({Rows(n)}, absl::MakeSpan(out)));
    EXPECT_EQ(out[0].shape(), Shape({n}));
    if (n > 0) {
      EXPECT_FLOAT_EQ(out[0].data<float>()[n - 1], 4 * std::tanh(1.5f));
    }
  }
}

// y = 2 x on the second of two devices.
class CallableDevicesTest : public testing::Test {
 protected:
  CallableDevicesTest() : x_(Placeholder(graph_, kFloat, {}).Named("x")) {
    auto on_second = graph_.WithDevice("/device:CPU:1");
    y_ = (x_ * x_).Named("y");
    session_.emplace(
        Session::Create(graph_, {.device_count = {{"CPU", 2}}}).value());
  }

  absl::StatusOr<Callable> Prepare(const CallableDevices& devices) {
    return session_->Prepare({x_}, {y_}, {}, {}, devices);
  }
  // What crosses devices when the callable runs.
  std::string Copies(const CallableDevices& devices) {
    Callable step = Prepare(devices).value();
    std::vector<Tensor> out(1);
    StepReport report;
    EXPECT_OK(step.Run({Tensor::Scalar(3.f)}, absl::MakeSpan(out), &report));
    EXPECT_EQ(out[0].data<float>()[0], 9.f);
    for (const PassRecord& pass : report.passes) {
      if (pass.name == "partition") return pass.note;
    }
    return "";
  }

  const std::string second_ = "/job:localhost/replica:0/task:0/device:CPU:1";
  Graph graph_;
  Output x_, y_;
  std::optional<Session> session_;
};

TEST_F(CallableDevicesTest, TensorsLieOnTheHostUnlessNamed) {
  EXPECT_EQ(Copies({}), "2 copies");
}

TEST_F(CallableDevicesTest, ATensorOnItsDeviceIsNotCopied) {
  EXPECT_EQ(Copies({.feeds = {{"x:0", second_}}}), "1 copies");
  EXPECT_EQ(Copies({.fetches = {{"y:0", second_}}}), "1 copies");
  EXPECT_EQ(Copies({.feeds = {{"x", "/cpu:1"}}, .fetches = {{"y", "/cpu:1"}}}),
            "0 copies");
}

TEST_F(CallableDevicesTest, DevicesOfOtherTensorsDoNotMatter) {
  EXPECT_EQ(Copies({.fetches = {{"x:0", second_}}}), "2 copies");
}

TEST_F(CallableDevicesTest, RefusesATensorThatIsNotInTheGraph) {
  EXPECT_THAT(Prepare({.feeds = {{"nope:0", second_}}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Tensor nope:0, specified in either feed_devices or "
                       "fetch_devices was not found in the Graph"));
  EXPECT_THAT(Prepare({.fetches = {{"nope", second_}}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Tensor nope:0, specified in either"));
  EXPECT_THAT(Prepare({.fetches = {{"y:2", second_}}}),
              StatusIs(absl::StatusCode::kOutOfRange, "output 2"));
}

TEST_F(CallableDevicesTest, RefusesADeviceThatIsNoneOfTheSession) {
  EXPECT_THAT(Prepare({.feeds = {{"x:0", "/device:CPU:7"}}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Device '/device:CPU:7' specified for tensor 'x:0' in "
                       "CallableOptions does not exist"));
  EXPECT_THAT(Prepare({.feeds = {{"x:0", "nonsense"}}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Invalid device name ('nonsense') provided for the "
                       "tensor 'x:0' in CallableOptions"));
}

}  // namespace
}  // namespace thalweg
