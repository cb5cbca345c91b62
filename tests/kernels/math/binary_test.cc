#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>

#include "thalweg/ops/math/add.h"
#include "thalweg/ops/math/atan2.h"
#include "thalweg/ops/math/div.h"
#include "thalweg/ops/math/floor_div.h"
#include "thalweg/ops/math/maximum.h"
#include "thalweg/ops/math/mul.h"
#include "thalweg/ops/math/pow.h"
#include "thalweg/ops/math/reciprocal.h"
#include "thalweg/ops/math/sigmoid.h"
#include "thalweg/ops/math/sqrt.h"
#include "thalweg/ops/math/squared_difference.h"
#include "thalweg/ops/math/sub.h"
#include "thalweg/ops/math/tanh.h"
#include "thalweg/ops/math/truncate_div.h"
#include "thalweg/ops/math/xlogy.h"
#include "thalweg/ops/nn/relu.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using C = std::complex<double>;
using BinaryOp = Output (*)(Input, Input);

struct BinaryCase {
  const char* name;
  BinaryOp op;
  DTypeSet dtypes;
  C (*oracle)(C x, C y);
  double low, high;
};

constexpr DTypeSet kAddV1Types =
    kFloating | kSignedIntegers | kComplex | DTypeSet{kUint8};

const BinaryCase kBroadcasting[] = {
    {"AddV2", Add, kNumbers, [](C x, C y) { return x + y; }, 1, 60},
    {"Add", AddV1, kAddV1Types, [](C x, C y) { return x + y; }, 1, 60},
    {"Sub", Sub, kNumbers, [](C x, C y) { return x - y; }, -50, 50},
    {"Mul", Mul, kNumbers, [](C x, C y) { return x * y; }, 1, 11},
    {"RealDiv", RealDiv, kFloating | kComplex, [](C x, C y) { return x / y; },
     1, 9},
    {"Div", Div, kFloating | kComplex, [](C x, C y) { return x / y; }, 1, 9},
    {"Div of integers", Div, kIntegers,
     [](C x, C y) -> C { return std::trunc(x.real() / y.real()); }, 1, 100},
    {"DivNoNan", DivNoNan, kFloating | kComplex,
     [](C x, C y) { return y == 0.0 ? C(0) : x / y; }, 1, 9},
    {"FloorDiv", FloorDiv, kRealNumbers,
     [](C x, C y) -> C { return std::floor(x.real() / y.real()); }, 1, 100},
    {"FloorMod", FloorMod, kRealNumbers,
     [](C x, C y) -> C { return std::fmod(x.real(), y.real()); }, 1, 100},
    {"Maximum", Maximum, kRealNumbers,
     [](C x, C y) -> C { return std::max(x.real(), y.real()); }, -50, 50},
    {"Minimum", Minimum, kRealNumbers,
     [](C x, C y) -> C { return std::min(x.real(), y.real()); }, -50, 50},
    {"Pow", Pow, kFloating | kComplex, [](C x, C y) { return std::pow(x, y); },
     0.5, 2.5},
    {"Pow of integers", Pow, kSignedIntegers,
     [](C x, C y) -> C { return std::round(std::pow(x.real(), y.real())); }, 0,
     3.9},
    {"SquaredDifference", SquaredDifference, kFloating | kIndices | kComplex,
     [](C x, C y) -> C { return std::norm(x - y); }, -9, 9},
    {"TruncateDiv", TruncateDiv, kRealNumbers,
     [](C x, C y) -> C { return std::trunc(x.real() / y.real()); }, 1, 100},
    {"TruncateMod", TruncateMod, kFloating | kIndices,
     [](C x, C y) -> C { return std::fmod(x.real(), y.real()); }, 1, 100},
    {"Mod", Mod, kFloating | kIndices,
     [](C x, C y) -> C { return std::fmod(x.real(), y.real()); }, 1, 100},
    {"Atan2", Atan2, kFloating,
     [](C y, C x) -> C { return std::atan2(y.real(), x.real()); }, -9, 9},
    {"Xlogy", Xlogy, kFloating | kComplex,
     [](C x, C y) { return x * std::log(y); }, 0.5, 9},
    {"Xlog1py", Xlog1py, kFloating | kComplex,
     [](C x, C y) { return x * std::log(1.0 + y); }, -0.5, 9},
    {"Xdivy", Xdivy, kFloating | kComplex, [](C x, C y) { return x / y; }, 1,
     9},
    {"MulNoNan", MulNoNan, kFloating | kComplex, [](C x, C y) { return x * y; },
     1, 9},
};

