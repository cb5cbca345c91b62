#include "thalweg/ops/math/reduction.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Complex = std::complex<double>;
using Wrapper = Output (*)(Input, Input, ReductionAttrs);

struct Case {
  const char* name;
  Wrapper wrapper;
  Complex initial;
  std::function<Complex(Complex, Complex)> combine;
};

std::vector<Case> ArithmeticCases() {
  auto add = [](Complex a, Complex b) { return a + b; };
  return {{"Sum", &Sum, 0, add},
          {"Mean", &Mean, 0, add},
          {"Prod", &Prod, 1, [](Complex a, Complex b) { return a * b; }}};
}

std::vector<Case> OrderCases() {
  return {{"Max", &Max, -1e300,
           [](Complex a, Complex b) { return std::max(a.real(), b.real()); }},
          {"Min", &Min, 1e300,
           [](Complex a, Complex b) { return std::min(a.real(), b.real()); }}};
}

std::vector<Case> AllCases() {
  std::vector<Case> cases = ArithmeticCases();
  for (Case& order : OrderCases()) cases.push_back(order);
  return cases;
}

// All subsets of the axes of a rank.
std::vector<std::vector<int64_t>> AxisSubsets(int rank) {
  std::vector<std::vector<int64_t>> subsets;
  for (int bits = 0; bits < 1 << rank; ++bits) {
    subsets.emplace_back();
    for (int i = 0; i < rank; ++i) {
      if ((bits >> i & 1) != 0) subsets.back().push_back(i);
    }
  }
  return subsets;
}

// Element by element: where does it go?
std::vector<Complex> Naive(const Case& operation, const Tensor& x,
                           const std::vector<int64_t>& axes,
                           const Shape& output) {
  const std::vector<Complex> elements = Elements(x);
  std::vector<Complex> results(output.num_elements(), operation.initial);
  for (int64_t i = 0; i < x.num_elements(); ++i) {
    int64_t at = 0, stride = 1, rest = i;
    for (int axis = x.rank() - 1; axis >= 0; --axis) {
      const int64_t index = rest % x.dim(axis);
      rest /= x.dim(axis);
      if (std::count(axes.begin(), axes.end(), axis) > 0) continue;
      at += index * stride;
      stride *= x.dim(axis);
    }
    results[at] = operation.combine(results[at], elements[i]);
  }
  if (operation.wrapper == static_cast<Wrapper>(&Mean)) {
    const double count = static_cast<double>(x.num_elements()) /
                         static_cast<double>(output.num_elements());
    for (Complex& result : results) result /= count;
  }
  return results;
}

double Tolerance(DType dtype) {
  if (dtype == kBfloat16) return 1e-2;
  if (dtype == kHalf) return 2e-3;
  if (dtype == kFloat || dtype == kComplex64) return 2e-6;
  return kIntegers.contains(dtype) ? 0 : 1e-12;
}

void ExpectNaive(const Case& operation, const Tensor& x,
                 const std::vector<int64_t>& axes, bool keep_dims,
                 bool planned) {
  SCOPED_TRACE(absl::StrCat(operation.name, " of ", x.ToString(4), " over ",
                            axes.size(), " axes, the last ",
                            axes.empty() ? -1 : axes.back()));
  Graph graph;
  const Output input =
      Placeholder(graph, x.dtype(), planned ? x.shape() : Shape::Unknown());
  const Output y = operation.wrapper(input, axes, {.keep_dims = keep_dims});
  ASSERT_OK_AND_ASSIGN(
      const Tensor actual,
      Evaluate(y, {{input, x}}, {.num_threads = 2, .planned = planned}));
  const AxisMask mask = ReducedAxes(x.rank(), axes).value();
  ASSERT_EQ(actual.shape(), ReducedShape(x.shape(), mask, keep_dims));
  const std::vector<Complex> expected =
      Naive(operation, x, axes, actual.shape());
  const std::vector<Complex> results = Elements(actual);
  for (size_t i = 0; i < expected.size(); ++i) {
    Complex want = expected[i];
    if (kIntegers.contains(x.dtype())) want = std::trunc(want.real());
    ASSERT_LE(std::abs(results[i] - want),
              Tolerance(x.dtype()) * std::max(1.0, std::abs(want)))
        << "element " << i << ": " << results[i] << " instead of " << want;
  }
}

void ExpectNaiveOverAllAxes(const Case& operation, const Tensor& x) {
  for (const auto& axes : AxisSubsets(x.rank())) {
    ExpectNaive(operation, x, axes, /*keep_dims=*/false, /*planned=*/true);
    ExpectNaive(operation, x, axes, /*keep_dims=*/true, /*planned=*/false);
  }
}

TEST(ReductionTest, AgreesWithLoopsOverAnyAxes) {
  for (const Case& operation : AllCases()) {
    for (const Shape& shape :
         {Shape(), Shape({1}), Shape({37}), Shape({3, 5}), Shape({2, 3, 19}),
          Shape({2, 1, 3, 2}), Shape({3, 2, 2, 3, 2}), Shape({3, 133})}) {
      ExpectNaiveOverAllAxes(operation, Uniform(kFloat, shape, 0.5, 1.5));
    }
  }
}

