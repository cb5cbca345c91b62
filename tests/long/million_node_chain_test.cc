// A chain of a million nodes is built, differentiated, run and destroyed on a
// stack of 256 KB: nothing recurses over the depth of a graph.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

constexpr int kLength = 1000000;
constexpr rlim_t kStackBytes = 256 << 10;
// Set in the process that has the small stack.
constexpr const char* kSmallStack = "THALWEG_TEST_SMALL_STACK";

// The limit of the main thread's stack is taken at exec.
int RunWithSmallStack(const char* filter) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit = {kStackBytes, kStackBytes};
    setrlimit(RLIMIT_STACK, &limit);
    setenv(kSmallStack, "1", 1);
    execl("/proc/self/exe", "long_tests", filter, nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST(MillionNodeChainTest, LivesOnASmallStack) {
  if (getenv(kSmallStack) == nullptr) {
    EXPECT_EQ(RunWithSmallStack("--gtest_filter=MillionNodeChainTest.*"), 0);
    return;
  }
  rlimit limit;
  getrlimit(RLIMIT_STACK, &limit);
  ASSERT_EQ(limit.rlim_cur, kStackBytes);

  Graph graph;
  Output x = Placeholder(graph, kFloat, {});
  Output one = Const(graph, 1.0f);
  Output y = x;
  for (int i = 0; i < kLength; ++i) y = y + one;
  ASSERT_OK_AND_ASSIGN(auto gradients, Gradients({y}, {x}));
  ASSERT_OK(graph.status());
  for (bool optimize : {true, false}) {
    ASSERT_OK_AND_ASSIGN(
        Session session,
        Session::Create(graph, {.num_threads = 1, .optimize = optimize}));
    ASSERT_OK_AND_ASSIGN(
        auto out, session.Run({{x, Tensor::Scalar(2.0f)}}, {y, gradients[0]}));
    EXPECT_EQ(out[0].scalar<float>(), 2.0f + kLength);
    EXPECT_EQ(out[1].scalar<float>(), 1.0f);
  }
}

}  // namespace
}  // namespace thalweg
