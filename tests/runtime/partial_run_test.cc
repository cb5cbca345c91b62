#include "thalweg/runtime/partial_run.h"

#include <gtest/gtest.h>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using absl::StatusCode;

Tensor Scalar(float value) { return Tensor::Scalar(value); }

float Value(const Tensor& tensor) { return tensor.data<float>()[0]; }

// doubled = 2 a, sum = doubled + b, product = sum * c.
class PartialRunTest : public testing::Test {
 protected:
  PartialRunTest()
      : a_(Placeholder(graph_, kFloat, {}).Named("a")),
        b_(Placeholder(graph_, kFloat, {}).Named("b")),
        c_(Placeholder(graph_, kFloat, {}).Named("c")),
        doubled_((a_ * 2).Named("doubled")),
        sum_((doubled_ + b_).Named("sum")),
        product_((sum_ * c_).Named("product")) {}

  void Start() {
    auto session = Session::Create(graph_);
    ASSERT_OK(session);
    session_.emplace(*std::move(session));
  }
  PartialRun SetUpAll() {
    Start();
    return session_->SetUpPartialRun({a_, b_, c_}, {doubled_, sum_, product_})
        .value();
  }

  Graph graph_;
  Output a_, b_, c_, doubled_, sum_, product_;
  std::optional<Session> session_;
};

TEST_F(PartialRunTest, GoesOnWhereItLeftOff) {
  PartialRun step = SetUpAll();
  ASSERT_OK_AND_ASSIGN(auto first, step.Run({{a_, Scalar(3)}}, {doubled_}));
  EXPECT_EQ(Value(first[0]), 6);
  // What is fed next may depend on what came out.
  ASSERT_OK_AND_ASSIGN(auto second, step.Run({{"b", first[0]}}, {"sum:0"}));
  EXPECT_EQ(Value(second[0]), 12);
  ASSERT_OK_AND_ASSIGN(auto third, step.Run({{c_, Scalar(10)}}, {product_}));
  EXPECT_EQ(Value(third[0]), 120);
}

TEST_F(PartialRunTest, TakesFeedsInAnyOrderAndFetchesLate) {
  PartialRun step = SetUpAll();
  ASSERT_OK_AND_ASSIGN(auto nothing,
                       step.Run({{c_, Scalar(10)}, {b_, Scalar(1)}}, {}));
  EXPECT_TRUE(nothing.empty());
  ASSERT_OK_AND_ASSIGN(
      auto out, step.Run({{a_, Scalar(2)}}, {product_, doubled_, product_}));
  EXPECT_EQ(Value(out[0]), 50);
  EXPECT_EQ(Value(out[1]), 4);
  EXPECT_EQ(Value(out[2]), 50);
  ASSERT_OK_AND_ASSIGN(auto rest, step.Run({}, {sum_}));
  EXPECT_EQ(Value(rest[0]), 5);
}

TEST_F(PartialRunTest, StepsOfOneSetUpDoNotMeet) {
  PartialRun one = SetUpAll();
  ASSERT_OK_AND_ASSIGN(
      PartialRun two,
      session_->SetUpPartialRun({a_, b_, c_}, {doubled_, sum_, product_}));
  ASSERT_OK(one.Run({{a_, Scalar(1)}}, {}));
  ASSERT_OK(two.Run({{a_, Scalar(100)}}, {}));
  ASSERT_OK_AND_ASSIGN(auto first, one.Run({{b_, Scalar(1)}}, {sum_}));
  ASSERT_OK_AND_ASSIGN(auto second, two.Run({{b_, Scalar(1)}}, {sum_}));
  EXPECT_EQ(Value(first[0]), 3);
  EXPECT_EQ(Value(second[0]), 201);
}

