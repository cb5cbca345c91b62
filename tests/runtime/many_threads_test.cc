// Many threads on one session; a session of one thread.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

constexpr int kThreads = 64;
constexpr int kRuns = 10000;

TEST(ManyThreadsTest, MixPlansOfOneSessionAndGetTheirOwnResults) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {-1}).Named("x");
  Output squares = x * x + 1;
  Output total = Sum(squares, {0});
  Output counter = Variable(graph, Tensor::Scalar<int32_t>(0));
  Operation count = AddTo(counter, Const(graph, 1));
  Operation initializer = graph.Initializer();
  ASSERT_OK_AND_ASSIGN(Session session,
                       Session::Create(graph, {.num_threads = 2}));
  ASSERT_OK(session.Run({}, {}, {initializer}));
  ASSERT_OK_AND_ASSIGN(Callable square, session.Prepare({x}, {squares}));
  ASSERT_OK_AND_ASSIGN(Callable sum, session.Prepare({x}, {total}));
  ASSERT_OK_AND_ASSIGN(Callable add, session.Prepare({}, {}, {count}));
  std::atomic<int> wrong{0};
  const auto runs = [&](int t) {
    // Threads differ in shapes too, so that plans come and go.
    const int64_t n = 1 + t % 5;
    const std::vector<float> values(n, static_cast<float>(t));
    const std::vector<Tensor> in = {Tensor::Of<float>({n}, values)};
    const float expected = static_cast<float>(t * t + 1);
    std::vector<Tensor> out(1);
    for (int i = 0; i < kRuns; ++i) {
      if (i % 16 == 0) {
        auto by_name = session.Run({{"x", in[0]}}, {total});
        if (!by_name.ok() ||
            (*by_name)[0].scalar<float>() != expected * static_cast<float>(n)) {
          ++wrong;
        }
      } else if (i % 4 == 0) {
        if (!add.Run({}, {}).ok()) ++wrong;
      } else if (i % 2 == 0) {
        if (!square.Run(in, absl::MakeSpan(out)).ok() ||
            out[0].flat<float>()[n - 1] != expected) {
          ++wrong;
        }
      } else if (!sum.Run(in, absl::MakeSpan(out)).ok() ||
                 out[0].scalar<float>() != expected * static_cast<float>(n)) {
        ++wrong;
      }
    }
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back(runs, t);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  ASSERT_OK_AND_ASSIGN(auto counted, session.Run({}, {counter}));
  constexpr int kCountsAThread = kRuns / 4 - kRuns / 16;
  EXPECT_EQ(counted[0].scalar<int32_t>(), kThreads * kCountsAThread);
}

int CountThreads() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<int>(std::distance(begin(tasks), end(tasks)));
}

TEST(OneThreadTest, ASessionOfOneThreadMakesNone) {
  const int before = CountThreads();
  Graph graph;
  // Large enough for every kernel to be cut into pieces, those of the linear
  // algebra library among them.
  Output image = Placeholder(graph, kFloat, {8, 32, 32, 16});
  Output filter = Const(graph, Tensor::Zeros(kFloat, {3, 3, 16, 32}).value());
  Output features = Relu(Conv2D(image, filter, {1, 1, 1, 1}, "SAME"));
  Output flat = Reshape(features, {-1, 32});
  Output weights = Const(graph, Tensor::Zeros(kFloat, {32, 256}).value());
  Output result = Softmax(MatMul(flat, weights));
  std::vector<int> during;
  {
    ASSERT_OK_AND_ASSIGN(Session session,
                         Session::Create(graph, {.num_threads = 1}));
    during.push_back(CountThreads());
    const Tensor value = Tensor::Zeros(kFloat, {8, 32, 32, 16}).value();
    for (int i = 0; i < 3; ++i) {
      ASSERT_OK(session.Run({{image, value}}, {result}));
      during.push_back(CountThreads());
    }
  }
  EXPECT_EQ(during, std::vector<int>(4, before));
  EXPECT_EQ(CountThreads(), before);
}

TEST(OneThreadTest, TheCountSeesThreads) {
  Graph graph;
  const int before = CountThreads();
  ASSERT_OK_AND_ASSIGN(Session session,
                       Session::Create(graph, {.num_threads = 3}));
  EXPECT_EQ(CountThreads(), before + 2);
}

}  // namespace
}  // namespace thalweg
