// The vectorised functions against the C library, on every instruction set that
// this processor has and over all magnitudes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/math/pow.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_target.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Oracle = double (*)(double);

struct Function {
  const char* op;
  Oracle oracle;
};

const Function kFunctions[] = {
    {"Abs", [](double x) { return std::abs(x); }},
    {"Ceil", [](double x) { return std::ceil(x); }},
    {"Cos", [](double x) { return std::cos(x); }},
    {"Erf", [](double x) { return std::erf(x); }},
    {"Erfc", [](double x) { return std::erfc(x); }},
    {"Exp", [](double x) { return std::exp(x); }},
    {"Expm1", [](double x) { return std::expm1(x); }},
    {"Floor", [](double x) { return std::floor(x); }},
    {"Inv", [](double x) { return 1 / x; }},
    {"Log", [](double x) { return std::log(x); }},
    {"Log1p", [](double x) { return std::log1p(x); }},
    {"Neg", [](double x) { return -x; }},
    {"Reciprocal", [](double x) { return 1 / x; }},
    {"Relu", [](double x) { return x < 0 ? 0 : x; }},
    {"Rint", [](double x) { return std::rint(x); }},
    {"Round", [](double x) { return std::rint(x); }},
    {"Rsqrt", [](double x) { return 1 / std::sqrt(x); }},
    {"Sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }},
    {"Sign", [](double x) { return x > 0   ? 1.0
                                   : x < 0 ? -1.0
                                           : x; }},
    {"Sin", [](double x) { return std::sin(x); }},
    {"Sqrt", [](double x) { return std::sqrt(x); }},
    {"Square", [](double x) { return x * x; }},
    {"Tanh", [](double x) { return std::tanh(x); }},
};

template <class T>
std::vector<T> AllMagnitudes() {
  constexpr T kInfinity = std::numeric_limits<T>::infinity();
  std::vector<T> values = {0,
                           -T{0},
                           kInfinity,
                           -kInfinity,
                           std::numeric_limits<T>::quiet_NaN(),
                           std::numeric_limits<T>::max(),
                           std::numeric_limits<T>::lowest(),
                           std::numeric_limits<T>::min(),
                           std::numeric_limits<T>::denorm_min(),
                           T(88.72283),
                           T(88.72284),
                           T(-87.3),
                           T(-104),
                           T(-745),
                           T(709.78),
                           T(709.79)};
  for (T x = T(1e-30); x < T(1e30); x *= T(1.009)) {
    values.push_back(x);
    values.push_back(-x);
  }
  for (T x = T(-120); x < T(120); x += T(0.0103)) values.push_back(x);
  return values;
}

template <class T>
bool IsClose(T actual, double exact, double tolerance) {
  const T expected = static_cast<T>(exact);
  if (std::isnan(expected)) return std::isnan(actual);
  if (expected == 0 || std::isinf(expected)) {
    return actual == expected && std::signbit(actual) == std::signbit(expected);
  }
  // The last bits of subnormal numbers may be lost.
  return std::abs(actual - exact) <=
         std::max<double>(tolerance * std::abs(exact),
                          std::abs(expected) < std::numeric_limits<T>::min()
                              ? std::numeric_limits<T>::min()
                              : 0);
}

template <class T>
void ExpectLikeOracle(const Function& function, UnaryFunction tested,
                      double tolerance) {
  const std::vector<T> x = AllMagnitudes<T>();
  std::vector<T> y(x.size());
  tested(x.data(), y.data(), static_cast<int64_t>(x.size()));
  for (size_t i = 0; i < x.size(); ++i) {
    const double exact = function.oracle(x[i]);
    ASSERT_TRUE(IsClose(y[i], exact, tolerance))
        << function.op << "(" << x[i] << ") is " << y[i] << ", expected "
        << exact;
  }
}

TEST(VectorMathTest, AgreesWithTheCLibraryInFloat) {
  OnEveryTarget([] {
    for (const Function& function : kFunctions) {
      const UnaryFunction tested = FindFloatingUnary(function.op, kFloat);
      ASSERT_NE(tested, nullptr) << function.op;
      ExpectLikeOracle<float>(function, tested, 4e-7);
    }
  });
}

TEST(VectorMathTest, AgreesWithTheCLibraryInDouble) {
  OnEveryTarget([] {
    for (const Function& function : kFunctions) {
      const UnaryFunction tested = FindFloatingUnary(function.op, kDouble);
      ASSERT_NE(tested, nullptr) << function.op;
      ExpectLikeOracle<double>(function, tested, 2e-15);
    }
  });
}

// Every half there is: the result is float's, rounded.
template <class H>
void ExpectThroughFloat(DType dtype) {
  std::vector<H> x(65536), y(65536);
  std::vector<float> wide(65536);
  for (int i = 0; i < 65536; ++i) {
    x[i] = H::FromBits(static_cast<uint16_t>(i));
    wide[i] = static_cast<float>(x[i]);
  }
  for (const Function& function : kFunctions) {
    FindFloatingUnary(function.op, dtype)(x.data(), y.data(), 65536);
    std::vector<float> expected(65536);
    FindFloatingUnary(function.op, kFloat)(wide.data(), expected.data(), 65536);
    for (int i = 0; i < 65536; ++i) {
      const bool is_same = std::isnan(expected[i])
                               ? std::isnan(static_cast<float>(y[i]))
                               : y[i].bits == H(expected[i]).bits;
      if (!is_same) FAIL() << function.op << "(" << wide[i] << ")";
    }
  }
}

TEST(VectorMathTest, ComputesHalfThroughFloat) {
  OnEveryTarget([] { ExpectThroughFloat<Half>(kHalf); });
}

TEST(VectorMathTest, ComputesBFloat16ThroughFloat) {
  OnEveryTarget([] { ExpectThroughFloat<BFloat16>(kBfloat16); });
}

TEST(VectorMathTest, WritesWhatItIsAskedToAndNoMore) {
  OnEveryTarget([] {
    const UnaryFunction neg = FindFloatingUnary("Neg", kFloat);
    const BinaryFunction add = FindFloatingBinary("AddV2", kFloat);
    for (int n = 0; n < 70; ++n) {
      std::vector<float> x(n), y(n + 1, 7.0f), z(n + 1, 7.0f);
      for (int i = 0; i < n; ++i) x[i] = static_cast<float>(i + 1);
      neg(x.data(), y.data(), n);
      add(x.data(), x.data(), z.data(), n);
      for (int i = 0; i < n; ++i) {
        ASSERT_EQ(y[i], -x[i]);
        ASSERT_EQ(z[i], 2 * x[i]);
      }
      ASSERT_EQ(y[n], 7.0f);
      ASSERT_EQ(z[n], 7.0f);
    }
  });
}

TEST(VectorMathTest, MayWriteOverItsInputs) {
  OnEveryTarget([] {
    std::vector<float> x(100), expected(100);
    for (int i = 0; i < 100; ++i) x[i] = static_cast<float>(i) / 50 - 1;
    const UnaryFunction tanh = FindFloatingUnary("Tanh", kFloat);
    tanh(x.data(), expected.data(), 100);
    std::vector<float> in_place = x;
    tanh(in_place.data(), in_place.data(), 100);
    EXPECT_EQ(in_place, expected);

    const BinaryFunction sub = FindFloatingBinary("Sub", kFloat);
    sub(x.data(), x.data() + 1, expected.data(), 99);
    std::vector<float> second(x.begin() + 1, x.end());
    sub(x.data(), second.data(), second.data(), 99);
    for (int i = 0; i < 99; ++i) ASSERT_EQ(second[i], expected[i]);
  });
}

template <class T>
void ExpectBinariesLikeOracles(DType dtype) {
  struct Binary {
    const char* op;
    double (*oracle)(double, double);
  };
  const Binary binaries[] = {
      {"AddV2", [](double x, double y) { return x + y; }},
      {"Div", [](double x, double y) { return x / y; }},
      {"DivNoNan", [](double x, double y) { return y == 0 ? 0 : x / y; }},
      {"Maximum",
       [](double x, double y) { return std::isnan(x) || x > y ? x : y; }},
      {"Minimum",
       [](double x, double y) { return std::isnan(x) || x < y ? x : y; }},
      {"Mul", [](double x, double y) { return x * y; }},
      {"Sub", [](double x, double y) { return x - y; }},
  };
  const std::vector<T> x = AllMagnitudes<T>();
  std::vector<T> y(x.rbegin(), x.rend()), z(x.size());
  for (const Binary& binary : binaries) {
    FindFloatingBinary(binary.op, dtype)(x.data(), y.data(), z.data(),
                                         static_cast<int64_t>(x.size()));
    for (size_t i = 0; i < x.size(); ++i) {
      const double exact = binary.oracle(x[i], y[i]);
      ASSERT_TRUE(IsClose(z[i], exact, 2e-7))
          << binary.op << "(" << x[i] << ", " << y[i] << ") is " << z[i]
          << ", expected " << exact;
    }
  }
}

TEST(VectorMathTest, ComputesFunctionsOfTwoArguments) {
  OnEveryTarget([] {
    ExpectBinariesLikeOracles<float>(kFloat);
    ExpectBinariesLikeOracles<double>(kDouble);
  });
}

TEST(VectorMathTest, RaisesFloatsAsTheCLibraryDoes) {
  std::vector<float> x, y, z;
  for (float base = 1e-20f; base < 1e20f; base *= -1.7f) {
    for (float power : {-3.0f, -0.37f, 0.5f, 1.0f, 2.0f, 2.7f, 5.0f}) {
      x.push_back(base);
      y.push_back(power);
      z.push_back(std::pow(base, power));
    }
  }
  const Shape shape({static_cast<int64_t>(x.size())});
  OnEveryTarget([&] {
    Graph graph;
    const Output result = Pow(Const(graph, Tensor::Of<float>(shape, x)),
                              Const(graph, Tensor::Of<float>(shape, y)));
    ExpectClose(Evaluate(result), Tensor::Of<float>(shape, z), 2e-7);
  });
}

TEST(VectorMathTest, NamesNoFunctionsThatThereAreNot) {
  EXPECT_EQ(FindFloatingUnary("Reshape", kFloat), nullptr);
  EXPECT_EQ(FindFloatingUnary("Tanh", kInt32), nullptr);
  EXPECT_EQ(FindFloatingBinary("Reshape", kFloat), nullptr);
}

}  // namespace
}  // namespace thalweg
