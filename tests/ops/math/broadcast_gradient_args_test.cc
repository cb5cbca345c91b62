#include "thalweg/ops/math/broadcast_gradient_args.h"

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Dims = std::vector<int64_t>;

void ExpectAxes(const Dims& s0, const Dims& s1, const Dims& r0,
                const Dims& r1) {
  const auto axes = BroadcastReductions(s0, s1);
  ASSERT_OK(axes);
  EXPECT_EQ(axes->r0, r0);
  EXPECT_EQ(axes->r1, r1);
}

TEST(BroadcastGradientArgsTest, ListsTheAxesThatWereRepeated) {
  ExpectAxes({2, 3}, {3}, {}, {0});
  ExpectAxes({3}, {2, 1}, {0}, {1});
  ExpectAxes({}, {2, 3}, {0, 1}, {});
  ExpectAxes({4, 1, 5}, {3, 1}, {1}, {0, 2});
  ExpectAxes({0, 3}, {1, 3}, {}, {0});
}

TEST(BroadcastGradientArgsTest, AxesOfOneInBothAreInBothListsUnlessEqual) {
  ExpectAxes({1, 3}, {1, 3}, {}, {});
  ExpectAxes({1, 3}, {1, 1}, {0}, {0, 1});
  ExpectAxes({3}, {1, 3}, {0}, {0});
}

TEST(BroadcastGradientArgsTest, ShapesThatDoNotBroadcastAreRefused) {
  EXPECT_THAT(BroadcastReductions(Dims{2, 3}, Dims{2}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Incompatible shapes: [2,3] vs. [2]"));
}

TEST(BroadcastGradientArgsTest, RunsOnShapesKnownLate) {
  for (DType dtype : {kInt32, kInt64}) {
    Graph graph;
    const Output s0 = Placeholder(graph, dtype);
    const Output s1 = Placeholder(graph, dtype);
    const Operation axes = BroadcastGradientArgs(s0, s1);
    ASSERT_OK_AND_ASSIGN(const auto results,
                         Evaluate({{s0, MakeTensor(dtype, {2}, {4, 1})},
                                   {s1, MakeTensor(dtype, {1}, {5})}},
                                  {axes[0], axes[1]}));
    ExpectEqual(results[0], MakeTensor(dtype, {1}, {1}));
    ExpectEqual(results[1], MakeTensor(dtype, {1}, {0}));
    EXPECT_THAT(Evaluate(axes[0], {{s0, MakeTensor(dtype, {1}, {2})},
                                   {s1, MakeTensor(dtype, {1}, {3})}}),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         "Incompatible shapes: [2] vs. [3]"));
    EXPECT_THAT(Evaluate(axes[0], {{s0, MakeTensor(dtype, {}, {2})},
                                   {s1, MakeTensor(dtype, {1}, {3})}}),
                StatusIs(absl::StatusCode::kInvalidArgument, "s0"));
  }
}

TEST(BroadcastGradientArgsTest, KnownShapesGiveKnownAxes) {
  Graph graph;
  const Operation axes =
      BroadcastGradientArgs(Const(graph, {4, 1}), Const(graph, {5}));
  EXPECT_EQ(axes[0].shape(), (Shape{1}));
  EXPECT_EQ(axes.node()->output_value(1)->elements, Dims{0});
  ASSERT_OK_AND_ASSIGN(const Tensor r0,
                       Evaluate(axes[0], {}, {.planned = true}));
  ExpectEqual(r0, Tensor::Vector<int32_t>({1}));
}

TEST(BroadcastGradientArgsTest, BadShapesAreRefusedWhileBuilding) {
  Graph graph;
  BroadcastGradientArgs(Const(graph, {2}), Const(graph, {3}));
  EXPECT_THAT(graph.status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                       "Incompatible shapes: [2] vs. [3]"));
  Graph scalars;
  BroadcastGradientArgs(Const(scalars, 2), Const(scalars, {3}));
  EXPECT_THAT(scalars.status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                         "Shape must be rank 1"));
}

}  // namespace
}  // namespace thalweg
