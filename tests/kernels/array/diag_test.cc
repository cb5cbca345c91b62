#include "thalweg/ops/array/diag.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output DiagOf(const Graph&, const std::vector<Output>& inputs) {
  return Diag(inputs[0]);
}

Output DiagPartOf(const Graph&, const std::vector<Output>& inputs) {
  return DiagPart(inputs[0]);
}

// Both directions.
void ExpectDiagonal(DType dtype, const Shape& shape) {
  const Tensor input = Counting(dtype, shape);
  const int rank = shape.rank();
  const auto source = [&](const Position& to) -> std::optional<Position> {
    const Position first(to.begin(), to.begin() + rank);
    const Position second(to.begin() + rank, to.end());
    return first == second ? std::optional(first) : std::nullopt;
  };
  const Tensor square = FromPositions(input, shape.Concat(shape), source);
  ExpectEveryWay(DiagOf, {input}, square);
  ExpectEveryWay(DiagPartOf, {square}, input);
}

TEST(DiagKernelTest, PutsAndTakesTheDiagonal) {
  ExpectDiagonal(kFloat, {5});
  ExpectDiagonal(kFloat, {1});
  ExpectDiagonal(kFloat, {0});
  ExpectDiagonal(kFloat, {2, 3});
  ExpectDiagonal(kFloat, {2, 3, 4});
  ExpectDiagonal(kFloat, {2, 0, 4});
  ExpectDiagonal(kFloat, {700});
  for (DType dtype :
       {kHalf, kBfloat16, kDouble, kInt32, kInt64, kComplex64, kComplex128}) {
    ExpectDiagonal(dtype, {3});
  }
}

TEST(DiagKernelTest, RefusesShapesWithoutADiagonal) {
  ExpectRefusedEveryWay(DiagOf, {Counting(kFloat, {})},
                        "Input must be at least rank 1, got 0");
  ExpectRefusedEveryWay(DiagPartOf, {Counting(kFloat, {2, 2, 2})},
                        "The rank of the tensor should be even and positive, "
                        "got shape [2,2,2]");
  ExpectRefusedEveryWay(DiagPartOf, {Counting(kFloat, {})}, "positive");
  ExpectRefusedEveryWay(DiagPartOf, {Counting(kFloat, {2, 3})},
                        "Invalid shape [2,3]");
}

TEST(DiagShapeTest, KnowsWhatPartialShapesShow) {
  Graph graph;
  EXPECT_EQ(Diag(Placeholder(graph, kFloat, {-1, 3})).shape(),
            Shape({-1, 3, -1, 3}));
  EXPECT_EQ(DiagPart(Placeholder(graph, kFloat, {-1, 3, 2, -1})).shape(),
            Shape({2, 3}));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