TEST_F(PartialRunTest, AStepGivenUpLeavesNothingToTheNext) {
  {
    PartialRun given_up = SetUpAll();
    ASSERT_OK(given_up.Run({{a_, Scalar(1)}, {b_, Scalar(1)}}, {}));
  }
  ASSERT_OK_AND_ASSIGN(
      PartialRun step,
      session_->SetUpPartialRun({a_, b_, c_}, {doubled_, sum_, product_}));
  EXPECT_THAT(step.Run({}, {sum_}),
              StatusIs(StatusCode::kInvalidArgument, "Fetch sum:0 can't"));
  ASSERT_OK(step.Run({{a_, Scalar(5)}}, {}));
  ASSERT_OK_AND_ASSIGN(auto out, step.Run({{b_, Scalar(1)}}, {sum_}));
  EXPECT_EQ(Value(out[0]), 11);
}

TEST_F(PartialRunTest, TakesTensorsOfAnyShape) {
  Output x = Placeholder(graph_, kFloat, {-1, 2}).Named("x");
  Output w = Placeholder(graph_, kFloat, {2, -1}).Named("w");
  Output squared = x * x;
  Output result = MatMul(squared, w);
  Start();
  for (int64_t n : {1, 3, 1}) {
    ASSERT_OK_AND_ASSIGN(PartialRun step,
                         session_->SetUpPartialRun({x, w}, {squared, result}));
    const Tensor twos = Tensor::Of<float>({n, 2}, std::vector<float>(2 * n, 2));
    ASSERT_OK_AND_ASSIGN(auto first, step.Run({{x, twos}}, {squared}));
    EXPECT_EQ(first[0].shape(), Shape({n, 2}));
    const Tensor ones = Tensor::Of<float>({2, n}, std::vector<float>(2 * n, 1));
    ASSERT_OK_AND_ASSIGN(auto second, step.Run({{w, ones}}, {result}));
    EXPECT_EQ(second[0].shape(), Shape({n, n}));
    EXPECT_EQ(Value(second[0]), 8);
  }
}

TEST_F(PartialRunTest, AVariableIsReadOnceAndATargetRunsOnce) {
  Output v = Variable(graph_, Tensor::Scalar(1.f)).Named("v");
  Operation increment = AddTo(v, Const(graph_, 1.f));
  Output counter = Variable(graph_, Tensor::Scalar(0.f)).Named("counter");
  Operation count = AddTo(counter, a_ * 0 + 1);
  Output first = v + a_, second = v + b_;
  Operation initializer = graph_.Initializer();
  Start();
  ASSERT_OK(session_->Run({}, {}, {initializer}));
  ASSERT_OK_AND_ASSIGN(
      PartialRun step,
      session_->SetUpPartialRun({a_, b_}, {first, second}, {count}));
  ASSERT_OK_AND_ASSIGN(auto one, step.Run({{a_, Scalar(0)}}, {first}));
  // Another step's update in between is not seen.
  ASSERT_OK(session_->Run({}, {}, {increment}));
  ASSERT_OK_AND_ASSIGN(auto two, step.Run({{b_, Scalar(0)}}, {second}));
  EXPECT_EQ(Value(one[0]), 1);
  EXPECT_EQ(Value(two[0]), 1);
  ASSERT_OK_AND_ASSIGN(auto counted, session_->Run({}, {counter}));
  EXPECT_EQ(Value(counted[0]), 1);
}

TEST_F(PartialRunTest, ControlInputsAreWaitedFor) {
  Output v = Variable(graph_, Tensor::Scalar(0.f));
  Operation store = AssignTo(v, a_);
  Output after;
  {
    auto scope = graph_.WithControlDependencies({store});
    after = Identity(b_);
  }
  Operation initializer = graph_.Initializer();
  Start();
  ASSERT_OK(session_->Run({}, {}, {initializer}));
  ASSERT_OK_AND_ASSIGN(PartialRun step,
                       session_->SetUpPartialRun({a_, b_}, {after}));
  EXPECT_THAT(step.Run({{b_, Scalar(7)}}, {after}),
              StatusIs(StatusCode::kInvalidArgument, "can't be computed"));
  ASSERT_OK_AND_ASSIGN(auto out,
                       step.Run({{b_, Scalar(7)}, {a_, Scalar(3)}}, {after}));
  EXPECT_EQ(Value(out[0]), 7);
  ASSERT_OK_AND_ASSIGN(auto stored, session_->Run({}, {v}));
  EXPECT_EQ(Value(stored[0]), 3);
}