const BinaryCase kSameShape[] = {
    {"InvGrad", InvGrad, kFloating | kComplex,
     [](C y, C dy) { return -std::conj(y) * dy * std::conj(y); }, -2, 2},
    {"ReciprocalGrad", ReciprocalGrad, kFloating | kComplex,
     [](C y, C dy) { return -std::conj(y) * dy * std::conj(y); }, -2, 2},
    {"ReluGrad", ReluGrad, kRealNumbers,
     [](C g, C x) { return x.real() > 0 ? g : 0.0; }, -50, 50},
    {"RsqrtGrad", RsqrtGrad, kFloating | kComplex,
     [](C y, C dy) {
       return -0.5 * dy * std::conj(y) * std::conj(y) * std::conj(y);
     },
     -2, 2},
    {"SigmoidGrad", SigmoidGrad, kFloating | kComplex,
     [](C y, C dy) { return dy * y * (1.0 - y); }, -2, 2},
    {"SqrtGrad", SqrtGrad, kFloating | kComplex,
     [](C y, C dy) { return 0.5 * dy / std::conj(y); }, 0.5, 3},
    {"TanhGrad", TanhGrad, kFloating | kComplex,
     [](C y, C dy) { return dy * (1.0 - y * y); }, -2, 2},
};

double Tolerance(DType dtype) {
  if (dtype == kHalf) return 5e-3;
  if (dtype == kBfloat16) return 4e-2;
  if (dtype == kFloat || dtype == kComplex64) return 4e-6;
  return 1e-13;
}

double Lowest(DType dtype, double low) {
  return kUnsignedIntegers.contains(dtype) ? 0 : low;
}

GraphFunction Apply(BinaryOp op) {
  return [op](const Graph&, const std::vector<Output>& inputs) {
    return op(inputs[0], inputs[1]);
  };
}

// The element of `x` that the output's element `index` takes.
C Repeated(const Tensor& x, const Shape& output, int64_t index) {
  int64_t place = 0, stride = 1;
  for (int i = output.rank() - 1; i >= 0; --i) {
    const int64_t coordinate = index % output.dim(i);
    index /= output.dim(i);
    const int dim = i - (output.rank() - x.rank());
    if (dim < 0) continue;
    if (x.dim(dim) != 1) place += coordinate * stride;
    stride *= x.dim(dim);
  }
  return Elements(x)[place];
}

void ExpectCase(const BinaryCase& c, DType dtype, const Shape& x_shape,
                const Shape& y_shape, const Shape& z_shape) {
  SCOPED_TRACE(testing::Message()
               << c.name << " of " << DTypeName(dtype).data() << " "
               << x_shape.ToString() << " " << y_shape.ToString());
  const double low = Lowest(dtype, c.low);
  // Differences of unsigned numbers must not fall below zero.
  const bool is_sub = c.op == Sub && low == 0;
  const Tensor x = Uniform(dtype, x_shape, is_sub ? c.high : low,
                           is_sub ? 2 * c.high : c.high, 5);
  const Tensor y = Uniform(dtype, y_shape, std::max(low, c.low), c.high, 6);
  std::vector<C> expected;
  for (int64_t i = 0; i < z_shape.num_elements(); ++i) {
    expected.push_back(
        c.oracle(Repeated(x, z_shape, i), Repeated(y, z_shape, i)));
  }
  ExpectCloseEveryWay(Apply(c.op), {x, y},
                      FromElements(dtype, z_shape, expected), Tolerance(dtype));
}

TEST(BinaryTest, ComputesEveryFunctionForEveryType) {
  const Shape shapes[][3] = {
      {Shape(), Shape(), Shape()},    {{37}, {37}, {37}},
      {{37}, Shape(), {37}},          {Shape(), {5}, {5}},
      {{6, 5}, {5}, {6, 5}},          {{6, 1}, {6, 5}, {6, 5}},
      {{2, 1, 3}, {4, 1}, {2, 4, 3}}, {{0, 5}, {5}, {0, 5}},
  };
  for (const BinaryCase& c : kBroadcasting) {
    for (int number = 1; number < kNumDTypes; ++number) {
      const DType dtype = static_cast<DType>(number);
      if (!c.dtypes.contains(dtype)) continue;
      for (const auto& shape : shapes) {
        ExpectCase(c, dtype, shape[0], shape[1], shape[2]);
      }
    }
  }
}

