#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

constexpr int kThreads = 8;
constexpr int kRuns = 200;

void InThreads(int count, const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  for (int t = 0; t < count; ++t) threads.emplace_back(body, t);
  for (std::thread& thread : threads) thread.join();
}

TEST(ConcurrencyTest, RunsOfOneSessionDoNotDisturbEachOther) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {-1});
  Output y = Sum(Tanh(x) * 2 + x, {0});
  ASSERT_OK_AND_ASSIGN(Session session,
                       Session::Create(graph, {.num_threads = 2}));
  ASSERT_OK_AND_ASSIGN(Callable step, session.Prepare({x}, {y}));
  std::atomic<int> wrong{0};
  InThreads(kThreads, [&](int t) {
    const Tensor feed =
        Tensor::Of<float>({64}, std::vector<float>(64, 0.1f * t));
    const float expected = 64 * (2 * std::tanh(0.1f * t) + 0.1f * t);
    std::vector<Tensor> out(1);
    for (int i = 0; i < kRuns; ++i) {
      if (i % 2 == 0) {
        if (!step.Run({feed}, absl::MakeSpan(out)).ok()) ++wrong;
      } else {
        auto result = session.Run({{x, feed}}, {y});
        if (!result.ok()) ++wrong;
        if (result.ok()) out = *std::move(result);
      }
      if (std::abs(out[0].data<float>()[0] - expected) > 1e-3f) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(ConcurrencyTest, UpdatesOfAVariableAreNeverLost) {
  Graph graph;
  Output v = Variable(graph, initializer::Zeros({4}));
  Operation add = AddTo(v, Const(graph, {1.f, 1.f, 1.f, 1.f}));
  Operation initializer = graph.Initializer();
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK(session.Run({}, {}, {initializer}));
  InThreads(kThreads, [&](int) {
    for (int i = 0; i < kRuns; ++i) EXPECT_OK(session.Run({}, {}, {add}));
  });
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {v}));
  EXPECT_EQ(out[0].data<float>()[3], kThreads * kRuns);
}

TEST(ConcurrencyTest, AValueReadIsASnapshot) {
  Graph graph;
  Output v = Variable(graph, initializer::Zeros({256}));
  Operation add = AddTo(
      v, Const(graph, Tensor::Of<float>({256}, std::vector<float>(256, 1))));
  Operation initializer = graph.Initializer();
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK(session.Run({}, {}, {initializer}));
  std::atomic<bool> stop{false};
  std::atomic<int> torn{0};
  std::thread writer([&] {
    for (int i = 0; i < kRuns; ++i) EXPECT_OK(session.Run({}, {}, {add}));
    stop = true;
  });
  while (!stop) {
    auto out = session.Run({}, {v});
    ASSERT_OK(out);
    const auto values = (*out)[0].flat<float>();
    for (float value : values) torn += value != values[0];
  }
  writer.join();
  EXPECT_EQ(torn, 0);
}

TEST(ConcurrencyTest, CloseCancelsAndWaits) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {});
  Output y = x;
  for (int i = 0; i < 2000; ++i) y = Exp(y * 0.5f);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  std::atomic<int> started{0};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      while (true) {
        auto out = session.Run({{x, Tensor::Scalar(1.f)}}, {y});
        ++started;
        if (out.ok()) continue;
        if (out.status().code() != absl::StatusCode::kCancelled) ++wrong;
        return;
      }
    });
  }
  while (started < 8) std::this_thread::yield();
  ASSERT_OK(session.Close());
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(ConcurrencyTest, ATokenCancelsARun) {
  Graph graph;
  Output y = Exp(Placeholder(graph, kFloat, {}).Named("x"));
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  CancellationToken token;
  token.Cancel();
  EXPECT_THAT(session.Run({{"x", Tensor::Scalar(1.f)}}, {y}, {},
                          {.cancellation = &token}),
              StatusIs(absl::StatusCode::kCancelled, "Run call was cancelled"));
  token.Reset();
  EXPECT_OK(session.Run({{"x", Tensor::Scalar(1.f)}}, {y}, {},
                        {.cancellation = &token}));
}

// Seconds of work if nothing stopped it.
class DeadlineTest : public testing::Test {
 protected:
  DeadlineTest()
      : x_(Placeholder(graph_, kFloat, {512, 512})), first_(Neg(x_)), y_(x_) {
    for (int i = 0; i < 500; ++i) y_ = MatMul(y_, y_);
  }

  static auto HasTimedOut() {
    return StatusIs(absl::StatusCode::kDeadlineExceeded,
                    "Timed out waiting for notification");
  }

  Graph graph_;
  Output x_, first_, y_;
  const Tensor zeros_ = Tensor::Zeros(kFloat, {512, 512}).value();
};

TEST_F(DeadlineTest, OfARunEndsItAndLeavesTheSessionUsable) {
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph_));
  EXPECT_THAT(session.Run({{x_, zeros_}}, {y_}, {}, {.timeout_ms = 1}),
              HasTimedOut());
  EXPECT_OK(session.Run({{x_, zeros_}}, {first_}));
}

TEST_F(DeadlineTest, OfTheSessionHoldsForRunsThatSetNone) {
  ASSERT_OK_AND_ASSIGN(Session session,
                       Session::Create(graph_, {.timeout_ms = 1}));
  EXPECT_THAT(session.Run({{x_, zeros_}}, {y_}), HasTimedOut());
  ASSERT_OK_AND_ASSIGN(Callable step, session.Prepare({x_}, {y_}));
  std::vector<Tensor> out(1);
  EXPECT_THAT(step.Run({zeros_}, absl::MakeSpan(out)), HasTimedOut());
}

TEST_F(DeadlineTest, OfARunTakesTheSessionsPlace) {
  ASSERT_OK_AND_ASSIGN(Session session,
                       Session::Create(graph_, {.timeout_ms = 1000000}));
  EXPECT_THAT(session.Run({{x_, zeros_}}, {y_}, {}, {.timeout_ms = 1}),
              HasTimedOut());
}

TEST_F(DeadlineTest, HoldsForThePiecesOfAPartialRun) {
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph_));
  ASSERT_OK_AND_ASSIGN(PartialRun step, session.SetUpPartialRun(
                                            {x_}, {y_}, {}, {.timeout_ms = 1}));
  EXPECT_THAT(step.Run({{x_, zeros_}}, {y_}), HasTimedOut());
}

}  // namespace
}  // namespace thalweg
