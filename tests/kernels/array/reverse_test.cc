#include "thalweg/ops/array/reverse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output ReverseOf(const Graph&, const std::vector<Output>& inputs) {
  return Reverse(inputs[0], inputs[1]);
}

GraphFunction ReverseSequenceOf(ReverseSequenceAttrs attrs) {
  return [attrs](const Graph&, const std::vector<Output>& inputs) -> Output {
    return ReverseSequence(inputs[0], inputs[1], attrs);
  };
}

void ExpectReverses(DType dtype, const Shape& shape,
                    const std::vector<int64_t>& axes) {
  const Tensor input = Counting(dtype, shape);
  const auto source = [&](const Position& to) {
    Position from = to;
    for (int64_t axis : axes) {
      const int64_t i = axis < 0 ? axis + shape.rank() : axis;
      from[i] = shape.dim(static_cast<int>(i)) - 1 - to[i];
    }
    return from;
  };
  ExpectEveryWay(ReverseOf, {input, Tensor::Vector<int64_t>(axes)},
                 FromPositions(input, shape, source));
}

TEST(ReverseKernelTest, TurnsAxesAround) {
  ExpectReverses(kFloat, {5}, {0});
  ExpectReverses(kFloat, {2, 70}, {-1});
  ExpectReverses(kFloat, {3, 4, 5}, {});
  for (int64_t axis : {0, 1, 2, -3}) ExpectReverses(kFloat, {3, 4, 5}, {axis});
  ExpectReverses(kFloat, {3, 4, 5}, {2, 0});
  ExpectReverses(kFloat, {3, 4, 5}, {0, 1, 2});
  ExpectReverses(kFloat, {}, {});
  ExpectReverses(kFloat, {0, 3}, {0, 1});
  ExpectReverses(kFloat, {2, 1, 2, 1, 2, 1, 2, 1, 3}, {0, 8});
}

TEST(ReverseKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectReverses(dtype, {2, 3}, {1});
  }
}

TEST(ReverseKernelTest, RefusesBadAxes) {
  const auto refuse = [](Tensor axis, const char* text) {
    ExpectRefusedEveryWay(ReverseOf, {Counting(kFloat, {2, 3}), axis}, text);
  };
  refuse(Tensor::Of<int32_t>({1}, {-30}),
         "'axis'[0] = -30 is out of valid range [0, 1]");
  refuse(Tensor::Of<int64_t>({2}, {1, -1}), "axis 1 specified more than once.");
  refuse(Tensor::Scalar<int32_t>(0), "axis must be a vector, got shape []");
  refuse(Tensor::Of<int32_t>({3}, {0, 1, 2}), "");
}

void ExpectReversesSequences(DType dtype, const Shape& shape, int seq,
                             int batch, const std::vector<int64_t>& lengths) {
  const Tensor input = Counting(dtype, shape);
  const auto source = [&](const Position& to) {
    Position from = to;
    const int64_t length = lengths[to[batch]];
    if (to[seq] < length) from[seq] = length - 1 - to[seq];
    return from;
  };
  ExpectEveryWay(ReverseSequenceOf({.seq_dim = seq, .batch_dim = batch}),
                 {input, Tensor::Vector<int64_t>(lengths)},
                 FromPositions(input, shape, source));
}

TEST(ReverseSequenceKernelTest, TurnsTheBeginningAround) {
  ExpectReversesSequences(kFloat, {4, 5}, 1, 0, {0, 1, 3, 5});
  ExpectReversesSequences(kFloat, {5, 4}, 0, 1, {0, 2, 3, 5});
  ExpectReversesSequences(kFloat, {3, 5, 2}, 1, 0, {4, 0, 5});
  ExpectReversesSequences(kFloat, {5, 2, 3}, 0, 2, {4, 0, 5});
  ExpectReversesSequences(kFloat, {2, 3, 4, 5}, 3, 1, {4, 0, 5});
  ExpectReversesSequences(kFloat, {0, 3}, 1, 0, {});
  ExpectReversesSequences(kFloat, {2, 0}, 1, 0, {0, 0});
}

TEST(ReverseSequenceKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectReversesSequences(dtype, {2, 3}, 1, 0, {2, 3});
  }
}

TEST(ReverseSequenceKernelTest, ServesManySequencesOnThreads) {
  std::vector<int64_t> lengths(300);
  for (int i = 0; i < 300; ++i) lengths[i] = i % 200;
  ExpectReversesSequences(kFloat, {300, 200, 3}, 1, 0, lengths);
}

TEST(ReverseSequenceKernelTest, RefusesBadArguments) {
  const auto refuse = [](ReverseSequenceAttrs attrs, Tensor lengths,
                         const char* text) {
    ExpectRefusedEveryWay(ReverseSequenceOf(attrs),
                          {Counting(kFloat, {2, 3}), lengths}, text);
  };
  const Tensor lengths = Tensor::Of<int32_t>({2}, {1, 2});
  refuse({.seq_dim = 0}, lengths, "batch_dim == seq_dim == 0");
  refuse({.seq_dim = 2}, lengths, "seq_dim must be < input rank ( 2 vs. 2)");
  refuse({.seq_dim = -2}, lengths, "Invalid seq_dim -2");
  refuse({.seq_dim = 1, .batch_dim = -10}, lengths, "Invalid batch_dim -10");
  refuse({.seq_dim = 1, .batch_dim = 2}, lengths,
         "batch_dim must be < input rank ( 2 vs. 2)");
  refuse({.seq_dim = 1}, Tensor::Of<int32_t>({3}, {1, 1, 1}),
         "Length of seq_lengths != input.dims(0), (3 vs. 2)");
  refuse({.seq_dim = 1}, Tensor::Of<int32_t>({1, 2}, {1, 1}),
         "seq_lengths must be 1-dim, not 2");
  refuse({.seq_dim = 1}, Tensor::Of<int32_t>({2}, {1, 4}),
         "seq_lens(1) > input.dims(1)");
  refuse({.seq_dim = 1}, Tensor::Of<int64_t>({2}, {INT64_MIN, 1}),
         "seq_lens(0) < 0");
}

TEST(ReverseShapeTest, IsTheInputs) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 4});
  EXPECT_EQ(Reverse(x, {0}).shape(), Shape({-1, 4}));
  EXPECT_EQ(ReverseSequence(x, Placeholder(graph, kInt32, {3}), {.seq_dim = 1})
                .shape(),
            Shape({3, 4}));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
