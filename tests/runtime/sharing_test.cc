// Whose memory a value is: feeds, fetches, constants and variables never
// change under those who hold them.
#include <gtest/gtest.h>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

// With all passes, without, and with a plan that knows no shapes.
struct Way {
  bool optimize = true;
  bool generic = false;
};

class SharingTest : public testing::TestWithParam<Way> {
 protected:
  // A session whose next run of this request meets an unknown shape if the
  // way is generic: it has met too many.
  Session Make() {
    absl::StatusOr<Session> session = Session::Create(
        graph_, {.num_threads = 1, .optimize = GetParam().optimize});
    EXPECT_OK(session);
    return *std::move(session);
  }
  absl::StatusOr<std::vector<Tensor>> Run(
      Session& session, const Output& x, const Tensor& value,
      const std::vector<Endpoint>& fetches,
      const std::vector<Target>& targets = {}) {
    if (GetParam().generic) {
      for (int64_t n = 20; n < 30; ++n) {
        RETURN_IF_ERROR(
            session.Run({{x, Tensor::Zeros(kFloat, {n, 2}).value()}}, fetches)
                .status());
      }
    }
    return session.Run({{x, value}}, fetches, targets);
  }

  Graph graph_;
};

const Tensor& Value() {
  static const Tensor& value =
      *new Tensor(Tensor::Of<float>({3, 2}, {1, 2, 3, 4, 5, 6}));
  return value;
}

TEST_P(SharingTest, NoOpGivesTheCallersFeedBackAsAResult) {
  Output x = Placeholder(graph_, kFloat, Shape::Unknown());
  Output rows = Identity(x);
  const std::vector<Endpoint> fetches = {
      Identity(x),
      StopGradient(x),
      Reshape(x, {-1, 2}),
      Squeeze(ExpandDims(x, 0), {.squeeze_dims = {0}}),
      Slice(x, {0, 0}, {-1, -1}),
      StridedSlice(x, {0, 0}, {1000, 2}, {1, 1}),
      Transpose(x, {0, 1}),
      Tile(x, {1, 1}),
      Pad(x, Const(graph_, Tensor::Zeros(kInt32, {2, 2}).value())),
      Concat({x, Const(graph_, Tensor::Zeros(kFloat, {0, 2}).value())}, 0),
      AddN({x}),
      Cast(Cast(x, kFloat), kFloat),
      SelectV1(Const(graph_, true), x, Neg(x)),
      Neg(Neg(Reshape(Slice(rows, {0, 0}, {-1, -1}), {-1, 2}))),
      Reshape(Slice(x, {0, 0}, {-1, -1}), {-1, 1}),
  };
  Session session = Make();
  const Tensor fed = Value().Copy().value();
  ASSERT_OK_AND_ASSIGN(std::vector<Tensor> out, Run(session, x, fed, fetches));
  for (size_t i = 0; i < out.size(); ++i) {
    EXPECT_NE(out[i].raw(), fed.raw()) << "fetch " << i;
    ExpectEqual(out[i].Reshaped({3, 2}), Value());
  }
}

TEST_P(SharingTest, AReferenceFetchedWholeIsACopy) {
  Output x = Placeholder(graph_, kFloat, {-1, 2});
  Output v = VariableV2(graph_, {3, 2}, kFloat);
  Output assign = Assign(v, Const(graph_, Value()));
  Operation update;
  std::vector<Endpoint> fetches;
  {
    Output read = v + x * 0;
    fetches = {v, Identity(v), Slice(v, {0, 0}, {-1, -1}),
               Reshape(Transpose(v, {0, 1}), {3, 2}), AddN({v})};
    auto control = graph_.WithControlDependencies({read});
    update = AssignAdd(v, Const(graph_, Value()));
  }
  Session session = Make();
  ASSERT_OK(session.Run({}, {}, {assign}));
  ASSERT_OK_AND_ASSIGN(std::vector<Tensor> out, session.Run({}, fetches));
  ASSERT_OK(
      session.Run({{x, Tensor::Zeros(kFloat, {1, 2}).value()}}, {}, {update}));
  for (const Tensor& tensor : out) ExpectEqual(tensor, Value());
}

TEST_P(SharingTest, UpdatesOfAVariableLeaveWhatItWasAssignedFromAlone) {
  for (bool reference : {false, true}) {
    Graph graph;
    Output x = Placeholder(graph, kFloat, {3, 2});
    Output constant = Const(graph, Value());
    Output v = Variable(graph, Value(), {.reference = reference});
    Operation from_feed = AssignTo(v, x), from_constant = AssignTo(v, constant);
    Operation from_view = AssignTo(v, Reshape(Reshape(x, {6}), {3, 2}));
    Operation add = AddTo(v, Const(graph, Value()));
    ASSERT_OK_AND_ASSIGN(
        Session session,
        Session::Create(graph, {.optimize = GetParam().optimize}));
    const Tensor fed = Value().Copy().value();
    for (const Operation& assign : {from_feed, from_constant, from_view}) {
      ASSERT_OK(session.Run({{x, fed}}, {}, {assign}));
      ASSERT_OK(session.Run({}, {}, {add}));
      ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {constant, v}));
      ExpectEqual(fed, Value());
      ExpectEqual(out[0], Value());
      EXPECT_EQ(out[1].data<float>()[5], 12.f);
    }
  }
}

