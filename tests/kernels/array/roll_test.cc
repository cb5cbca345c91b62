#include "thalweg/ops/array/roll.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output RollOf(const Graph&, const std::vector<Output>& inputs) {
  return Roll(inputs[0], inputs[1], inputs[2]);
}

void ExpectRolls(DType dtype, const Shape& shape,
                 const std::vector<int64_t>& shift,
                 const std::vector<int64_t>& axes) {
  const Tensor input = Counting(dtype, shape);
  const auto source = [&](const Position& to) {
    Position from = to;
    for (size_t n = 0; n < axes.size(); ++n) {
      const int64_t i = axes[n] < 0 ? axes[n] + shape.rank() : axes[n];
      const int64_t size = shape.dim(static_cast<int>(i));
      from[i] = (from[i] - shift[n] % size + size) % size;
    }
    return from;
  };
  ExpectEveryWay(
      RollOf,
      {input, Tensor::Vector<int64_t>(shift), Tensor::Vector<int64_t>(axes)},
      FromPositions(input, shape, source));
}

TEST(RollKernelTest, ShiftsAround) {
  for (int64_t shift : {0, 1, 4, 5, -1, -7, 23}) {
    ExpectRolls(kFloat, {5}, {shift}, {0});
    ExpectRolls(kFloat, {2, 5, 3}, {shift}, {-2});
  }
  ExpectRolls(kFloat, {3, 4, 5}, {1, 2, 3}, {0, 1, 2});
  ExpectRolls(kFloat, {3, 4}, {2, 2, -1}, {0, -2, 1});
  ExpectRolls(kFloat, {3, 4}, {INT64_MAX, INT64_MIN + 1}, {0, 0});
  ExpectRolls(kFloat, {3, 4}, {}, {});
  ExpectRolls(kFloat, {0, 4}, {1}, {1});
}

TEST(RollKernelTest, TakesScalarsAndLeavesEmptyTensorsEmpty) {
  ExpectEveryWay(RollOf,
                 {Tensor::Of<float>({3}, {1, 2, 3}), Tensor::Scalar<int32_t>(1),
                  Tensor::Scalar<int64_t>(-1)},
                 Tensor::Of<float>({3}, {3, 1, 2}));
  ExpectEveryWay(RollOf,
                 {Counting(kFloat, {0}), Tensor::Scalar<int32_t>(1),
                  Tensor::Scalar<int64_t>(0)},
                 Counting(kFloat, {0}));
}

TEST(RollKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectRolls(dtype, {2, 3}, {1, 2}, {0, 1});
  }
}

TEST(RollKernelTest, RefusesBadArguments) {
  const auto refuse = [](const Shape& shape, Tensor shift, Tensor axis,
                         const char* text) {
    ExpectRefusedEveryWay(RollOf, {Counting(kFloat, shape), shift, axis}, text);
  };
  const Tensor one = Tensor::Scalar<int32_t>(1);
  refuse({}, one, one, "input must be 1-D or higher");
  refuse({2}, one, one, "axis 1 is out of range");
  refuse({2}, one, Tensor::Scalar<int64_t>(INT64_MIN), "is out of range");
  refuse({2}, Tensor::Of<int32_t>({2}, {1, 1}), Tensor::Of<int32_t>({1}, {0}),
         "shift and axis must have the same size");
  refuse({2}, one, Tensor::Of<int32_t>({1}, {0}),
         "shift and axis must have the same size");
  refuse({2}, Tensor::Of<int32_t>({1, 1}, {1}), one,
         "shift must be a scalar or a 1-D vector. Found: [1,1]");
}

TEST(RollKernelTest, RefusesMoreBoxesThanAreSensible) {
  Shape shape;
  std::vector<int64_t> axes;
  for (int i = 0; i < 21; ++i) {
    shape.AddDim(2);
    axes.push_back(i);
  }
  Graph graph;
  const Output input = Placeholder(graph, kUint8, shape);
  const Output rolled =
      Roll(input, std::vector<int64_t>(axes.size(), 1), Input(axes));
  EXPECT_THAT(Evaluate(rolled, {{input, Counting(kUint8, shape)}}),
              StatusIs(absl::StatusCode::kResourceExhausted, "boxes"));
}

}  // namespace
}  // namespace thalweg