TEST(BinaryTest, ComputesEveryGradientForEveryType) {
  for (const BinaryCase& c : kSameShape) {
    for (int number = 1; number < kNumDTypes; ++number) {
      const DType dtype = static_cast<DType>(number);
      if (!c.dtypes.contains(dtype)) continue;
      for (const Shape& shape : {Shape(), Shape({0}), Shape({5, 9})}) {
        ExpectCase(c, dtype, shape, shape, shape);
      }
    }
  }
}

TEST(BinaryTest, RefusesGradientsOfUnequalShape) {
  for (const BinaryCase& c : kSameShape) {
    SCOPED_TRACE(c.name);
    ExpectRefusedEveryWay(
        Apply(c.op), {Uniform(kFloat, {2}, 0, 1), Uniform(kFloat, {0}, 0, 1)},
        "");
    ExpectRefusedEveryWay(
        Apply(c.op),
        {Uniform(kFloat, {2}, 0, 1), Uniform(kFloat, {1, 2}, 0, 1)}, "");
  }
}

TEST(BinaryTest, RefusesShapesThatDoNotBroadcast) {
  for (const BinaryCase& c : kBroadcasting) {
    SCOPED_TRACE(c.name);
    const DType dtype = c.dtypes.contains(kFloat) ? kFloat : kInt32;
    ExpectRefusedEveryWay(
        Apply(c.op), {Uniform(dtype, {2}, 1, 2), Uniform(dtype, {3}, 1, 2)},
        "Incompatible shapes: [2] vs. [3]");
  }
}

TEST(BinaryTest, GivesTheSameInPiecesAsInOne) {
  const Tensor x = Uniform(kFloat, {200, 900}, -9, 9, 1);
  const Tensor row = Uniform(kFloat, {900}, -9, 9, 2);
  const Tensor column = Uniform(kFloat, {200, 1}, -9, 9, 3);
  for (const Tensor& y : {x, row, column}) {
    Tensor expected = *x.Copy();
    for (int64_t i = 0; i < 200 * 900; ++i) {
      const int64_t place = y.dim(0) == 900 ? i % 900
                            : y.dim(1) == 1 ? i / 900
                                            : i;
      expected.mutable_data<float>()[i] *= y.data<float>()[place];
    }
    ExpectEveryWay(Apply(Mul), {x, y}, expected);
  }
}

TEST(BinaryTest, RefusesIntegerDivisionByZero) {
  const Tensor x = Tensor::Of<int32_t>({2}, {1, 2});
  const Tensor y = Tensor::Of<int32_t>({2}, {1, 0});
  for (BinaryOp op : {Div, FloorDiv, FloorMod, TruncateDiv}) {
    ExpectRefusedEveryWay(Apply(op), {x, y}, "Integer division by zero");
    ExpectRefusedEveryWay(
        Apply(op),
        {Tensor::Of<uint64_t>({1}, {1}), Tensor::Scalar<uint64_t>(0)},
        "Integer division by zero");
    // Nothing is divided where there is nothing.
    ExpectEveryWay(Apply(op), {Tensor::Of<int32_t>({0, 1}, {}), y},
                   Tensor::Of<int32_t>({0, 2}, {}));
  }
  for (BinaryOp op : {TruncateMod, Mod}) {
    ExpectRefusedEveryWay(Apply(op), {x, y}, "Integer division by zero");
  }
}

TEST(BinaryTest, DividesTheLeastIntegerByMinusOne) {
  const Tensor x = Tensor::Of<int32_t>({2}, {INT32_MIN, 7});
  const Tensor y = Tensor::Scalar<int32_t>(-1);
  const Tensor wrapped = Tensor::Of<int32_t>({2}, {INT32_MIN, -7});
  ExpectEveryWay(Apply(Div), {x, y}, wrapped);
  ExpectEveryWay(Apply(FloorDiv), {x, y}, wrapped);
  ExpectEveryWay(Apply(TruncateDiv), {x, y}, wrapped);
  ExpectEveryWay(Apply(Mod), {x, y}, Tensor::Of<int32_t>({2}, {0, 0}));
  ExpectEveryWay(Apply(FloorMod), {x, y}, Tensor::Of<int32_t>({2}, {0, 0}));
}

