// Thread pools that sessions share, and runs that choose among them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

int NumThreads() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<int>(std::distance(begin(tasks), end(tasks)));
}

// Work enough to be cut into pieces.
class SharedPoolTest : public testing::Test {
 protected:
  SharedPoolTest() : x_(Placeholder(graph_, kFloat, {300, 200})) {
    y_ = Sum(Exp(MatMul(x_, x_, {.transpose_a = true}) * 1e-3f), {0});
    std::vector<float> values(300 * 200);
    for (size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(i % 17) / 7;
    }
    value_ = Tensor::Of<float>({300, 200}, values);
  }

  Session Make(const SessionOptions& options) {
    absl::StatusOr<Session> session = Session::Create(graph_, options);
    EXPECT_OK(session);
    return *std::move(session);
  }
  std::vector<float> Run(Session& session, const StepOptions& options = {}) {
    absl::StatusOr<std::vector<Tensor>> out =
        session.Run({{x_, value_}}, {y_}, {}, options);
    EXPECT_OK(out);
    if (!out.ok()) return {};
    const auto values = (*out)[0].flat<float>();
    return {values.begin(), values.end()};
  }

  Graph graph_;
  Output x_, y_;
  Tensor value_;
};

TEST_F(SharedPoolTest, OneThreadMeansThatNoneIsMade) {
  const int before = NumThreads();
  Session session = Make({.num_threads = 1});
  Run(session);
  EXPECT_EQ(NumThreads(), before);
}

TEST_F(SharedPoolTest, SessionsOfOnePoolShareItsThreads) {
  const int before = NumThreads();
  auto pool = std::make_shared<ThreadPool>(2);
  Session a = Make({.thread_pools = {pool}});
  Session b = Make({.thread_pools = {pool}});
  Run(a);
  Run(b);
  EXPECT_EQ(NumThreads(), before + 1);
  // Without sharing it is one each.
  Session c = Make({.num_threads = 2});
  EXPECT_EQ(NumThreads(), before + 2);
}

TEST_F(SharedPoolTest, APoolLivesAsLongAsASessionOrItsOwner) {
  const int before = NumThreads();
  auto pool = std::make_shared<ThreadPool>(2);
  {
    Session a = Make({.thread_pools = {pool}});
    Session b = Make({.thread_pools = {pool}});
    ASSERT_OK(a.Close());
    Run(b);
  }
  EXPECT_EQ(pool.use_count(), 1);
  Session c = Make({.thread_pools = {pool}});
  pool.reset();
  Run(c);
  EXPECT_EQ(NumThreads(), before + 1);
}

TEST_F(SharedPoolTest, ResultsHaveTheSameBitsOnAnyPool) {
  Session alone = Make({.num_threads = 1});
  const std::vector<float> expected = Run(alone);
  Session session = Make({.thread_pools = {std::make_shared<ThreadPool>(2),
                                           std::make_shared<ThreadPool>(5)}});
  for (int pool : {-1, 0, 1}) {
    const std::vector<float> got = Run(session, {.thread_pool = pool});
    ASSERT_EQ(got.size(), expected.size());
    EXPECT_EQ(
        std::memcmp(got.data(), expected.data(), got.size() * sizeof(float)), 0)
        << "pool " << pool;
  }
}

TEST_F(SharedPoolTest, SessionsMayRunOnOnePoolAtTheSameTime) {
  auto pool = std::make_shared<ThreadPool>(2);
  Session first = Make({.thread_pools = {pool}});
  const std::vector<float> expected = Run(first);
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      Session session = Make({.thread_pools = {pool}});
      for (int i = 0; i < 20; ++i) wrong[t] += Run(session) != expected;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, testing::Each(0));
}

TEST_F(SharedPoolTest, ARunOnAPoolThatIsNotThereIsRefused) {
  Session own = Make({.num_threads = 2});
  Session two = Make({.thread_pools = {std::make_shared<ThreadPool>(1),
                                       std::make_shared<ThreadPool>(1)}});
  struct Case {
    Session* session;
    int pool;
    const char* message;
  };
  const Case cases[] = {{&own, 1, "Invalid inter_op_thread_pool: 1"},
                        {&own, -2, "Invalid inter_op_thread_pool: -2"},
                        {&two, 7, "Invalid inter_op_thread_pool: 7"}};
  for (const Case& c : cases) {
    const StepOptions options = {.thread_pool = c.pool};
    EXPECT_THAT(c.session->Run({{x_, value_}}, {y_}, {}, options),
                StatusIs(absl::StatusCode::kInvalidArgument, c.message));
    ASSERT_OK_AND_ASSIGN(Callable step,
                         c.session->Prepare({x_}, {y_}, {}, options));
    std::vector<Tensor> out(1);
    EXPECT_THAT(step.Run({value_}, absl::MakeSpan(out)),
                StatusIs(absl::StatusCode::kInvalidArgument, c.message));
  }
  Run(two, {.thread_pool = 1});
}

TEST_F(SharedPoolTest, OptionsThatContradictEachOtherAreRefused) {
  auto pool = std::make_shared<ThreadPool>(1);
  EXPECT_THAT(
      Session::Create(graph_, {.num_threads = 2, .thread_pools = {pool}}),
      StatusIs(absl::StatusCode::kInvalidArgument,
               "num_threads: expected 0 beside thread_pools, got 2"));
  EXPECT_THAT(Session::Create(graph_, {.thread_pools = {pool, nullptr}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "thread_pools: expected pools, got a null pointer"));
}

}  // namespace
}  // namespace thalweg