TEST_F(PartialRunTest, ManyValuesWaitForOneFeedWithoutMeeting) {
  // Values of a piece stay as they are while others come and go.
  std::vector<Output> kept;
  std::vector<Endpoint> fetches;
  for (int i = 0; i < 20; ++i) {
    kept.push_back(Exp(a_ * static_cast<float>(i)));
    fetches.push_back(kept.back() + b_);
  }
  Start();
  ASSERT_OK_AND_ASSIGN(PartialRun step,
                       session_->SetUpPartialRun({a_, b_}, fetches));
  ASSERT_OK(step.Run({{a_, Scalar(0.1f)}}, {}));
  ASSERT_OK_AND_ASSIGN(auto out, step.Run({{b_, Scalar(1)}}, fetches));
  for (int i = 0; i < 20; ++i) {
    EXPECT_FLOAT_EQ(Value(out[i]), std::exp(0.1f * i) + 1);
  }
}

TEST_F(PartialRunTest, FetchesAreTheCallersOwn) {
  PartialRun step = SetUpAll();
  ASSERT_OK_AND_ASSIGN(auto first, step.Run({{a_, Scalar(3)}}, {doubled_}));
  first[0].mutable_data<float>()[0] = 99;
  ASSERT_OK_AND_ASSIGN(auto second, step.Run({{b_, Scalar(0)}}, {sum_}));
  EXPECT_EQ(Value(second[0]), 6);
}

// ---- Refusals, after which the step goes on ----