TEST_P(SharingTest, AResourceReadThatLivesPastAnUpdateIsTheOldValue) {
  Output handle = VarHandleOp(graph_, kFloat, {3, 2});
  Operation assign = AssignVariableOp(handle, Const(graph_, Value()));
  Output read = ReadVariableOp(handle, kFloat);
  Operation update;
  {
    auto control = graph_.WithControlDependencies({read});
    update = AssignAddVariableOp(handle, Const(graph_, Value()));
  }
  Output late;
  {
    auto control = graph_.WithControlDependencies({update});
    late = Identity(read);
  }
  Session session = Make();
  ASSERT_OK(session.Run({}, {}, {assign}));
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {late, read}));
  ExpectEqual(out[0], Value());
  ExpectEqual(out[1], Value());
  ASSERT_OK_AND_ASSIGN(out, session.Run({}, {read}));
  EXPECT_EQ(out[0].data<float>()[5], 12.f);
}

TEST_P(SharingTest, AViewOfOneOfManyOutputsSeesItsValue) {
  Output x = Placeholder(graph_, kFloat, {-1, 2});
  Output tall = Tile(Neg(x), {40, 1});
  Operation parts = Unpack(Reshape(tall, {120, 2}), 120);
  std::vector<Endpoint> fetches;
  for (int i : {0, 62, 63, 64, 65, 119}) {
    fetches.emplace_back(Neg(Reshape(parts[i], {2, 1})));
  }
  ASSERT_OK(graph_.status());
  Session session = Make();
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({{x, Value()}}, fetches));
  int k = 0;
  for (int i : {0, 62, 63, 64, 65, 119}) {
    EXPECT_EQ(out[k++].data<float>()[1], 2.f * (i % 3) + 2) << i;
  }
}

TEST_P(SharingTest, AnUpdateThatOnlyAConstantWaitsForRuns) {
  Output v = Variable(graph_, Tensor::Scalar(1.f), {.reference = true});
  Operation update = AddTo(v, 1.f);
  Output y;
  {
    auto control = graph_.WithControlDependencies({update});
    y = Const(graph_, 2.f);
  }
  Output z = Neg(y) * 3;
  Output neutral;
  {
    auto control = graph_.WithControlDependencies({update});
    neutral = Const(graph_, 1.f);
  }
  Output same = Identity(v) * neutral;
  Operation initializer = graph_.Initializer();
  Session session = Make();
  ASSERT_OK(session.Run({}, {}, {initializer}));
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {z}));
  EXPECT_EQ(out[0].data<float>()[0], -6.f);
  ASSERT_OK_AND_ASSIGN(out, session.Run({}, {v}));
  EXPECT_EQ(out[0].data<float>()[0], 2.f);
  ASSERT_OK(session.Run({}, {same}));
  ASSERT_OK_AND_ASSIGN(out, session.Run({}, {v}));
  EXPECT_EQ(out[0].data<float>()[0], 3.f);
}

TEST_P(SharingTest, ARunThatFailsLeavesTheNextOneAlone) {
  Output x = Placeholder(graph_, kInt32, {-1});
  Output before = x + 1;
  Output y = FloorDiv(before, x) + before;
  Session session = Make();
  const Tensor zero = Tensor::Of<int32_t>({2}, {1, 0});
  const Tensor good = Tensor::Of<int32_t>({2}, {1, 2});
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(session.Run({{x, zero}}, {y, before}),
                StatusIs(absl::StatusCode::kInvalidArgument, "division"));
    ASSERT_OK_AND_ASSIGN(auto out, session.Run({{x, good}}, {y, before}));
    ExpectEqual(out[0], Tensor::Of<int32_t>({2}, {4, 4}));
  }
}

TEST_P(SharingTest, AHandleMayBeFedOnlyWithAHandle) {
  Output handle = VarHandleOp(graph_, kFloat, {3, 2});
  Output reference = VariableV2(graph_, {}, kFloat);
  Operation assign = AssignVariableOp(handle, Const(graph_, Value()));
  Output read = ReadVariableOp(handle, kFloat);
  Output add = AssignAdd(reference, 1.f);
  Session session = Make();
  for (const Shape& shape : {Shape({}), Shape({0})}) {
    const Tensor nothing = Tensor::Allocate(kResource, shape).value();
    EXPECT_FALSE(session.Run({{handle, nothing}}, {read}).ok());
    EXPECT_FALSE(session.Run({{handle, nothing}}, {}, {assign}).ok());
  }
  EXPECT_FALSE(session.Run({{reference, Tensor::Scalar(1.f)}}, {add}).ok());
  EXPECT_OK(session.Run({}, {}, {assign}));
  ASSERT_OK_AND_ASSIGN(auto out, session.Run({}, {read}));
  ExpectEqual(out[0], Value());
  // The variable of one session, through the handle it gave out.
  ASSERT_OK_AND_ASSIGN(out, session.Run({}, {handle}));
  ASSERT_OK_AND_ASSIGN(out, session.Run({{handle, out[0]}}, {read}));
  ExpectEqual(out[0], Value());
}

INSTANTIATE_TEST_SUITE_P(Ways, SharingTest,
                         testing::Values(Way{true, false}, Way{false, false},
                                         Way{true, true}, Way{false, true}));

}  // namespace
}  // namespace thalweg
