#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "thalweg/ops/math/abs.h"
#include "thalweg/ops/math/bitwise.h"
#include "thalweg/ops/math/erf.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/floor.h"
#include "thalweg/ops/math/hyperbolic.h"
#include "thalweg/ops/math/is_finite.h"
#include "thalweg/ops/math/log.h"
#include "thalweg/ops/math/neg.h"
#include "thalweg/ops/math/reciprocal.h"
#include "thalweg/ops/math/sigmoid.h"
#include "thalweg/ops/math/sign.h"
#include "thalweg/ops/math/sqrt.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/tanh.h"
#include "thalweg/ops/math/trigonometric.h"
#include "thalweg/ops/nn/relu.h"
#include "thalweg/ops/operators.h"
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
    {"Acos", Acos, kFloating | kComplex, [](C x) -> C { return std::acos(x); },
     -0.9, 0.9},
    {"Acosh", Acosh, kFloating | kComplex,
     [](C x) -> C { return std::acosh(x); }, 1.1, 9},
    {"Asin", Asin, kFloating | kComplex, [](C x) -> C { return std::asin(x); },
     -0.9, 0.9},
    {"Asinh", Asinh, kFloating | kComplex,
     [](C x) -> C { return std::asinh(x); }, -9, 9},
    {"Atan", Atan, kFloating | kComplex, [](C x) -> C { return std::atan(x); },
     -0.9, 0.9},
    {"Atanh", Atanh, kFloating | kComplex,
     [](C x) -> C { return std::atanh(x); }, -0.9, 0.9},
    {"Ceil", Ceil, kFloating, [](C x) -> C { return std::ceil(x.real()); }, -9,
     9},
    {"Cos", Cos, kFloating | kComplex, [](C x) -> C { return std::cos(x); }, -4,
     4},
    {"Cosh", Cosh, kFloating | kComplex, [](C x) -> C { return std::cosh(x); },
     -3, 3},
    {"Erf", Erf, kFloating, [](C x) -> C { return std::erf(x.real()); }, -3, 3},
    {"Erfc", Erfc, kFloating, [](C x) -> C { return std::erfc(x.real()); }, -3,
     3},
    {"Expm1", Expm1, kFloating | kComplex,
     [](C x) -> C { return std::exp(x) - 1.0; }, -3, 3},
    {"Log1p", Log1p, kFloating | kComplex,
     [](C x) -> C { return std::log(1.0 + x); }, -0.9, 9},
    {"Rint", Rint, kFloating, [](C x) -> C { return std::rint(x.real()); }, -9,
     9},
    {"Round", Round, kFloating, [](C x) -> C { return std::rint(x.real()); },
     -9, 9},
    {"Sin", Sin, kFloating | kComplex, [](C x) -> C { return std::sin(x); }, -4,
     4},
    {"Sinh", Sinh, kFloating | kComplex, [](C x) -> C { return std::sinh(x); },
     -3, 3},
    {"Tan", Tan, kFloating | kComplex, [](C x) -> C { return std::tan(x); },
     -1.2, 1.2},
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

GraphFunction Apply(Output (*op)(Input)) {
  return [op](const Graph&, const std::vector<Output>& x) { return op(x[0]); };
}

TEST(UnaryTest, RoundsHalvesToEvenAndKeepsTheSignOfZero) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16}) {
    const Tensor x = MakeTensor(dtype, {6}, {-2.5, -1.5, -0.5, 0.5, 1.5, 2.5});
    const Tensor y = MakeTensor(dtype, {6}, {-2, -2, -0.0, 0, 2, 2});
    ExpectEveryWay(Apply(Round), {x}, y);
    ExpectEveryWay(Apply(Rint), {x}, y);
    ExpectEveryWay(
        [](const Graph&, const std::vector<Output>& inputs) {
          return Reciprocal(Round(inputs[0]));
        },
        {MakeTensor(dtype, {2}, {-0.5, 0.5})},
        MakeTensor(dtype, {2}, {-INFINITY, INFINITY}));
  }
}

TEST(UnaryTest, RoundsIntegersToZero) {
  ExpectEveryWay(Apply(Round), {Tensor::Of<int32_t>({3}, {-9, 0, 7})},
                 Tensor::Of<int32_t>({3}, {0, 0, 0}));
  ExpectEveryWay(Apply(Round), {Tensor::Of<int64_t>({1}, {5})},
                 Tensor::Of<int64_t>({1}, {0}));
}

TEST(UnaryTest, TellsNumbersFromWhatIsNone) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16}) {
    const Tensor x =
        MakeTensor(dtype, {5}, {0, -1.5, INFINITY, -INFINITY, NAN});
    ExpectEveryWay(Apply(IsFinite), {x},
                   MakeTensor(kBool, {5}, {1, 1, 0, 0, 0}));
    ExpectEveryWay(Apply(IsInf), {x}, MakeTensor(kBool, {5}, {0, 0, 1, 1, 0}));
    ExpectEveryWay(Apply(IsNan), {x}, MakeTensor(kBool, {5}, {0, 0, 0, 0, 1}));
  }
}

TEST(UnaryTest, InvertsAndCountsBitsOfEveryWidth) {
  for (DType dtype : {kInt8, kInt16, kInt32, kInt64}) {
    const Tensor x = MakeTensor(dtype, {4}, {0, -1, 5, -128});
    const double width = 8 * static_cast<double>(DTypeSize(dtype));
    ExpectEveryWay(Apply(Invert), {x},
                   MakeTensor(dtype, {4}, {-1, 0, -6, 127}));
    ExpectEveryWay(Apply(PopulationCount), {x},
                   MakeTensor(kUint8, {4}, {0, width, 2, width - 7}));
  }
  for (DType dtype : {kUint8, kUint16, kUint32}) {
    const double all = std::exp2(8 * static_cast<double>(DTypeSize(dtype))) - 1;
    const Tensor x = MakeTensor(dtype, {2}, {0, 5});
    ExpectEveryWay(Apply(Invert), {x}, MakeTensor(dtype, {2}, {all, all - 5}));
    ExpectEveryWay(Apply(PopulationCount), {x},
                   MakeTensor(kUint8, {2}, {0, 2}));
  }
  ExpectEveryWay(Apply(PopulationCount),
                 {Tensor::Of<uint64_t>({2}, {~uint64_t{0}, uint64_t{1} << 63})},
                 Tensor::Of<uint8_t>({2}, {64, 1}));
}

TEST(UnaryTest, LosesNoDigitsOfSmallComplexNumbers) {
  const C tiny(1e-12, -2e-12);
  const Tensor x = FromElements(kComplex128, {1}, {tiny});
  for (Output (*op)(Input) : {Expm1, Log1p}) {
    ExpectCloseEveryWay(
        [op](const Graph&, const std::vector<Output>& inputs) {
          return op(inputs[0]) / inputs[0];
        },
        {x}, FromElements(kComplex128, {1}, {C(1, 0)}), 1e-11);
  }
}

}  // namespace
}  // namespace thalweg