TEST(ReductionTest, AgreesWithLoopsForEveryDtype) {
  for (const Case& operation : ArithmeticCases()) {
    for (DType dtype : {kHalf, kBfloat16, kDouble, kComplex64, kComplex128}) {
      ExpectNaiveOverAllAxes(operation, Uniform(dtype, {3, 2, 5}, 0.5, 1.5));
    }
    for (DType dtype :
         {kInt8, kInt16, kInt32, kInt64, kUint8, kUint16, kUint32, kUint64}) {
      const Tensor x =
          MakeTensor(dtype, {2, 3, 2}, {1, 2, 1, 2, 1, 1, 2, 1, 2, 1, 3, 1});
      ExpectNaiveOverAllAxes(operation, x);
    }
  }
  for (const Case& operation : OrderCases()) {
    for (DType dtype : {kHalf, kBfloat16, kDouble, kInt8, kInt16, kInt32,
                        kInt64, kUint8, kUint16, kUint32, kUint64}) {
      ExpectNaiveOverAllAxes(
          operation, MakeTensor(dtype, {2, 3, 2},
                                {1, 12, 3, 4, 55, 0, 7, 8, 100, 10, 11, 2}));
    }
  }
}

TEST(ReductionTest, AgreesWithLoopsWhereWorkIsCutIntoBlocks) {
  for (const Shape& shape :
       {Shape({70001}), Shape({8200, 7}), Shape({3, 17000}), Shape({80, 10001}),
        Shape({2, 8197, 9}), Shape({6, 5001}), Shape({9000, 3, 2})}) {
    for (DType dtype : {kFloat, kDouble, kHalf, kInt64}) {
      const Tensor x = Uniform(dtype, shape, 1, 3);
      for (const auto& axes : AxisSubsets(x.rank())) {
        ExpectNaive(ArithmeticCases()[1], x, axes, false, true);
        ExpectNaive(OrderCases()[0], x, axes, false, false);
      }
    }
  }
}

TEST(ReductionTest, ResultsHaveTheSameBitsWithAnyNumberOfThreads) {
  for (const Shape& shape : {Shape({300007}), Shape({200, 5003}),
                             Shape({3, 50000, 5}), Shape({4000, 130})}) {
    for (const auto& axes : AxisSubsets(shape.rank())) {
      Graph graph;
      const Output y = Sum(Const(graph, Uniform(kFloat, shape, -1, 1)), axes);
      ASSERT_OK_AND_ASSIGN(const Tensor one, Evaluate(y));
      for (int threads : {2, 3}) {
        ASSERT_OK_AND_ASSIGN(const Tensor many,
                             Evaluate(y, {}, {.num_threads = threads}));
        EXPECT_EQ(std::memcmp(one.raw(), many.raw(), one.num_bytes()), 0);
      }
    }
  }
}

TEST(ReductionTest, LongSumsLoseLittle) {
  constexpr int64_t kSize = 1 << 22;
  Tensor x = Tensor::Allocate(kFloat, {kSize / 8, 8}).value();
  for (float& element : x.mutable_flat<float>()) element = 0.1f;
  Graph graph;
  const Output input = Const(graph, x);
  ASSERT_OK_AND_ASSIGN(const Tensor all, Evaluate(Sum(input)));
  EXPECT_NEAR(all.scalar<float>() / (0.1f * kSize), 1, 5e-6);
  ASSERT_OK_AND_ASSIGN(const Tensor columns, Evaluate(Sum(input, {0})));
  for (float sum : columns.flat<float>()) {
    EXPECT_NEAR(sum / (0.1f * kSize / 8), 1, 5e-6);
  }
}

TEST(ReductionTest, MaxAndMinGiveNaNWhereverOneIs) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16}) {
    for (int64_t size : {1, 3, 16, 37, 300}) {
      for (int64_t at = 0; at < size; at += std::max<int64_t>(size / 7, 1)) {
        std::vector<double> values(size, 2);
        values[at] = NAN;
        for (Wrapper wrapper : {Wrapper(&Max), Wrapper(&Min)}) {
          Graph graph;
          const Output row = Const(graph, MakeTensor(dtype, {size}, values));
          const Output column =
              Const(graph, MakeTensor(dtype, {size, 1}, values));
          for (const Output& y :
               {wrapper(row, {0}, {}), wrapper(column, {0}, {})}) {
            ASSERT_OK_AND_ASSIGN(const Tensor result, Evaluate(y));
            EXPECT_TRUE(std::isnan(Elements(result)[0].real()))
                << DTypeName(dtype) << " " << size << " " << at;
          }
        }
      }
    }
  }
}

