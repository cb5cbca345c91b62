#include "thalweg/runtime/passes/infer.h"

#include "thalweg/tests/runtime/passes/step_fixture.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

class InferTest : public StepTest {};

TEST_F(InferTest, TheShapesFedDecideAllOthers) {
  Output x = Placeholder(graph_, kFloat, {-1, 3});
  Output w = Placeholder(graph_, kFloat, Shape::Unknown());
  Output y = MatMul(x, w);
  EXPECT_EQ(y.shape(), Shape({-1, -1}));
  StepGraph step = Step({{x, {5, 3}}, {w, {3, 2}}}, {y});
  EXPECT_EQ(Find(step, y)->output_shape(0), Shape({5, 2}));
}

TEST_F(InferTest, AShapeComputedFromAFeedsShapeIsKnown) {
  Output x = Placeholder(graph_, kFloat, {-1, -1});
  Output rows =
      StridedSlice(ShapeOf(x), {0}, {1}, {1}, {.shrink_axis_mask = 1});
  Output y = Reshape(x, Pack({rows, Const(graph_, -1)}));
  StepGraph step = Step({{x, {4, 6}}}, {y});
  EXPECT_EQ(Find(step, y)->output_shape(0), Shape({4, 6}));
}

TEST_F(InferTest, AFeedMayHaveAnotherShapeThanThePlaceholderDeclares) {
  Output x = Placeholder(graph_, kFloat, {2, 2});
  Output y = Neg(x);
  StepGraph step = Step({{x, {7}}}, {y});
  EXPECT_EQ(Find(step, y)->output_shape(0), Shape({7}));
}

TEST_F(InferTest, AnUnknownFedShapeMakesTheRestUnknown) {
  Output x = Placeholder(graph_, kFloat, {2, 2});
  Output y = Neg(x);
  StepGraph step = Step({{x, Shape::Unknown()}}, {y});
  EXPECT_FALSE(Find(step, y)->output_shape(0).has_rank());
}

TEST_F(InferTest, FedShapesThatDoNotFitAreRefusedByTheNode) {
  Output x = Placeholder(graph_, kFloat, Shape::Unknown());
  Output w = Placeholder(graph_, kFloat, Shape::Unknown());
  Output y = MatMul(x, w).Named("product");
  absl::StatusOr<StepGraph> step =
      Prune(graph_, Request({{x, {5, 3}}, {w, {4, 2}}}, {y}));
  ASSERT_OK(step);
  EXPECT_THAT(Infer(*step),
              StatusIs(absl::StatusCode::kInvalidArgument, "'product'"));
}

}  // namespace
}  // namespace thalweg
