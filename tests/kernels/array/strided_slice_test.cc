#include "thalweg/ops/array/strided_slice.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

struct Spec {
  std::vector<int32_t> begin;
  std::vector<int32_t> end;
  std::vector<int32_t> strides;
  StridedSliceAttrs attrs = {};
};

GraphFunction StridedSliceOf(StridedSliceAttrs attrs) {
  return [attrs](const Graph&, const std::vector<Output>& inputs) {
    return StridedSlice(inputs[0], inputs[1], inputs[2], inputs[3], attrs);
  };
}

std::vector<Tensor> Inputs(const Tensor& input, const Spec& spec) {
  return {input, Tensor::Vector<int32_t>(spec.begin),
          Tensor::Vector<int32_t>(spec.end),
          Tensor::Vector<int32_t>(spec.strides)};
}

void ExpectReads(const Shape& shape, const Spec& spec, const Shape& result,
                 const SourceOf& source_of, DType dtype = kFloat) {
  const Tensor input = Counting(dtype, shape);
  ExpectEveryWay(StridedSliceOf(spec.attrs), Inputs(input, spec),
                 FromPositions(input, result, source_of));
}

void ExpectRefuses(const Shape& shape, const Spec& spec,
                   const std::string& text) {
  ExpectRefusedEveryWay(StridedSliceOf(spec.attrs),
                        Inputs(Counting(kFloat, shape), spec), text);
}

TEST(StridedSliceKernelTest, ReadsRanges) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectReads(
        {4, 6}, {{1, 0}, {3, 5}, {1, 2}}, {2, 3},
        [](const Position& to) {
          return Position{to[0] + 1, to[1] * 2};
        },
        dtype);
  }
}

TEST(StridedSliceKernelTest, ReadsBackwards) {
  ExpectReads({5}, {{4}, {0}, {-2}}, {2},
              [](const Position& to) { return Position{4 - 2 * to[0]}; });
  ExpectReads({2, 5}, {{0, 0}, {0, 0}, {-1, -1}, {3, 3}}, {2, 5},
              [](const Position& to) {
                return Position{1 - to[0], 4 - to[1]};
              });
}

TEST(StridedSliceKernelTest, CountsNegativePositionsFromTheEnd) {
  ExpectReads({5}, {{-3}, {-1}, {1}}, {2},
              [](const Position& to) { return Position{to[0] + 2}; });
}

TEST(StridedSliceKernelTest, ClampsPositionsToTheEnds) {
  ExpectReads({5}, {{-100}, {100}, {1}}, {5},
              [](const Position& to) { return to; });
  ExpectReads({5}, {{100}, {-100}, {-1}}, {5},
              [](const Position& to) { return Position{4 - to[0]}; });
  ExpectReads({5}, {{3}, {2}, {1}}, {0}, [](const Position& to) { return to; });
}

TEST(StridedSliceKernelTest, ReadsEveryNthElement) {
  for (int stride : {2, 3, 4, 7}) {
    const int64_t size = (40 + stride - 1) / stride;
    ExpectReads({3, 40}, {{0, 0}, {3, 40}, {1, stride}}, {3, size},
                [stride](const Position& to) {
                  return Position{to[0], to[1] * stride};
                });
  }
}

TEST(StridedSliceKernelTest, DropsAndAddsDimensions) {
  ExpectReads({4, 5}, {{1}, {2}, {1}, {.shrink_axis_mask = 1}}, {5},
              [](const Position& to) {
                return Position{1, to[0]};
              });
  ExpectReads({4, 5}, {{-1, 2}, {0, 3}, {1, 1}, {.shrink_axis_mask = 3}}, {},
              [](const Position&) {
                return Position{3, 2};
              });
  ExpectReads({4}, {{0, 1}, {0, 3}, {1, 1}, {.new_axis_mask = 1}}, {1, 2},
              [](const Position& to) { return Position{to[1] + 1}; });
}

TEST(StridedSliceKernelTest, FillsUpAtTheEllipsis) {
  ExpectReads({2, 3, 4, 5},
              {{1, 0, 2},
               {2, 0, 3},
               {1, 1, 1},
               {.ellipsis_mask = 2, .shrink_axis_mask = 5}},
              {3, 4}, [](const Position& to) {
                return Position{1, to[0], to[1], 2};
              });
  ExpectReads({2, 3},
              {{0, 0, 1},
               {0, 0, 2},
               {1, 1, 1},
               {.ellipsis_mask = 1, .new_axis_mask = 2}},
              {2, 1, 1}, [](const Position& to) {
                return Position{to[0], 1};
              });
  ExpectReads({2}, {{0, 0}, {0, 2}, {1, 1}, {.ellipsis_mask = 1}}, {2},
              [](const Position& to) { return to; });
}

