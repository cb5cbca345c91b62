#include <gtest/gtest.h>

#include <optional>
#include <thread>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using absl::StatusCode;

Output VariableIn(Graph& graph, const char* container, const char* name) {
  return VarHandleOp(graph, kFloat, Shape(),
                     {.container = container, .shared_name = name});
}

// How many hold the resource behind a fetched handle, the handle among them.
int64_t Holders(const Tensor& handle) {
  return handle.scalar<ResourceHandle>().resource().use_count();
}

class ResetTest : public testing::Test {
 protected:
  ResetTest()
      : local_(VariableIn(graph_, "", "v")),
        boxed_(VariableIn(graph_, "box", "v")),
        crated_(VariableIn(graph_, "crate", "v")),
        session_(Session::Create(graph_).value()),
        handles_(session_.Run({}, {local_, boxed_, crated_}).value()) {
    for (const Tensor& handle : handles_) before_.push_back(Holders(handle));
  }

  // By handle: whether the session's store let go of the resource.
  std::vector<bool> LetGo() const {
    std::vector<bool> gone;
    for (size_t i = 0; i < handles_.size(); ++i) {
      gone.push_back(Holders(handles_[i]) == before_[i] - 1);
    }
    return gone;
  }

  Graph graph_;
  Output local_, boxed_, crated_;
  Session session_;
  std::vector<Tensor> handles_;
  std::vector<int64_t> before_;
};

TEST_F(ResetTest, ClearsTheDefaultContainerWhenNoneIsNamed) {
  ASSERT_OK(Session::Reset());
  EXPECT_EQ(LetGo(), std::vector<bool>({true, false, false}));
}

TEST_F(ResetTest, ClearsTheContainersNamed) {
  ASSERT_OK(Session::Reset({"box", "crate", "unheard of"}));
  EXPECT_EQ(LetGo(), std::vector<bool>({false, true, true}));
}

TEST_F(ResetTest, ClosesEverySessionAndWhatTheyPrepared) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {});
  Output y = x + 1;
  ASSERT_OK_AND_ASSIGN(Session other, Session::Create(graph));
  ASSERT_OK_AND_ASSIGN(Callable step, other.Prepare({x}, {y}));
  const std::vector<Tensor> in = {Tensor::Scalar(1.f)};
  std::vector<Tensor> out(1);
  ASSERT_OK(step.Run(in, absl::MakeSpan(out)));
  ASSERT_OK(Session::Reset());
  EXPECT_THAT(other.Run({{x, in[0]}}, {y}),
              StatusIs(StatusCode::kCancelled, "Session has been closed."));
  EXPECT_THAT(step.Run(in, absl::MakeSpan(out)),
              StatusIs(StatusCode::kCancelled, "Session has been closed."));
  EXPECT_THAT(session_.Run({}, {local_}),
              StatusIs(StatusCode::kCancelled, "Session has been closed."));
}

TEST_F(ResetTest, LeavesSessionsMadeAfterwardsAlone) {
  ASSERT_OK(Session::Reset());
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph_));
  ASSERT_OK_AND_ASSIGN(auto handles, session.Run({}, {local_}));
  EXPECT_NE(handles[0].scalar<ResourceHandle>().resource(),
            handles_[0].scalar<ResourceHandle>().resource());
}

TEST_F(ResetTest, DoesNoHarmTwice) {
  ASSERT_OK(Session::Reset());
  ASSERT_OK(Session::Reset());
  EXPECT_EQ(LetGo(), std::vector<bool>({true, false, false}));
}

TEST_F(ResetTest, WaitsForWhatRuns) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {});
  Output y = x;
  for (int i = 0; i < 200; ++i) y = Exp(y * 0.5f);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  std::atomic<bool> started{false};
  absl::Status last;
  std::thread runner([&] {
    while (last.ok()) {
      last = session.Run({{x, Tensor::Scalar(1.f)}}, {y}).status();
      started = true;
    }
  });
  while (!started) std::this_thread::yield();
  ASSERT_OK(Session::Reset());
  runner.join();
  EXPECT_THAT(last, StatusIs(StatusCode::kCancelled));
}

TEST(ContainerTest, OneContainerAndNameIsOneVariableOfTheSession) {
  Graph graph;
  Output one = VariableIn(graph, "box", "v").Named("one");
  Output same = VariableIn(graph, "box", "v").Named("same");
  Output elsewhere = VariableIn(graph, "crate", "v").Named("elsewhere");
  Operation assign = AssignVariableOp(one, Const(graph, 5.f));
  Output read = ReadVariableOp(same, kFloat);
  Output unset = ReadVariableOp(elsewhere, kFloat).Named("unset");
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  ASSERT_OK(session.Run({}, {}, {assign}));
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {read}));
  EXPECT_EQ(out[0].scalar<float>(), 5.f);
  EXPECT_THAT(session.Run({}, {unset}),
              StatusIs(StatusCode::kFailedPrecondition, "container=crate"));
  // Another session has its own.
  ASSERT_OK_AND_ASSIGN(Session other, Session::Create(graph));
  EXPECT_THAT(other.Run({}, {read}),
              StatusIs(StatusCode::kFailedPrecondition, "container=box"));
}

TEST(ContainerTest, NamesThatAreNoneAreRefused) {
  Graph graph;
  Output bad_container = VariableIn(graph, "a b", "v");
  Output bad_name = VariableIn(graph, "", "_v");
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  EXPECT_THAT(session.Run({}, {bad_container}),
              StatusIs(StatusCode::kInvalidArgument,
                       "container contains invalid characters: a b"));
  EXPECT_THAT(session.Run({}, {bad_name}),
              StatusIs(StatusCode::kInvalidArgument,
                       "shared_name cannot start with '_':_v"));
}

}  // namespace
}  // namespace thalweg
