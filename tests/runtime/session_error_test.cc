// One test per complaint of a session, in TensorFlow's words.
#include <gtest/gtest.h>

#include <optional>

#include "thalweg/graph/import.h"
#include "thalweg/proto/graph.pb.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using absl::StatusCode;

class SessionErrorTest : public testing::Test {
 protected:
  SessionErrorTest()
      : x_(Placeholder(graph_, kFloat, {-1, 2}).Named("x")),
        y_(Neg(x_).Named("y")),
        group_(NoOp(graph_).Named("n")),
        session_(Session::Create(graph_).value()) {}

  // The session must go on working after any complaint.
  ~SessionErrorTest() override {
    auto result = session_.Run({{x_, Ones()}}, {y_});
    EXPECT_OK(result);
    if (result.ok()) {
      EXPECT_EQ((*result)[0].data<float>()[0], -1.0f);
    }
  }

  static Tensor Ones() { return Tensor::Of<float>({1, 2}, {1, 1}); }

  Graph graph_;
  Output x_, y_;
  Operation group_;
  Session session_;
};

TEST_F(SessionErrorTest, NothingAskedFor) {
  EXPECT_THAT(session_.Run({{x_, Ones()}}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Must specify at least one target to fetch or "
                       "execute."));
}

TEST_F(SessionErrorTest, NothingAskedForByACallable) {
  EXPECT_THAT(session_.Prepare({x_}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Must specify at least one target to fetch or "
                       "execute."));
}

TEST_F(SessionErrorTest, FeedOfAnUnknownNode) {
  EXPECT_THAT(session_.Run({{"nope:0", Ones()}}, {y_}),
              StatusIs(StatusCode::kNotFound,
                       "FeedInputs: unable to find feed output nope:0"));
}

TEST_F(SessionErrorTest, FeedOfAnOutputThatANodeLacks) {
  EXPECT_THAT(
      session_.Run({{"x:3", Ones()}}, {y_}),
      StatusIs(StatusCode::kOutOfRange,
               "Node 'x' (type: 'Placeholder', num of outputs: 1) does not "
               "have output 3"));
}

TEST_F(SessionErrorTest, FetchOfAnUnknownNode) {
  EXPECT_THAT(
      session_.Run({}, {"nope"}),
      StatusIs(StatusCode::kNotFound, "FetchOutputs node nope: not found"));
}

TEST_F(SessionErrorTest, FetchOfAnOutputThatANodeLacks) {
  EXPECT_THAT(
      session_.Run({{x_, Ones()}}, {"y:1"}),
      StatusIs(StatusCode::kOutOfRange,
               "Node 'y' (type: 'Neg', num of outputs: 1) does not have "
               "output 1"));
}

TEST_F(SessionErrorTest, FetchOfAnOpWithoutOutputs) {
  EXPECT_THAT(session_.Run({}, {"n"}),
              StatusIs(StatusCode::kOutOfRange,
                       "Node 'n' (type: 'NoOp', num of outputs: 0) does not "
                       "have output 0"));
}

TEST_F(SessionErrorTest, UnknownTargets) {
  EXPECT_THAT(session_.Run({}, {}, {"nope", "n"}),
              StatusIs(StatusCode::kNotFound,
                       "PruneForTargets: Some target nodes not found: nope "));
}

