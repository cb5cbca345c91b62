#include "thalweg/ops/math/broadcast_gradient.h"

#include <gtest/gtest.h>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

class SumToShapeOfTest : public testing::Test {
 protected:
  Output Fed(const Shape& shape) { return Placeholder(graph_, kFloat, shape); }

  // Ops of this name in the graph.
  int Count(const std::string& op) const {
    int count = 0;
    for (const auto& node : graph_.nodes()) {
      if (node != nullptr && node->op().name() == op) ++count;
    }
    return count;
  }

  Graph graph_;
};

TEST_F(SumToShapeOfTest, AddsNothingWhereNothingWasRepeated) {
  const Output g = Fed({-1, 3});
  EXPECT_EQ(SumToShapeOf(Fed({2, 3}), Fed({2, 3}), g), g);
  EXPECT_EQ(SumToShapeOf(Fed({2, 3}), Fed({3}), g), g);
  EXPECT_EQ(SumToShapeOf(Fed({-1, 3}), Fed({3}), g), g);
  EXPECT_EQ(SumToShapeOf(Fed({-1, 3}), Fed({1, 3}), g), g);
  const Output x = Fed(Shape::Unknown());
  EXPECT_EQ(SumToShapeOf(x, x, g), g);
  EXPECT_EQ(graph_.num_nodes(), 10);
}

TEST_F(SumToShapeOfTest, SumsAlongKnownAxesWithoutAskingForShapes) {
  const Output g = Fed({-1, 3});
  EXPECT_EQ(SumToShapeOf(Fed({3}), Fed({-1, 3}), g).shape(), Shape({3}));
  EXPECT_EQ(Count("Reshape"), 0);
  EXPECT_EQ(SumToShapeOf(Fed({1, 3}), Fed({-1, 3}), g).shape(), Shape({1, 3}));
  EXPECT_EQ(Count("Sum"), 2);
  EXPECT_EQ(Count("Shape"), 0);
  EXPECT_EQ(Count("BroadcastGradientArgs"), 0);
}

TEST_F(SumToShapeOfTest, AsksForShapesThatOnlyTheRunKnows) {
  const Output operand = Fed({-1, 3}), other = Fed({4, 3}), g = Fed({4, 3});
  const Output sum = SumToShapeOf(operand, other, g);
  EXPECT_EQ(Count("BroadcastGradientArgs"), 1);
  const Tensor gradient =
      MakeTensor(kFloat, {4, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  const Tensor whole = Uniform(kFloat, {4, 3}, 0, 1);
  ExpectEqual(Evaluate(sum, {{operand, whole}, {other, whole}, {g, gradient}}),
              gradient);
  ExpectEqual(
      Evaluate(sum,
               {{operand, whole.Slice(0, 1)}, {other, whole}, {g, gradient}}),
      MakeTensor(kFloat, {1, 3}, {22, 26, 30}));
}

}  // namespace
}  // namespace thalweg
