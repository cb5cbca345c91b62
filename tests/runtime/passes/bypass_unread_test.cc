#include "thalweg/runtime/passes/bypass_unread.h"

#include <gmock/gmock.h>

#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

class BypassUnreadTest : public StepTest {
 protected:
  BypassUnreadTest() : x_(Placeholder(graph_, kFloat, {3})) {}
  // -x, once `before` has run.
  Output After(const Operation& before) {
    auto control = graph_.WithControlDependencies({before});
    return Neg(x_);
  }
  Output x_;
};

TEST_F(BypassUnreadTest, WhoWaitedForAnUnreadValueWaitsForItsInputs) {
  Output draw = RandomUniform(graph_, {3}, kFloat);
  Output unread = Log(Exp(draw));
  Output y = After(unread.operation());
  StepGraph step = Step({{x_, {3}}}, {y});
  ASSERT_OK_AND_ASSIGN(const int removed, BypassUnread(step));
  EXPECT_EQ(removed, 2);
  EXPECT_FALSE(Has(step, unread));
  EXPECT_THAT(Find(step, y)->control_inputs(),
              ::testing::ElementsAre(Find(step, draw)));
}

TEST_F(BypassUnreadTest, ControlInputsArePassedOn) {
  Output draw = RandomUniform(graph_, {3}, kFloat);
  Output unread = After(draw.operation());
  Output y = After(unread.operation());
  StepGraph step = Step({{x_, {3}}}, {y});
  ASSERT_OK_AND_ASSIGN(const int removed, BypassUnread(step));
  EXPECT_EQ(removed, 1);
  EXPECT_THAT(Find(step, y)->control_inputs(),
              ::testing::Contains(Find(step, draw)));
}

TEST_F(BypassUnreadTest, AValueThatIsReadStays) {
  Output read = Exp(x_);
  Output y = After(read.operation()) + read;
  StepGraph step = Step({{x_, {3}}}, {y});
  ASSERT_OK_AND_ASSIGN(const int removed, BypassUnread(step));
  EXPECT_EQ(removed, 0);
  EXPECT_TRUE(Has(step, read));
}

TEST_F(BypassUnreadTest, AnUnreadTargetStays) {
  Output target = Exp(x_);
  Output y = After(target.operation());
  StepGraph step = Step({{x_, {3}}}, {y}, {target});
  ASSERT_OK_AND_ASSIGN(const int removed, BypassUnread(step));
  EXPECT_EQ(removed, 0);
  EXPECT_TRUE(Has(step, target));
}

TEST_F(BypassUnreadTest, ACheckIsWantedForItsRefusal) {
  Output check = CheckNumerics(x_, "x");
  Output y = After(check.operation());
  StepGraph step = Step({{x_, {3}}}, {y});
  ASSERT_OK_AND_ASSIGN(const int removed, BypassUnread(step));
  EXPECT_EQ(removed, 0);
  EXPECT_TRUE(Has(step, check));
}

}  // namespace
}  // namespace thalweg