TEST(StridedSliceKernelTest, TakesInt16Positions) {
  const Tensor input = Counting(kFloat, {6});
  ExpectEveryWay(StridedSliceOf({}),
                 {input, Tensor::Of<int16_t>({1}, {1}),
                  Tensor::Of<int16_t>({1}, {6}), Tensor::Of<int16_t>({1}, {2})},
                 FromPositions(input, {3}, [](const Position& to) {
                   return Position{1 + 2 * to[0]};
                 }));
}

TEST(StridedSliceKernelTest, TakesTheLargestStrides) {
  const Tensor input = Counting(kFloat, {2, 3});
  for (int64_t stride : {INT64_MAX, INT64_MIN}) {
    const int64_t row = stride > 0 ? 0 : 1;
    ExpectEveryWay(
        StridedSliceOf({.begin_mask = 3, .end_mask = 3}),
        {input, Tensor::Of<int64_t>({1}, {0}), Tensor::Of<int64_t>({1}, {0}),
         Tensor::Of<int64_t>({1}, {stride})},
        FromPositions(input, {1, 3}, [row](const Position& to) {
          return Position{row, to[1]};
        }));
  }
}

TEST(StridedSliceKernelTest, RefusesWhatNumpyWould) {
  ExpectRefuses({3}, {{0}, {3}, {0}}, "strides[0] must be non-zero");
  ExpectRefuses({0}, {{-1}, {0}, {1}, {.shrink_axis_mask = 1}},
                "slice index -1 of dimension 0 out of bounds.");
  ExpectRefuses({3}, {{3}, {4}, {1}, {.shrink_axis_mask = 1}},
                "slice index 3 of dimension 0 out of bounds.");
  ExpectRefuses({3}, {{0, 0}, {1, 1}, {1, 1}},
                "Index out of range using input dim 1; input has only 1 dims");
  ExpectRefuses({3, 3}, {{0, 0}, {1, 1}, {1, 1}, {.ellipsis_mask = 3}},
                "Multiple ellipses in slice spec not allowed");
  ExpectRefuses({3}, {{1}, {0}, {-1}, {.shrink_axis_mask = 1}},
                "only stride 1 allowed on non-range indexing.");
  ExpectRefuses({3, 3}, {{0, 0}, {1}, {1, 1}},
                "Expected begin, end, and strides to be 1D equal size tensors");
}

// What was read of ones is where the gradient lands.
TEST(StridedSliceGradKernelTest, PutsElementsWhereStridedSliceReads) {
  const std::vector<Spec> specs = {
      {{1, 0}, {3, 5}, {1, 2}},
      {{3, 5}, {0, 0}, {-2, -1}},
      {{1}, {2}, {1}, {.shrink_axis_mask = 1}},
      {{0, 1}, {0, 2}, {1, 3}, {.ellipsis_mask = 1}},
      {{0}, {0}, {1}, {.new_axis_mask = 1}}};
  const Shape shape = {4, 6};
  const std::vector<Shape> results = {{2, 3}, {2, 5}, {6}, {4, 1}, {1, 4, 6}};
  const std::vector<SourceOf> reads = {
      [](const Position& to) {
        return Position{to[0] + 1, to[1] * 2};
      },
      [](const Position& to) {
        return Position{3 - 2 * to[0], 5 - to[1]};
      },
      [](const Position& to) {
        return Position{1, to[0]};
      },
      [](const Position& to) {
        return Position{to[0], 1};
      },
      [](const Position& to) {
        return Position{to[1], to[2]};
      }};
  for (size_t i = 0; i < specs.size(); ++i) {
    SCOPED_TRACE(i);
    const Spec& spec = specs[i];
    const Tensor dy = Counting(kFloat, results[i]);
    // Which element of dy each element of the result is, plus one.
    Tensor expected = Tensor::Zeros(kFloat, shape).value();
    for (int64_t j = 0; j < dy.num_elements(); ++j) {
      Position to(results[i].rank());
      int64_t rest = j;
      for (int d = results[i].rank() - 1; d >= 0; --d) {
        to[d] = rest % results[i].dim(d);
        rest /= results[i].dim(d);
      }
      const Position at = *reads[i](to);
      expected.mutable_data<float>()[at[0] * 6 + at[1]] = dy.data<float>()[j];
    }
    const StridedSliceAttrs attrs = spec.attrs;
    std::vector<Tensor> inputs = Inputs(Tensor::Of<int32_t>({2}, {4, 6}), spec);
    inputs.push_back(dy);
    ExpectEveryWay(
        [attrs](const Graph&, const std::vector<Output>& in) {
          return StridedSliceGrad(in[0], in[1], in[2], in[3], in[4], attrs);
        },
        inputs, expected);
  }
}

