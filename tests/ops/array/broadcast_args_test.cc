#include "thalweg/ops/array/broadcast_args.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/fill.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

Output BroadcastArgsOf(const Graph&, const std::vector<Output>& inputs) {
  return BroadcastArgs(inputs[0], inputs[1]);
}

void ExpectShape(const std::vector<int64_t>& s0, const std::vector<int64_t>& s1,
                 const std::vector<int64_t>& shape) {
  const Tensor expected = Tensor::Vector<int64_t>(shape);
  const Tensor a = Tensor::Vector<int64_t>(s0);
  const Tensor b = Tensor::Vector<int64_t>(s1);
  ExpectEveryWay(BroadcastArgsOf, {a, b}, expected);
  ExpectEveryWay(BroadcastArgsOf, {b, a}, expected);
}

TEST(BroadcastArgsTest, GivesTheCommonShape) {
  ExpectShape({2, 1, 3}, {4, 1}, {2, 4, 3});
  ExpectShape({2, 3}, {2, 3}, {2, 3});
  ExpectShape({1, 0}, {5, 1}, {5, 0});
  ExpectShape({}, {7}, {7});
  ExpectShape({}, {}, {});
}

TEST(BroadcastArgsTest, RefusesWhatDoesNotBroadcast) {
  ExpectRefusedEveryWay(
      BroadcastArgsOf,
      {Tensor::Of<int32_t>({2}, {2, 3}), Tensor::Of<int32_t>({1}, {4})},
      "Incompatible shapes: [2,3] vs. [4]");
  ExpectRefusedEveryWay(
      BroadcastArgsOf,
      {Tensor::Scalar<int32_t>(2), Tensor::Of<int32_t>({1}, {4})}, "");
}

TEST(BroadcastArgsTest, IsFollowedByShapes) {
  Graph graph;
  const Output a = Placeholder(graph, kFloat, {2, 1});
  const Output b = Placeholder(graph, kFloat, {3});
  EXPECT_EQ(Fill(graph, BroadcastArgs(ShapeOf(a), ShapeOf(b)), 0.5).shape(),
            Shape({2, 3}));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
