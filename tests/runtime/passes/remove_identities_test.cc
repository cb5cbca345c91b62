#include "thalweg/runtime/passes/remove_identities.h"

#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;

class RemoveIdentitiesTest : public StepTest {
 protected:
  RemoveIdentitiesTest() : x_(Placeholder(graph_, kFloat, {-1, 3})) {}

  // Whether a node that is read by Neg, and fed x of [2,3], goes.
  bool Goes(const Output& node) {
    Output y = Neg(node);
    StepGraph step = Step({{x_, {2, 3}}}, {y});
    EXPECT_OK(RemoveIdentities(step));
    return Find(step, y)->input(0).node != Find(step, node);
  }

  Output x_;
};

TEST_F(RemoveIdentitiesTest, IdentitiesGo) {
  EXPECT_TRUE(Goes(Identity(x_)));
  EXPECT_TRUE(Goes(StopGradient(x_)));
}

TEST_F(RemoveIdentitiesTest, AChainOfThemGoesAtOnce) {
  Output y = Neg(Identity(StopGradient(Identity(x_))));
  StepGraph step = Step({{x_, {2, 3}}}, {y});
  ASSERT_OK(RemoveIdentities(step));
  EXPECT_EQ(Find(step, y)->input(0).node, step.feeds[0]);
}

TEST_F(RemoveIdentitiesTest, ViewsThatKeepTheShapeGo) {
  EXPECT_TRUE(Goes(Reshape(x_, {2, 3})));
  EXPECT_FALSE(Goes(Reshape(x_, {3, 2})));
  EXPECT_FALSE(Goes(ExpandDims(x_, 0)));
}

TEST_F(RemoveIdentitiesTest, NeutralElementsGo) {
  EXPECT_TRUE(Goes(x_ * 1));
  EXPECT_TRUE(Goes(Mul(1.f, x_)));
  EXPECT_TRUE(Goes(x_ + 0));
  EXPECT_TRUE(Goes(Add(0.f, x_)));
  EXPECT_FALSE(Goes(x_ * 0));
  EXPECT_FALSE(Goes(x_ + 1));
}

TEST_F(RemoveIdentitiesTest, ANeutralElementThatBroadcastsStays) {
  EXPECT_FALSE(Goes(x_ + Fill(graph_, {4, 1, 3}, 0.f)));
  EXPECT_FALSE(
      Goes(x_ + Const(graph_, Tensor::Zeros(kFloat, {4, 2, 3}).value())));
}

TEST_F(RemoveIdentitiesTest, OneThatWaitsStays) {
  Output y;
  {
    auto control = graph_.WithControlDependencies({NoOp(graph_)});
    y = Identity(x_);
  }
  EXPECT_FALSE(Goes(y));
}

TEST_F(RemoveIdentitiesTest, OneThatIsATargetStays) {
  Output identity = Identity(x_), y = Neg(identity);
  StepGraph step = Step({{x_, {2, 3}}}, {y}, {identity});
  ASSERT_OK(RemoveIdentities(step));
  EXPECT_EQ(Find(step, y)->input(0).node, Find(step, identity));
}

TEST_F(RemoveIdentitiesTest, OneThatAsksForADeviceStays) {
  Output y;
  {
    auto device = graph_.WithDevice("/cpu:1");
    y = Identity(x_);
  }
  EXPECT_FALSE(Goes(y));
}

TEST_F(RemoveIdentitiesTest, WhoWaitsForOneWaitsForItsSource) {
  Output source = Exp(x_), identity = Identity(source);
  Operation after;
  {
    auto control = graph_.WithControlDependencies({identity});
    after = NoOp(graph_);
  }
  StepGraph step = Step({{x_, {2, 3}}}, {identity}, {after});
  ASSERT_OK(RemoveIdentities(step));
  EXPECT_THAT(step.targets[0]->control_inputs(),
              ElementsAre(Find(step, source)));
}

TEST_F(RemoveIdentitiesTest, ANeutralElementThatWaitsStays) {
  Output zero, one;
  {
    auto control = graph_.WithControlDependencies({NoOp(graph_)});
    zero = Const(graph_, 0.f);
    one = Const(graph_, 1.f);
  }
  EXPECT_FALSE(Goes(x_ + zero));
  EXPECT_FALSE(Goes(x_ * one));
}

TEST_F(RemoveIdentitiesTest, AViewWhoseShapeWaitsStays) {
  Output shape;
  {
    auto control = graph_.WithControlDependencies({NoOp(graph_)});
    shape = Const(graph_, {2, 3});
  }
  EXPECT_FALSE(Goes(Reshape(x_, shape)));
}

TEST_F(RemoveIdentitiesTest, ASumThatCopiesAReferenceStays) {
  Output v = VariableV2(graph_, {3}, kFloat);
  Output copy = v + Const(graph_, {0.f, 0.f, 0.f});
  Output y = Neg(copy);
  StepGraph step = Step({}, {y});
  ASSERT_OK(RemoveIdentities(step));
  EXPECT_EQ(Find(step, y)->input(0).node, Find(step, copy));
}

}  // namespace
}  // namespace thalweg
