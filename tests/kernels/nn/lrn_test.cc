// LRN and LRNGrad.
#include "thalweg/ops/nn/lrn.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_target.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Vector = std::vector<double>;

struct Case {
  Shape images;
  LrnAttrs attrs;
};

const Case kCases[] = {
    {{2, 3, 2, 7}, {}},
    {{1, 2, 2, 20}, {2, 1.5f, 0.3f, 0.75f}},
    {{1, 2, 3, 33}, {1, 2, 0.5f, 1}},
    {{1, 1, 2, 40}, {3, 1, 1e-2f, 0.6f}},
    {{1, 2, 2, 5}, {0, 1, 1, 0.5f}},
    {{1, 1, 1, 1}, {5, 1, 1, 0.5f}},
    {{1, 2, 1, 9}, {1000000, 1, 1, 2}},
    {{1, 1, 1, 300}, {130, 1, 0.1f, 0.5f}},
    {{2, 2, 2, 0}, {}},
    {{0, 2, 2, 3}, {}},
    {{4, 30, 30, 24}, {2, 1, 1e-4f, 0.75f}},
};

// What belongs to element i: first and last element of its neighbourhood.
std::pair<int64_t, int64_t> Around(const Case& c, int64_t i) {
  const int64_t channels = c.images.dim(3), k = i % channels, row = i - k;
  return {row + std::max<int64_t>(0, k - c.attrs.depth_radius),
          row + std::min(channels - 1, k + c.attrs.depth_radius)};
}

Vector Reals(const Tensor& tensor) {
  Vector reals;
  for (const auto& element : Elements(tensor)) reals.push_back(element.real());
  return reals;
}

void ExpectLrn(DType dtype, const Case& c) {
  SCOPED_TRACE(testing::Message() << DTypeName(dtype) << c.images.ToString());
  const Tensor images = Uniform(dtype, c.images, -2, 2, 1);
  const Tensor grad = Uniform(dtype, c.images, -1, 1, 2);
  const Vector x = Reals(images), g = Reals(grad);
  const auto n = static_cast<int64_t>(x.size());
  Vector norm(n), y(n), dx(n);
  for (int64_t i = 0; i < n; ++i) {
    const auto [first, last] = Around(c, i);
    double sum = 0;
    for (int64_t j = first; j <= last; ++j) sum += x[j] * x[j];
    norm[i] = c.attrs.bias + c.attrs.alpha * sum;
    y[i] = x[i] * std::pow(norm[i], -c.attrs.beta);
  }
  // The gradient is given y as the type holds it.
  const Tensor pooled = MakeTensor(dtype, c.images, y);
  const Vector held = Reals(pooled);
  for (int64_t i = 0; i < n; ++i) {
    const auto [first, last] = Around(c, i);
    double sum = 0;
    for (int64_t j = first; j <= last; ++j) sum += g[j] * held[j] / norm[j];
    dx[i] = g[i] * std::pow(norm[i], -c.attrs.beta) -
            2.0 * c.attrs.alpha * c.attrs.beta * x[i] * sum;
  }
  const auto actual = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {LRN(in[0], c.attrs), LRNGrad(in[1], in[0], in[2], c.attrs)};
      },
      {images, grad, pooled}, 0);
  ASSERT_OK(actual);
  const double tolerance = dtype == kHalf       ? 2e-3
                           : dtype == kBfloat16 ? 2e-2
                                                : 2e-6;
  ExpectClose((*actual)[0], pooled, tolerance);
  ExpectClose((*actual)[1], MakeTensor(dtype, c.images, dx), tolerance);
}

TEST(LrnKernelTest, DividesByAPowerOfTheSquaresAround) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kBfloat16, kFloat}) ExpectLrn(dtype, c);
  }
}

TEST(LrnKernelTest, IsRightOnEveryInstructionSet) {
  OnEveryTarget([] {
    for (const Case& c : kCases) ExpectLrn(kFloat, c);
  });
}

TEST(LrnKernelTest, RefusesMalformedInputs) {
  const auto zeros = [](const Shape& shape) {
    return Tensor::Zeros(kFloat, shape).value();
  };
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) { return LRN(in[0]); },
      {zeros({2, 2, 2})}, "must be 4-dimensional");
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return LRN(in[0], {.depth_radius = -1});
      },
      {zeros({1, 2, 2, 2})}, "depth_radius");
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return LRNGrad(in[0], in[0], in[1]);
      },
      {zeros({1, 2, 2, 2}), zeros({1, 2, 2, 3})}, "shape");
}

}  // namespace
}  // namespace thalweg
