#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "thalweg/ops/math/abs.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/floor.h"
#include "thalweg/ops/math/log.h"
#include "thalweg/ops/math/neg.h"
#include "thalweg/ops/math/reciprocal.h"
#include "thalweg/ops/math/sigmoid.h"
#include "thalweg/ops/math/sign.h"
#include "thalweg/ops/math/sqrt.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/tanh.h"
#include "thalweg/ops/nn/relu.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using C = std::complex<double>;

struct UnaryCase {
  const char* name;
  Output (*op)(Input);
  DTypeSet dtypes;
  C (*oracle)(C);
  double low, high;
};

const UnaryCase kCases[] = {
    {"Abs", Abs, kFloating | kSignedIntegers,
     [](C x) -> C { return std::abs(x); }, -100, 100},
    {"Exp", Exp, kFloating | kComplex, [](C x) { return std::exp(x); }, -3, 3},
    {"Floor", Floor, kFloating, [](C x) -> C { return std::floor(x.real()); },
     -9, 9},
    {"Inv", Inv, kFloating | kComplex, [](C x) { return 1.0 / x; }, 0.5, 4},
    {"Log", Log, kFloating | kComplex, [](C x) { return std::log(x); }, 0.1, 9},
    {"Neg", Neg, kFloating | kSignedIntegers | kComplex, [](C x) { return -x; },
     -100, 100},
    {"Reciprocal", Reciprocal, kFloating | kComplex,
     [](C x) { return 1.0 / x; }, -4, -0.5},
    {"Relu", Relu, kRealNumbers,
     [](C x) -> C { return std::max(x.real(), 0.0); }, -100, 100},
    {"Rsqrt", Rsqrt, kFloating | kComplex,
     [](C x) { return 1.0 / std::sqrt(x); }, 0.1, 9},
    {"Sigmoid", Sigmoid, kFloating | kComplex,
     [](C x) { return 1.0 / (1.0 + std::exp(-x)); }, -5, 5},
    {"Sign", Sign, kFloating | kSignedIntegers | kComplex,
     [](C x) { return x == 0.0 ? x : x / std::abs(x); }, -9, 9},
    {"Sqrt", Sqrt, kFloating | kComplex, [](C x) { return std::sqrt(x); }, 0,
     9},
    {"Square", Square, kNumbers, [](C x) { return x * x; }, -11, 11},
    {"Tanh", Tanh, kFloating | kComplex, [](C x) { return std::tanh(x); }, -3,
     3},
};

// Unsigned numbers have no negatives to be cast from.
double Lowest(DType dtype, double low) {
  return kUnsignedIntegers.contains(dtype) ? 0 : low;
}

double Tolerance(DType dtype) {
  if (dtype == kHalf) return 2e-3;
  if (dtype == kBfloat16) return 1e-2;
  if (dtype == kFloat || dtype == kComplex64) return 2e-6;
  return 1e-13;
}

TEST(UnaryTest, ComputesEveryFunctionForEveryType) {
  for (const UnaryCase& c : kCases) {
    for (int number = 1; number < kNumDTypes; ++number) {
      const DType dtype = static_cast<DType>(number);
      if (!c.dtypes.contains(dtype)) continue;
      for (const Shape& shape :
           {Shape(), Shape({0, 3}), Shape({67}), Shape({5, 2, 7})}) {
        SCOPED_TRACE(testing::Message()
                     << c.name << " of " << DTypeName(dtype).data());
        const Tensor x = Uniform(dtype, shape, Lowest(dtype, c.low), c.high, 3);
        std::vector<C> expected;
        for (const C& element : Elements(x)) {
          expected.push_back(c.oracle(element));
        }
        ExpectCloseEveryWay(
            [&](const Graph&, const std::vector<Output>& inputs) {
              return c.op(inputs[0]);
            },
            {x}, FromElements(dtype, shape, expected), Tolerance(dtype));
      }
    }
  }
}

Output ApplyNeg(const Graph&, const std::vector<Output>& x) {
  return Neg(x[0]);
}

TEST(UnaryTest, WrapsTheLeastInteger) {
  const Tensor x = Tensor::Of<int32_t>({2}, {INT32_MIN, 5});
  ExpectEveryWay(ApplyNeg, {x}, Tensor::Of<int32_t>({2}, {INT32_MIN, -5}));
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& inputs) {
        return Abs(inputs[0]);
      },
      {x}, Tensor::Of<int32_t>({2}, {INT32_MIN, 5}));
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& inputs) {
        return Square(inputs[0]);
      },
      {Tensor::Of<uint8_t>({2}, {17, 16})}, Tensor::Of<uint8_t>({2}, {33, 0}));
}

TEST(UnaryTest, GivesTheSameInPiecesAsInOne) {
  const Tensor x = Uniform(kFloat, {300, 1000}, -9, 9);
  std::vector<C> expected;
  for (const C& element : Elements(x)) {
    expected.push_back(std::tanh(element.real()));
  }
  ExpectCloseEveryWay(
      [](const Graph&, const std::vector<Output>& inputs) {
        return Tanh(inputs[0]);
      },
      {x}, FromElements(kFloat, x.shape(), expected), 1e-6);
  ExpectEveryWay(ApplyNeg, {x}, [&] {
    Tensor negative = *x.Copy();
    for (float& element : negative.mutable_flat<float>()) {
      element = -element;
    }
    return negative;
  }());
}

TEST(UnaryTest, TakesComplexZeroToItsSignZero) {
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& inputs) {
        return Sign(inputs[0]);
      },
      {FromElements(kComplex64, {2}, {C(0, 0), C(3, 4)})},
      FromElements(kComplex64, {2}, {C(0, 0), C(0.6, 0.8)}));
}

}  // namespace
}  // namespace thalweg