TEST_F(PartialRunTest, AFeedThatComesTwice) {
  PartialRun step = SetUpAll();
  ASSERT_OK(step.Run({{a_, Scalar(3)}}, {}));
  EXPECT_THAT(step.Run({{"a:0", Scalar(4)}}, {doubled_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "The feed a:0 has already been fed."));
  EXPECT_THAT(step.Run({{b_, Scalar(4)}, {b_, Scalar(4)}}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "The feed b:0 has already been fed."));
  ASSERT_OK_AND_ASSIGN(auto out, step.Run({{b_, Scalar(1)}}, {sum_}));
  EXPECT_EQ(Value(out[0]), 7);
}

TEST_F(PartialRunTest, AFetchThatNeedsMoreFeeds) {
  PartialRun step = SetUpAll();
  EXPECT_THAT(step.Run({{a_, Scalar(3)}}, {doubled_, sum_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Fetch sum:0 can't be computed from the feeds that have "
                       "been fed so far."));
  // Nothing was taken: `a` may be fed.
  ASSERT_OK_AND_ASSIGN(auto out,
                       step.Run({{a_, Scalar(3)}, {b_, Scalar(1)}}, {sum_}));
  EXPECT_EQ(Value(out[0]), 7);
}

TEST_F(PartialRunTest, AFetchThatComesTwice) {
  PartialRun step = SetUpAll();
  ASSERT_OK(step.Run({{a_, Scalar(3)}}, {doubled_}));
  EXPECT_THAT(step.Run({}, {doubled_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "The fetch doubled:0 has already been fetched."));
}

TEST_F(PartialRunTest, WhatWasNotSetUp) {
  Start();
  ASSERT_OK_AND_ASSIGN(PartialRun step,
                       session_->SetUpPartialRun({a_, b_}, {sum_}));
  EXPECT_THAT(step.Run({{"c", Scalar(3)}}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "The feed c was not specified in partial_run_setup."));
  EXPECT_THAT(step.Run({{"nope", Scalar(3)}}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "The feed nope was not specified in "
                       "partial_run_setup."));
  EXPECT_THAT(step.Run({}, {product_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "The fetch product:0 was not specified in "
                       "partial_run_setup."));
  EXPECT_THAT(step.Run({{Output(), Scalar(3)}}, {}),
              StatusIs(StatusCode::kInvalidArgument, "invalid Output"));
  ASSERT_OK_AND_ASSIGN(auto out,
                       step.Run({{a_, Scalar(3)}, {b_, Scalar(1)}}, {sum_}));
  EXPECT_EQ(Value(out[0]), 7);
}

TEST_F(PartialRunTest, AFeedOfAnotherDtype) {
  PartialRun step = SetUpAll();
  EXPECT_THAT(step.Run({{b_, Tensor::Scalar<int32_t>(3)}}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Expects arg[1] to be float but int32 is provided"));
  EXPECT_THAT(step.Run({{b_, Tensor()}}, {}),
              StatusIs(StatusCode::kInvalidArgument, "Expects arg[1]"));
  ASSERT_OK(step.Run({{b_, Scalar(3)}}, {}));
}

TEST_F(PartialRunTest, ASetUpThatMakesNoSense) {
  Start();
  EXPECT_THAT(session_->SetUpPartialRun({a_}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Must specify at least one target to fetch or "
                       "execute."));
  EXPECT_THAT(session_->SetUpPartialRun({"nope"}, {sum_}),
              StatusIs(StatusCode::kNotFound, "nope"));
  EXPECT_THAT(
      session_->SetUpPartialRun({a_}, {a_}),
      StatusIs(StatusCode::kInvalidArgument, "a:0 is both fed and fetched."));
}

// ---- The end of a step ----

TEST_F(PartialRunTest, EndsWhenAllIsFedAndFetched) {
  Start();
  ASSERT_OK_AND_ASSIGN(PartialRun step,
                       session_->SetUpPartialRun({a_, b_}, {sum_}));
  ASSERT_OK(step.Run({{a_, Scalar(3)}}, {}));
  ASSERT_OK(step.Run({{b_, Scalar(3)}}, {sum_}));
  EXPECT_THAT(step.Run({}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Must run 'setup' before performing partial runs!"));
}

TEST_F(PartialRunTest, EndsWithTheFirstErrorOfAKernel) {
  Output rows = Placeholder(graph_, kInt32, {-1}).Named("rows");
  Output gathered = Gather(Const(graph_, {1.f, 2.f}), rows);
  Start();
  ASSERT_OK_AND_ASSIGN(PartialRun step, session_->SetUpPartialRun(
                                            {a_, rows}, {doubled_, gathered}));
  EXPECT_THAT(step.Run({{rows, Tensor::Of<int32_t>({1}, {5})}}, {gathered}),
              StatusIs(StatusCode::kInvalidArgument,
                       "indices[0] = 5 is not in [0, 2)"));
  EXPECT_THAT(step.Run({{a_, Scalar(1)}}, {doubled_}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Must run 'setup' before performing partial runs!"));
}

TEST_F(PartialRunTest, OneMovedFromHasNoSetUp) {
  PartialRun step = SetUpAll();
  const PartialRun taken = std::move(step);
  EXPECT_THAT(step.Run({}, {}),
              StatusIs(StatusCode::kInvalidArgument,
                       "Must run 'setup' before performing partial runs!"));
}

TEST_F(PartialRunTest, IsRefusedOnceTheSessionHasBeenClosed) {
  PartialRun step = SetUpAll();
  ASSERT_OK(step.Run({{a_, Scalar(1)}}, {}));
  ASSERT_OK(session_->Close());
  EXPECT_THAT(step.Run({{b_, Scalar(1)}}, {sum_}),
              StatusIs(StatusCode::kCancelled, "Session has been closed."));
  EXPECT_THAT(session_->SetUpPartialRun({a_}, {doubled_}),
              StatusIs(StatusCode::kCancelled, "Session has been closed."));
}

TEST_F(PartialRunTest, OutlivesItsSession) {
  PartialRun step = SetUpAll();
  session_.reset();
  EXPECT_THAT(step.Run({{a_, Scalar(1)}}, {doubled_}),
              StatusIs(StatusCode::kCancelled, "Session has been closed."));
}

TEST_F(PartialRunTest, APieceIsCancelledByItsToken) {
  Start();
  CancellationToken token;
  ASSERT_OK_AND_ASSIGN(PartialRun step,
                       session_->SetUpPartialRun({a_}, {doubled_}, {},
                                                 {.cancellation = &token}));
  token.Cancel();
  EXPECT_THAT(step.Run({{a_, Scalar(1)}}, {doubled_}),
              StatusIs(StatusCode::kCancelled, "Run call was cancelled"));
}

}  // namespace
}  // namespace thalweg
