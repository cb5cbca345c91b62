// Sessions that are closed, and runs that are cancelled, at any moment.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

constexpr int kRounds = 10000;

void YieldTimes(int count) {
  for (int i = 0; i < count; ++i) std::this_thread::yield();
}

// A thread that does `body(round)` for one round after another, when told.
class Worker {
 public:
  explicit Worker(std::function<void(int)> body)
      : thread_([this, body = std::move(body)] {
          for (int round = 0; round < kRounds; ++round) {
            started_.wait(round);
            body(round);
            finished_.store(round + 1);
            finished_.notify_one();
          }
        }) {}
  ~Worker() { thread_.join(); }

  // REQUIRES: the rounds before are over.
  void Start(int round) {
    started_.store(round + 1);
    started_.notify_one();
  }
  void WaitFor(int round) const { finished_.wait(round); }

 private:
  std::atomic<int> started_{0};
  std::atomic<int> finished_{0};
  std::thread thread_;
};

TEST(CloseRaceTest, RunsAreDoneOrCancelledAndNothingHangs) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {});
  Output y = x;
  for (int i = 0; i < 5; ++i) y = Neg(y);
  std::optional<Session> session;
  std::optional<Callable> step;
  std::atomic<int> done{0};
  std::atomic<int> wrong{0};
  // Runs until it is refused, which must come from closing.
  const auto until_refused = [&](const auto& run) {
    absl::Status status;
    while ((status = run()).ok()) ++done;
    if (status.code() != absl::StatusCode::kCancelled) ++wrong;
  };
  Worker by_name([&](int) {
    until_refused([&] {
      auto out = session->Run({{x, Tensor::Scalar(2.f)}}, {y});
      if (out.ok() && (*out)[0].scalar<float>() != -2.f) ++wrong;
      return out.status();
    });
  });
  Worker by_position([&](int) {
    std::vector<Tensor> in = {Tensor::Scalar(3.f)}, out(1);
    until_refused([&] {
      const absl::Status status = step->Run(in, absl::MakeSpan(out));
      if (status.ok() && out[0].scalar<float>() != -3.f) ++wrong;
      return status;
    });
  });
  Worker closer([&](int) {
    if (!session->Close().ok()) ++wrong;
  });
  for (int round = 0; round < kRounds; ++round) {
    session.emplace(Session::Create(graph, {.num_threads = 1}).value());
    step.emplace(session->Prepare({x}, {y}).value());
    const int before = done;
    by_name.Start(round);
    by_position.Start(round);
    // From before the first plan is made to well within the runs.
    if (round % 4 != 0) {
      while (done < before + round % 4) std::this_thread::yield();
    }
    YieldTimes(round % 7);
    closer.Start(round);
    if (round % 3 == 0) {
      EXPECT_OK(session->Close());
    }
    by_name.WaitFor(round);
    by_position.WaitFor(round);
    closer.WaitFor(round);
    // In some rounds the callable is left alone with the session's state.
    if (round % 2 == 0) session.reset();
    step.reset();
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(done, kRounds / 2);
}

TEST(CancelRaceTest, ARunIsDoneOrCancelledBetweenTwoSteps) {
  Graph graph;
  Output first = Variable(graph, Tensor::Scalar<int32_t>(0));
  Output last = Variable(graph, Tensor::Scalar<int32_t>(0));
  Operation step = AddTo(first, Const(graph, 1));
  for (int i = 0; i < 20; ++i) {
    auto after = graph.WithControlDependencies({step});
    step = AddTo(last, Const(graph, 1));
  }
  Operation initializer = graph.Initializer();
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK(session.Run({}, {}, {initializer}));
  CancellationToken token;
  int done = 0;
  int cancelled = 0;
  {
    Worker runner([&](int) {
      const absl::Status status =
          session.Run({}, {}, {step}, {.cancellation = &token}).status();
      if (status.ok()) {
        ++done;
      } else if (status.code() == absl::StatusCode::kCancelled) {
        ++cancelled;
      }
    });
    for (int round = 0; round < kRounds; ++round) {
      token.Reset();
      runner.Start(round);
      YieldTimes(round % 5);
      token.Cancel();
      runner.WaitFor(round);
    }
  }
  EXPECT_EQ(done + cancelled, kRounds);
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {first, last}));
  const int firsts = out[0].scalar<int32_t>();
  const int lasts = out[1].scalar<int32_t>();
  // Every run that was done has all its effects, one that was cancelled those
  // of the steps before.
  EXPECT_GE(firsts, done);
  EXPECT_LE(firsts, kRounds);
  EXPECT_GE(lasts, 20 * done);
  EXPECT_LE(lasts, 20 * firsts);
}

}  // namespace
}  // namespace thalweg