TEST(ReductionTest, MaxAndMinOfColumnsGiveNaNWhereOneIs) {
  std::vector<double> values(20 * 50, 1);
  for (int64_t column = 0; column < 50; column += 3) {
    values[(column % 20) * 50 + column] = NAN;
  }
  Graph graph;
  const Output x = Const(graph, MakeTensor(kFloat, {20, 50}, values));
  ASSERT_OK_AND_ASSIGN(const Tensor result, Evaluate(Max(x, {0})));
  for (int64_t column = 0; column < 50; ++column) {
    EXPECT_EQ(std::isnan(result.data<float>()[column]), column % 3 == 0);
  }
}

TEST(ReductionTest, OfNoElementsGivesTheNeutralElement) {
  Graph graph;
  auto of = [&](Wrapper wrapper, DType dtype) {
    const Output empty = Const(graph, MakeTensor(dtype, {2, 0}, {}));
    return Elements(Evaluate(wrapper(empty, {1}, {})).value())[1].real();
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(of(&Sum, kFloat), 0);
  EXPECT_EQ(of(&Prod, kHalf), 1);
  EXPECT_EQ(of(&Prod, kComplex64), 1);
  EXPECT_TRUE(std::isnan(of(&Mean, kFloat)));
  EXPECT_TRUE(std::isnan(of(&Mean, kBfloat16)));
  EXPECT_EQ(of(&Mean, kInt32), 0);
  EXPECT_EQ(of(&Max, kDouble), -kInfinity);
  EXPECT_EQ(of(&Min, kHalf), kInfinity);
  EXPECT_EQ(of(&Max, kInt16), -32768);
  EXPECT_EQ(of(&Min, kUint8), 255);
}

TEST(ReductionTest, AResultWithoutElementsIsEmpty) {
  Graph graph;
  const Output empty = Const(graph, MakeTensor(kFloat, {2, 0}, {}));
  ASSERT_OK_AND_ASSIGN(const Tensor result, Evaluate(Max(empty, {0})));
  EXPECT_EQ(result.shape(), (Shape{0}));
}

TEST(ReductionTest, IntegersWrapAndTheirMeanTruncatesWithoutWrapping) {
  Graph graph;
  const Output many =
      Const(graph, MakeTensor(kInt8, {300}, std::vector<double>(300, 100)));
  ExpectEqual(Evaluate(Mean(many)), MakeTensor(kInt8, {}, {100}));
  ExpectEqual(Evaluate(Sum(many)),
              Tensor::Scalar(static_cast<int8_t>(30000 & 255)));
  const Output signs = Const(graph, MakeTensor(kInt32, {3}, {-1, -2, -4}));
  ExpectEqual(Evaluate(Mean(signs)), Tensor::Scalar(-2));
}

TEST(ReductionTest, AllAndAnyFollowLogic) {
  Graph graph;
  const Output x = Const(graph, MakeTensor(kBool, {3, 2}, {1, 1, 0, 1, 0, 0}));
  ExpectEqual(Evaluate(All(x, {1})), MakeTensor(kBool, {3}, {1, 0, 0}));
  ExpectEqual(Evaluate(Any(x, {1})), MakeTensor(kBool, {3}, {1, 1, 0}));
  ExpectEqual(Evaluate(Any(x, {0})), MakeTensor(kBool, {2}, {1, 1}));
  ExpectEqual(Evaluate(All(x)), Tensor::Scalar(false));
  const Output none = Const(graph, MakeTensor(kBool, {0}, {}));
  ExpectEqual(Evaluate(All(none)), Tensor::Scalar(true));
  ExpectEqual(Evaluate(Any(none)), Tensor::Scalar(false));
}

TEST(ReductionTest, AxesMayBeAScalarNegativeOrOfInt64) {
  Graph graph;
  const Output x = Const(graph, MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4}));
  ExpectEqual(Evaluate(Sum(x, -1)), MakeTensor(kFloat, {2}, {3, 7}));
  ExpectEqual(Evaluate(Sum(x, Tensor::Vector<int64_t>({-2}))),
              MakeTensor(kFloat, {2}, {4, 6}));
}

TEST(ReductionTest, BadAxesAreRefusedAtRunTime) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat);
  const Output axes = Placeholder(graph, kInt32);
  const Output y = Sum(x, axes);
  const Tensor matrix = MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4});
  auto run = [&](const Tensor& value) {
    return Evaluate(y, {{x, matrix}, {axes, value}});
  };
  constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(run(MakeTensor(kInt32, {2}, {0, -2})),
              StatusIs(kInvalidArgument,
                       "Invalid reduction arguments: Axes contains duplicate "
                       "dimension: 0"));
  EXPECT_THAT(run(MakeTensor(kInt32, {1}, {2})),
              StatusIs(kInvalidArgument,
                       "Invalid reduction dimension 2 for input with 2 "
                       "dimensions."));
  EXPECT_THAT(run(MakeTensor(kInt32, {1, 1}, {0})),
              StatusIs(kInvalidArgument, "Shape must be at most rank 1"));
  ExpectEqual(run(MakeTensor(kInt32, {}, {1})),
              MakeTensor(kFloat, {2}, {3, 7}));
}

}  // namespace
}  // namespace thalweg