TEST(BinaryTest, RoundsIntegerQuotientsAsItsNameSays) {
  const Tensor x = Tensor::Of<int64_t>({4}, {7, -7, 7, -7});
  const Tensor y = Tensor::Of<int64_t>({4}, {2, 2, -2, -2});
  ExpectEveryWay(Apply(Div), {x, y}, Tensor::Of<int64_t>({4}, {3, -3, -3, 3}));
  ExpectEveryWay(Apply(FloorDiv), {x, y},
                 Tensor::Of<int64_t>({4}, {3, -4, -4, 3}));
  ExpectEveryWay(Apply(FloorMod), {x, y},
                 Tensor::Of<int64_t>({4}, {1, 1, -1, -1}));
  ExpectEveryWay(Apply(TruncateDiv), {x, y},
                 Tensor::Of<int64_t>({4}, {3, -3, -3, 3}));
  ExpectEveryWay(Apply(TruncateMod), {x, y},
                 Tensor::Of<int64_t>({4}, {1, -1, 1, -1}));
}

TEST(BinaryTest, GivesFloatRemaindersTheSignOfTheDivisor) {
  const Tensor x = Tensor::Of<float>({5}, {5.5f, -5.5f, 5.5f, -5.5f, 1e30f});
  const Tensor y = Tensor::Of<float>({5}, {2, 2, -2, -2, 3});
  ExpectEveryWay(Apply(FloorMod), {x, y},
                 Tensor::Of<float>(
                     {5}, {1.5f, 0.5f, -0.5f, -1.5f, std::fmod(1e30f, 3.0f)}));
  ExpectEveryWay(Apply(FloorDiv), {x, y},
                 Tensor::Of<float>({5}, {2, -3, -3, 2, 1e30f / 3}));
}

TEST(BinaryTest, GivesTruncatedFloatRemaindersTheSignOfTheDividend) {
  const Tensor x = Tensor::Of<float>({5}, {5.5f, -5.5f, 5.5f, -5.5f, 1e30f});
  const Tensor y = Tensor::Of<float>({5}, {2, 2, -2, -2, 3});
  ExpectEveryWay(Apply(TruncateMod), {x, y},
                 Tensor::Of<float>(
                     {5}, {1.5f, -1.5f, 1.5f, -1.5f, std::fmod(1e30f, 3.0f)}));
  ExpectEveryWay(Apply(TruncateDiv), {x, y},
                 Tensor::Of<float>({5}, {2, -2, -2, 2, 1e30f / 3}));
}

TEST(BinaryTest, LetsZeroWinOverInfinitiesAndNaN) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const Tensor zero = Tensor::Scalar(0.0f);
  const Tensor special = Tensor::Of<float>({5}, {0, -1, kInf, -kInf, kNaN});
  const Tensor zeros = Tensor::Of<float>({5}, {0, 0, 0, 0, 0});
  for (BinaryOp op : {Xlogy, Xlog1py, Xdivy}) {
    ExpectEveryWay(Apply(op), {zero, special}, zeros);
  }
  ExpectEveryWay(Apply(MulNoNan), {special, zero}, zeros);
}

TEST(BinaryTest, TakesLogarithmsToTheEndsOfTheirRange) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const Tensor one = Tensor::Scalar(1.0f);
  ExpectEveryWay(Apply(Xlogy),
                 {one, Tensor::Of<float>({5}, {0, -1, kInf, kNaN, 1})},
                 Tensor::Of<float>({5}, {-kInf, kNaN, kInf, kNaN, 0}));
  ExpectEveryWay(Apply(Xlog1py),
                 {one, Tensor::Of<float>({6}, {-1, -2, kInf, kNaN, 0, 1e-20f})},
                 Tensor::Of<float>({6}, {-kInf, kNaN, kInf, kNaN, 0, 1e-20f}));
  ExpectCloseEveryWay(
      Apply(Xlog1py),
      {FromElements(kComplex128, {}, {C(1e6, 0)}),
       FromElements(kComplex128, {2}, {C(0, 1e-9), C(1e-20)})},
      FromElements(kComplex128, {2}, {C(5e-13, 1e-3), C(1e-14)}), 1e-15);
}

TEST(BinaryTest, FindsTheAngleInEveryQuadrant) {
  std::vector<double> y, x, angles;
  for (double a : {-3.0, -1.0, -0.0, 0.0, 0.5, 2.0}) {
    for (double b : {-2.0, -0.5, -0.0, 0.0, 1.0, 4.0}) {
      y.push_back(a);
      x.push_back(b);
      angles.push_back(std::atan2(a, b));
    }
  }
  ExpectCloseEveryWay(Apply(Atan2),
                      {Tensor::Vector<double>(y), Tensor::Vector<double>(x)},
                      Tensor::Vector<double>(angles), 1e-15);
}