TEST_F(SessionErrorTest, TheSameFeedTwice) {
  EXPECT_THAT(session_.Run({{x_, Ones()}, {"x:0", Ones()}}, {y_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Endpoint \"x:0\" fed more than once."));
}

TEST_F(SessionErrorTest, FedAndFetched) {
  EXPECT_THAT(
      session_.Run({{x_, Ones()}}, {x_}),
      StatusIs(StatusCode::kInvalidArgument, "x:0 is both fed and fetched."));
}

TEST_F(SessionErrorTest, APlaceholderThatIsNotFed) {
  EXPECT_THAT(session_.Run({}, {y_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "You must feed a value for placeholder tensor 'x' with "
                       "dtype float and shape [?,2]"));
}

TEST_F(SessionErrorTest, AFeedOfAnotherDtype) {
  EXPECT_THAT(session_.Run({{x_, Tensor::Of<int32_t>({1, 2}, {1, 2})}}, {y_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Expects arg[0] to be float but int32 is provided"));
}

TEST_F(SessionErrorTest, AFeedOfAnotherDtypeIsCountedInTheOrderOfNames) {
  Graph graph;
  Output b = Placeholder(graph, kFloat, {}).Named("b");
  Output a = Placeholder(graph, kFloat, {}).Named("a");
  Output sum = a + b;
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  EXPECT_THAT(
      session.Run({{b, Tensor::Scalar<int32_t>(1)}, {a, Tensor::Scalar(1.f)}},
                  {sum}),
      StatusIs(StatusCode::kInvalidArgument,
               "Expects arg[1] to be float but int32 is provided"));
}

TEST_F(SessionErrorTest, AFeedWithoutAValue) {
  EXPECT_THAT(session_.Run({{x_, Tensor()}}, {y_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Expects arg[0] to be float but invalid is provided"));
}

TEST_F(SessionErrorTest, AnInvalidOutput) {
  EXPECT_THAT(session_.Run({}, {Output()}),
              StatusIs(StatusCode::kInvalidArgument, "invalid Output"));
}

TEST_F(SessionErrorTest, AnOutputOfAnotherGraph) {
  Graph other;
  EXPECT_THAT(session_.Run({}, {Const(other, 1)}),
              StatusIs(StatusCode::kInvalidArgument,
                       "belongs to another graph than the session's"));
}

TEST_F(SessionErrorTest, AnOutputBuiltAfterTheSnapshot) {
  Output late = Neg(y_);
  EXPECT_THAT(session_.Run({{x_, Ones()}}, {late}),
              StatusIs(StatusCode::kNotFound, "call Extend"));
  ASSERT_OK(session_.Extend(graph_));
  ASSERT_OK_AND_ASSIGN(auto result, session_.Run({{x_, Ones()}}, {late}));
  EXPECT_EQ(result[0].data<float>()[1], 1.0f);
}

TEST_F(SessionErrorTest, AnExtensionAfterARefusedImport) {
  GraphDef def;
  def.add_node()->set_op("NoOp");
  def.mutable_node(0)->set_name("fine");
  def.add_node()->set_op("Neg");
  def.mutable_node(1)->set_name("without_input");
  ASSERT_FALSE(ImportGraphDef(def, {}, graph_).ok());
  Output late = Neg(y_);
  ASSERT_OK(session_.Extend(graph_));
  ASSERT_OK_AND_ASSIGN(auto result, session_.Run({{x_, Ones()}}, {late}));
  EXPECT_EQ(result[0].data<float>()[1], 1.0f);
  EXPECT_THAT(session_.Run({{x_, Ones()}}, {"fine:0"}),
              StatusIs(StatusCode::kNotFound, "fine"));
}

TEST_F(SessionErrorTest, TooFewFeedsForACallable) {
  ASSERT_OK_AND_ASSIGN(Callable step, session_.Prepare({x_}, {y_}));
  std::vector<Tensor> out(1);
  EXPECT_THAT(step.Run({}, absl::MakeSpan(out)),
              StatusIs(StatusCode::kInvalidArgument,
                       "Expected 1 feed tensors, but got 0"));
}

TEST_F(SessionErrorTest, AFeedOfAnotherDtypeForACallable) {
  ASSERT_OK_AND_ASSIGN(Callable step, session_.Prepare({x_}, {y_}));
  std::vector<Tensor> out(1);
  EXPECT_THAT(
      step.Run({Tensor::Of<int32_t>({1, 2}, {1, 2})}, absl::MakeSpan(out)),
      StatusIs(StatusCode::kInvalidArgument,
               "Type mismatch: actual int32 vs. expect float"));
  ASSERT_OK(step.Run({Ones()}, absl::MakeSpan(out)));
  EXPECT_THAT(
      step.Run({Tensor::Of<int32_t>({1, 2}, {1, 2})}, absl::MakeSpan(out)),
      StatusIs(StatusCode::kInvalidArgument,
               "Type mismatch: actual int32 vs. expect float"));
}

TEST_F(SessionErrorTest, NoRoomForTheFetchesOfACallable) {
  ASSERT_OK_AND_ASSIGN(Callable step, session_.Prepare({x_}, {y_}));
  EXPECT_THAT(step.Run({Ones()}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Expected room for 1 fetched tensors, but got 0"));
}

TEST_F(SessionErrorTest, ACallableOfUnknownNames) {
  EXPECT_THAT(session_.Prepare({"nope"}, {y_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Tensor nope:0, specified in either feed_devices or "
                       "fetch_devices was not found in the Graph"));
  EXPECT_THAT(session_.Prepare({x_}, {"nope:1"}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Tensor nope:1, specified in either feed_devices or "
                       "fetch_devices was not found in the Graph"));
  EXPECT_THAT(session_.Prepare({x_}, {y_}, {"nope"}),
              StatusIs(StatusCode::kNotFound,
                       "PruneForTargets: Some target nodes not found: nope "));
}

TEST_F(SessionErrorTest, AReleasedCallable) {
  ASSERT_OK_AND_ASSIGN(Callable step, session_.Prepare({x_}, {y_}));
  const Callable taken = std::move(step);
  std::vector<Tensor> out(1);
  EXPECT_THAT(step.Run({Ones()}, absl::MakeSpan(out)),
              StatusIs(StatusCode::kInvalidArgument,
                       "Attempted to run callable after handle was released"));
}

TEST_F(SessionErrorTest, AnUninitializedReferenceVariable) {
  Graph graph;
  Output v = VariableV2(graph, Shape(), kFloat).Named("v");
  Output read = Identity(v).Named("v/read");
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  EXPECT_THAT(session.Run({}, {read}),
              StatusIs(StatusCode::kFailedPrecondition,
                       "Attempting to use uninitialized value v"));
}

TEST_F(SessionErrorTest, AnUninitializedResourceVariable) {
  Graph graph;
  Output v = VarHandleOp(graph, kFloat, Shape(), {.shared_name = "rv"});
  Output read = ReadVariableOp(v, kFloat);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  EXPECT_THAT(session.Run({}, {read}),
              StatusIs(StatusCode::kFailedPrecondition,
                       "Could not find variable rv. This could mean that the "
                       "variable has been deleted. In TF1, it can also mean "
                       "the variable is uninitialized. Debug info: "
                       "container=localhost, status error message=Resource "
                       "localhost/rv/"));
}

TEST_F(SessionErrorTest, AKernelErrorNamesTheNodeAndTheUsersLine) {
  Graph graph;
  Output rows = Placeholder(graph, kInt32, {-1}).Named("rows");
  const int line = __LINE__ + 1;
  Output gathered = Gather(Const(graph, {1.f, 2.f}), rows).Named("gathered");
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  const auto result =
      session.Run({{rows, Tensor::Of<int32_t>({1}, {5})}}, {gathered});
  EXPECT_THAT(result, StatusIs(StatusCode::kInvalidArgument,
                               "indices[0] = 5 is not in [0, 2)"));
  EXPECT_THAT(result, StatusIs(StatusCode::kInvalidArgument,
                               "GatherV2 'gathered' (session_error_test.cc:" +
                                   std::to_string(line) + "): "));
}

TEST(SessionCreateTest, RefusesAGraphWithAnErrorByItsLine) {
  Graph graph;
  Output a = Placeholder(graph, kFloat, {2, 3});
  Output b = Placeholder(graph, kFloat, {4, 5});
  const int line = __LINE__ + 1;
  MatMul(a, b);
  EXPECT_THAT(Session::Create(graph),
              StatusIs(StatusCode::kInvalidArgument,
                       "MatMul 'MatMul' (session_error_test.cc:" +
                           std::to_string(line) + "): "));
}

TEST(SessionCreateTest, RefusesNonsenseOptions) {
  Graph graph;
  EXPECT_THAT(Session::Create(graph, {.num_threads = -1}),
              StatusIs(StatusCode::kInvalidArgument, "num_threads"));
  EXPECT_THAT(Session::Create(graph, {.device_count = {{"CPU", 1000}}}),
              StatusIs(StatusCode::kInvalidArgument, "device_count"));
}

class SessionCloseTest : public testing::Test {
 protected:
  SessionCloseTest()
      : c_(Const(graph_, 1.0f)), session_(Session::Create(graph_).value()) {}

  static auto IsClosed() {
    return StatusIs(StatusCode::kCancelled, "Session has been closed.");
  }

  void ExpectClosed(Session& session) {
    GraphDef def;
    EXPECT_THAT(session.Run({}, {c_}), IsClosed());
    EXPECT_THAT(session.Prepare({}, {c_}), IsClosed());
    EXPECT_THAT(session.SetUpPartialRun({}, {c_}), IsClosed());
    EXPECT_THAT(session.Extend(graph_), IsClosed());
    EXPECT_THAT(session.Extend(def), IsClosed());
    EXPECT_OK(session.Close());
  }

  Graph graph_;
  Output c_;
  Session session_;
};

TEST_F(SessionCloseTest, RefusesWhatComesAfter) {
  ASSERT_OK_AND_ASSIGN(Callable step, session_.Prepare({}, {c_}));
  ASSERT_OK_AND_ASSIGN(Callable never_run, session_.Prepare({}, {c_}));
  std::vector<Tensor> out(1);
  ASSERT_OK(step.Run({}, absl::MakeSpan(out)));
  ASSERT_OK(session_.Close());
  ExpectClosed(session_);
  EXPECT_THAT(step.Run({}, absl::MakeSpan(out)), IsClosed());
  EXPECT_THAT(never_run.Run({}, absl::MakeSpan(out)), IsClosed());
}

TEST_F(SessionCloseTest, ASessionMovedFromIsAClosedOne) {
  Session taken = std::move(session_);
  ExpectClosed(session_);
  EXPECT_TRUE(session_.ListDevices().empty());
  EXPECT_OK(taken.Run({}, {c_}));
}

TEST_F(SessionCloseTest, ACallableOutlivesItsSession) {
  std::vector<Tensor> out(1);
  std::optional<Callable> step;
  {
    ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph_));
    step = session.Prepare({}, {c_}).value();
    ASSERT_OK(step->Run({}, absl::MakeSpan(out)));
  }
  EXPECT_THAT(step->Run({}, absl::MakeSpan(out)), IsClosed());
  EXPECT_EQ(out[0].data<float>()[0], 1.f);
}

}  // namespace
}  // namespace thalweg