TEST(StridedSliceGradKernelTest, RefusesAGradientOfAnotherShape) {
  const auto gradient = [](const Graph&, const std::vector<Output>& in) {
    return StridedSliceGrad(in[0], in[1], in[2], in[3], in[4]);
  };
  const auto inputs = [](int32_t size, const Shape& dy) {
    return std::vector<Tensor>{
        Tensor::Of<int32_t>({1}, {size}), Tensor::Of<int32_t>({1}, {0}),
        Tensor::Of<int32_t>({1}, {2}), Tensor::Of<int32_t>({1}, {1}),
        Counting(kFloat, dy)};
  };
  ExpectRefusedEveryWay(gradient, inputs(4, {3}), "");
  ExpectRefusedEveryWay(gradient, inputs(-1, {2}), "");
  ExpectRefusedEveryWay(gradient, inputs(4, {1, 2}), "");
}

Output UpdateOf(const Graph&, const std::vector<Output>& in) {
  return TensorStridedSliceUpdate(in[0], in[1], in[2], in[3], in[4]);
}

std::vector<Tensor> Update(const Tensor& input, int32_t begin, int32_t end,
                           int32_t stride, const Tensor& value) {
  return {input, Tensor::Vector<int32_t>({begin}),
          Tensor::Vector<int32_t>({end}), Tensor::Vector<int32_t>({stride}),
          value};
}

TEST(TensorStridedSliceUpdateKernelTest, WritesWhereStridedSliceReads) {
  const Tensor input = Tensor::Of<float>({5}, {1, 2, 3, 4, 5});
  const Tensor two = Tensor::Of<float>({2}, {8, 9});
  ExpectEveryWay(UpdateOf, Update(input, 1, 3, 1, two),
                 Tensor::Of<float>({5}, {1, 8, 9, 4, 5}));
  ExpectEveryWay(UpdateOf, Update(input, -1, 1, -2, two),
                 Tensor::Of<float>({5}, {1, 2, 9, 4, 8}));
  ExpectEveryWay(UpdateOf, Update(input, 3, 3, 1, two), input);
  ExpectEveryWay(UpdateOf,
                 Update(Tensor::Of<std::string>({2, 1}, {"a", "b"}), 0, 1, 1,
                        Tensor::Of<std::string>({1, 1}, {"c"})),
                 Tensor::Of<std::string>({2, 1}, {"c", "b"}));
}

TEST(TensorStridedSliceUpdateKernelTest, FollowsTheMasks) {
  const auto update = [](const Graph&, const std::vector<Output>& in) {
    return TensorStridedSliceUpdate(
        in[0], in[1], in[2], in[3], in[4],
        {.begin_mask = 1, .end_mask = 1, .shrink_axis_mask = 2});
  };
  ExpectEveryWay(
      update,
      {Tensor::Of<float>({2, 2}, {1, 2, 3, 4}),
       Tensor::Of<int64_t>({2}, {0, 1}), Tensor::Of<int64_t>({2}, {0, 0}),
       Tensor::Of<int64_t>({2}, {1, 1}), Tensor::Of<float>({2}, {8, 9})},
      Tensor::Of<float>({2, 2}, {1, 8, 3, 9}));
}

TEST(TensorStridedSliceUpdateKernelTest, DoesNotBroadcast) {
  Graph graph;
  const Output value = Placeholder(graph, kFloat, Shape::Unknown());
  const Output updated = TensorStridedSliceUpdate(
      Placeholder(graph, kFloat, {5}), {0}, {2}, {1}, value);
  const Tensor input = Tensor::Of<float>({5}, {1, 2, 3, 4, 5});
  EXPECT_THAT(
      Evaluate(updated,
               {{Output(graph, updated.node()->input(0).node, 0), input},
                {value, Tensor::Scalar<float>(1)}}),
      StatusIs(absl::StatusCode::kUnimplemented,
               "sliced l-value shape [2] does not match r-value shape []"));
}

}  // namespace
}  // namespace thalweg
