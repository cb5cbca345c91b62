// Gradients of the array ops against numeric differentiation.
#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/broadcast_to.h"
#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/expand_dims.h"
#include "thalweg/ops/array/fill.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/pad.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/slice.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/array/tile.h"
#include "thalweg/ops/array/transpose.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Outputs = std::vector<Output>;

Tensor Random(const Shape& shape, uint32_t seed = 1) {
  return Uniform(kDouble, shape, -2, 2, seed);
}

// First and second order, of known and unknown shapes.
void Check(const std::function<Output(const Outputs&)>& function,
           const std::vector<Tensor>& inputs,
           const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  CheckGradients([&](const Graph&, const Outputs& x) { return function(x); },
                 inputs, {.second_order = true}, file, line);
}

TEST(ArrayGradientTest, IdentityAndPlaceholderWithDefault) {
  Check([](const Outputs& x) { return Identity(x[0]); }, {Random({2, 3})});
  Check(
      [](const Outputs& x) {
        return PlaceholderWithDefault(x[0], Shape::Unknown());
      },
      {Random({2, 3})});
}

TEST(ArrayGradientTest, StopGradientIsAConstant) {
  Graph graph;
  const Output x = Placeholder(graph, kDouble, {2});
  ASSERT_OK_AND_ASSIGN(const auto gradients,
                       SymbolicGradients({StopGradient(x)}, {x}));
  EXPECT_TRUE(gradients[0].absent());
}

TEST(ArrayGradientTest, Views) {
  Check(
      [](const Outputs& x) {
        return Reshape(x[0], {3, -1});
      },
      {Random({2, 3})});
  Check([](const Outputs& x) { return ExpandDims(x[0], 1); }, {Random({2, 3})});
  Check([](const Outputs& x) { return Squeeze(x[0], {.squeeze_dims = {1}}); },
        {Random({2, 1, 3})});
}

TEST(ArrayGradientTest, Transpose) {
  Check(
      [](const Outputs& x) {
        return Transpose(x[0], {1, 2, 0});
      },
      {Random({2, 3, 4})});
}

TEST(ArrayGradientTest, FillBySumming) {
  CheckGradients(
      [](const Graph& graph, const Outputs& x) {
        return Fill(graph, {2, 3}, x[0]);
      },
      {Random({})}, {.second_order = true});
}

TEST(ArrayGradientTest, BroadcastTo) {
  Check(
      [](const Outputs& x) {
        return BroadcastTo(x[0], {2, 4, 3});
      },
      {Random({4, 1})});
  Check(
      [](const Outputs& x) {
        return BroadcastTo(x[0], {2, 3});
      },
      {Random({2, 3})});
}

TEST(ArrayGradientTest, ConcatForEachOfTheValues) {
  for (int axis : {0, 1, -1}) {
    const Shape wide = axis == 0 ? Shape{3, 2} : Shape{2, 3};
    Check([axis](const Outputs& x) { return Concat(x, axis); },
          {Random({2, 2}), Random(wide, 2), Random({2, 2}, 3)});
  }
  Check([](const Outputs& x) { return Concat(x, Tensor::Scalar<int64_t>(1)); },
        {Random({2, 2}), Random({2, 1}, 2)});
}

TEST(ArrayGradientTest, Slice) {
  Check(
      [](const Outputs& x) {
        return Slice(x[0], {1, 0}, {2, -1});
      },
      {Random({4, 3})});
}

TEST(ArrayGradientTest, StridedSlice) {
  Check(
      [](const Outputs& x) {
        return StridedSlice(x[0], {3, 0}, {0, 3}, {-2, 1});
      },
      {Random({4, 3})});
  Check(
      [](const Outputs& x) {
        return StridedSlice(x[0], {1, 0}, {2, 0}, {1, 1},
                            {.ellipsis_mask = 2, .shrink_axis_mask = 1});
      },
      {Random({4, 3})});
  Check(
      [](const Outputs& x) {
        const Tensor one = Tensor::Of<int16_t>({1}, {1});
        return StridedSlice(x[0], one, one, one, {.end_mask = 1});
      },
      {Random({4})});
}

TEST(ArrayGradientTest, PackAndUnpack) {
  Check([](const Outputs& x) { return Pack(x, {.axis = 1}); },
        {Random({2, 3}), Random({2, 3}, 2)});
  // One part alone: the others' gradients are zeros.
  Check(
      [](const Outputs& x) -> Output {
        return Unpack(x[0], 3, {.axis = 1})[1];
      },
      {Random({2, 3})});
}

TEST(ArrayGradientTest, Tile) {
  Check(
      [](const Outputs& x) {
        return Tile(x[0], {2, 1, 3});
      },
      {Random({2, 3, 2})});
}

TEST(ArrayGradientTest, Pad) {
  Check(
      [](const Outputs& x) {
        return Pad(x[0], Tensor::Of<int32_t>({2, 2}, {1, 0, 2, 3}));
      },
      {Random({2, 3})});
  Check(
      [](const Outputs& x) {
        return PadV2(x[0], Tensor::Of<int64_t>({1, 2}, {1, 2}), x[1]);
      },
      {Random({3}), Random({}, 2)});
}

TEST(ArrayGradientTest, GatherAlongEveryAxis) {
  const Tensor indices = Tensor::Of<int32_t>({2, 2}, {1, 0, 1, 1});
  for (int axis : {0, 1, -1}) {
    Check([&](const Outputs& x) { return Gather(x[0], indices, axis); },
          {Random({2, 3, 2})});
  }
}

TEST(ArrayGradientTest, GatherInBatches) {
  Check(
      [](const Outputs& x) {
        return Gather(x[0], Tensor::Of<int64_t>({2, 2}, {1, 0, 1, 1}), 2,
                      {.batch_dims = 1});
      },
      {Random({2, 3, 2})});
  Check(
      [](const Outputs& x) {
        return Gather(x[0], Tensor::Of<int16_t>({2}, {1, 0}), 1,
                      {.batch_dims = 1});
      },
      {Random({2, 3})});
}

TEST(ArrayGradientTest, GatherOfRowsIsIndexedSlices) {
  Graph graph;
  const Output params = Placeholder(graph, kDouble);
  const Output y = Gather(params, Const(graph, {2, 0, 2}));
  ASSERT_OK_AND_ASSIGN(const auto gradients, SymbolicGradients({y}, {params}));
  ASSERT_TRUE(gradients[0].is_sparse());
  const Feeds feeds = {{params, Random({4, 2})}};
  ExpectEqual(Evaluate(gradients[0].sparse().values, feeds),
              MakeTensor(kDouble, {3, 2}, {1, 1, 1, 1, 1, 1}));
  ExpectEqual(Evaluate(gradients[0].sparse().indices, feeds),
              Tensor::Of<int32_t>({3}, {2, 0, 2}));
  ExpectEqual(Evaluate(gradients[0].sparse().dense_shape, feeds),
              Tensor::Of<int64_t>({2}, {4, 2}));
  ExpectEqual(Evaluate(gradients[0].dense(), feeds),
              MakeTensor(kDouble, {4, 2}, {1, 1, 0, 0, 2, 2, 0, 0}));
}

}  // namespace
}  // namespace thalweg