TEST(BinaryTest, WrapsIntegersAround) {
  ExpectEveryWay(
      Apply(Add),
      {Tensor::Of<int8_t>({2}, {127, 1}), Tensor::Of<int8_t>({2}, {1, 1})},
      Tensor::Of<int8_t>({2}, {-128, 2}));
  ExpectEveryWay(
      Apply(Mul),
      {Tensor::Of<uint16_t>({1}, {65535}), Tensor::Of<uint16_t>({1}, {65535})},
      Tensor::Of<uint16_t>({1}, {1}));
  ExpectEveryWay(
      Apply(Sub),
      {Tensor::Of<int64_t>({1}, {INT64_MIN}), Tensor::Of<int64_t>({1}, {1})},
      Tensor::Of<int64_t>({1}, {INT64_MAX}));
}

TEST(BinaryTest, RefusesNegativePowersOfIntegers) {
  ExpectRefusedEveryWay(
      Apply(Pow),
      {Tensor::Of<int32_t>({2}, {2, 3}), Tensor::Of<int32_t>({2}, {1, -1})},
      "Integers to negative integer powers are not allowed");
}

TEST(BinaryTest, RaisesFloatsAsTheCLibraryDoes) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> special = {0,    -0.0f, 1,      -1,     2,    -2,
                                      3,    -3,    0.5f,   -0.5f,  kInf, -kInf,
                                      kNaN, 1e30f, -1e30f, 1e-30f, 11,   -11};
  std::vector<float> x, y, z;
  for (float a : special) {
    for (float b : special) {
      x.push_back(a);
      y.push_back(b);
      z.push_back(std::pow(a, b));
    }
  }
  const Shape shape({static_cast<int64_t>(x.size())});
  ExpectCloseEveryWay(
      Apply(Pow), {Tensor::Of<float>(shape, x), Tensor::Of<float>(shape, y)},
      Tensor::Of<float>(shape, z), 1e-6);
}

TEST(BinaryTest, RaisesToConstantPowersAsToAnyOther) {
  const Tensor x = Tensor::Of<float>({5}, {-1.5f, 0, 2, 7, -11});
  for (float power : {1.0f, 2.0f, 3.0f, 4.0f, -2.0f}) {
    std::vector<float> expected;
    for (float element : x.flat<float>()) {
      expected.push_back(std::pow(element, power));
    }
    ExpectCloseEveryWay(Apply(Pow), {x, Tensor::Scalar(power)},
                        Tensor::Of<float>({5}, expected), 1e-6);
  }
}

TEST(BinaryTest, KeepsNaNInMaximumAndMinimum) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const Tensor x = Tensor::Of<float>({3}, {kNaN, 1, 2});
  const Tensor y = Tensor::Of<float>({3}, {1, kNaN, 3});
  ExpectEveryWay(Apply(Maximum), {x, y},
                 Tensor::Of<float>({3}, {kNaN, kNaN, 3}));
  ExpectEveryWay(Apply(Minimum), {x, y},
                 Tensor::Of<float>({3}, {kNaN, kNaN, 2}));
}

TEST(BinaryTest, DividesByZeroToZeroWhereAskedTo) {
  ExpectEveryWay(
      Apply(DivNoNan),
      {Tensor::Of<float>({3}, {1, 0, 6}), Tensor::Of<float>({3}, {0, 0, 2})},
      Tensor::Of<float>({3}, {0, 0, 3}));
  ExpectEveryWay(Apply(DivNoNan),
                 {FromElements(kComplex128, {1}, {C(1, 1)}),
                  FromElements(kComplex128, {1}, {C(0, 0)})},
                 FromElements(kComplex128, {1}, {C(0, 0)}));
}

TEST(BinaryTest, PassesNoGradientOfZeroThroughTheRootOfZero) {
  ExpectEveryWay(
      Apply(SqrtGrad),
      {Tensor::Of<float>({2}, {0, 2}), Tensor::Of<float>({2}, {0, 4})},
      Tensor::Of<float>({2}, {0, 1}));
}

TEST(BinaryTest, DividesLargeComplexNumbersWithoutOverflow) {
  ExpectCloseEveryWay(Apply(RealDiv),
                      {FromElements(kComplex64, {1}, {C(1e30, 1e30)}),
                       FromElements(kComplex64, {1}, {C(1e30, -1e30)})},
                      FromElements(kComplex64, {1}, {C(0, 1)}), 1e-6);
}

TEST(BinaryTest, JoinsStrings) {
  ExpectEveryWay(Apply(AddV1),
                 {Tensor::Of<std::string>({2}, {"a", "b"}),
                  Tensor::Of<std::string>({1}, {"-"})},
                 Tensor::Of<std::string>({2}, {"a-", "b-"}));
}

}  // namespace
}  // namespace thalweg
