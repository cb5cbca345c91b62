#include "thalweg/ops/math/cumulative.h"

#include <cmath>
#include <limits>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;
constexpr CumulativeAttrs kAllAttrs[] = {
    {false, false}, {true, false}, {false, true}, {true, true}};

// Each element from its definition: all elements before it (and itself).
Tensor NaiveScan(const Tensor& x, int axis, CumulativeAttrs attrs,
                 bool product) {
  const auto elements = Elements(x);
  const int64_t size = x.dim(axis);
  const int64_t inner = x.shape().Slice(axis + 1, x.rank()).num_elements();
  std::vector<double> results;
  for (int64_t at = 0; at < x.num_elements(); ++at) {
    const int64_t here = at / inner % size;
    double result = product ? 1 : 0;
    for (int64_t k = 0; k < size; ++k) {
      const bool before = attrs.reverse ? k > here : k < here;
      if (!before && (k != here || attrs.exclusive)) continue;
      const double element = elements[at + (k - here) * inner].real();
      result = product ? result * element : result + element;
    }
    results.push_back(result);
  }
  return MakeTensor(x.dtype(), x.shape(), results);
}

TEST(CumulativeTest, AgreesWithTheDefinitionAlongEveryAxis) {
  for (const Shape& shape : {Shape({6}), Shape({3, 4}), Shape({2, 3, 4}),
                             Shape({2, 5, 300}), Shape({700, 60})}) {
    const Tensor x = Uniform(kDouble, shape, 0.9, 1.1);
    for (int axis = 0; axis < shape.rank(); ++axis) {
      for (const CumulativeAttrs& attrs : kAllAttrs) {
        Graph graph;
        const Output input = Const(graph, x);
        ExpectClose(Evaluate(Cumsum(input, axis, attrs), {},
                             {.num_threads = 2, .planned = true}),
                    NaiveScan(x, axis, attrs, false), 1e-11);
        ExpectClose(Evaluate(Cumprod(input, axis - shape.rank(), attrs)),
                    NaiveScan(x, axis, attrs, true), 1e-11);
      }
    }
  }
}

TEST(CumulativeTest, RunsForEveryDtype) {
  for (DType dtype :
       {kHalf, kBfloat16, kFloat, kDouble, kInt8, kUint8, kInt16, kUint16,
        kInt32, kUint32, kInt64, kUint64, kComplex64, kComplex128}) {
    Graph graph;
    const Output x =
        Const(graph, MakeTensor(dtype, {2, 3}, {1, 2, 3, 4, 5, 6}));
    ExpectEqual(Evaluate(Cumsum(x, 1)),
                MakeTensor(dtype, {2, 3}, {1, 3, 6, 4, 9, 15}));
    ExpectEqual(Evaluate(Cumprod(x, 0)),
                MakeTensor(dtype, {2, 3}, {1, 2, 3, 4, 10, 18}));
    ExpectEqual(Evaluate(Cumsum(x, 1, {.exclusive = true, .reverse = true})),
                MakeTensor(dtype, {2, 3}, {5, 3, 0, 11, 6, 0}));
  }
}

TEST(CumulativeTest, HalfIsAddedInFloat) {
  Graph graph;
  const Output x =
      Const(graph, MakeTensor(kHalf, {4096}, std::vector<double>(4096, 1)));
  ASSERT_OK_AND_ASSIGN(const Tensor sums, Evaluate(Cumsum(x, 0)));
  EXPECT_EQ(float(sums.data<Half>()[4095]), 4096.0f);
}

TEST(CumulativeTest, OfNoElementsIsEmpty) {
  Graph graph;
  const Output x = Const(graph, MakeTensor(kFloat, {2, 0}, {}));
  for (int axis : {0, 1}) {
    ExpectEqual(Evaluate(Cumsum(x, axis)), MakeTensor(kFloat, {2, 0}, {}));
  }
}

TEST(CumulativeTest, BadAxesAreRefused) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat);
  const Output axis = Placeholder(graph, kInt32);
  const Output y = Cumsum(x, axis);
  const Tensor pair = MakeTensor(kFloat, {2}, {1, 2});
  EXPECT_THAT(Evaluate(y, {{x, pair}, {axis, Tensor::Scalar(1)}}),
              StatusIs(kInvalidArgument,
                       "ScanOp: Expected scan axis in the range [-1, 1), but "
                       "got 1"));
  EXPECT_THAT(Evaluate(y, {{x, pair}, {axis, Tensor::Vector<int32_t>({0, 0})}}),
              StatusIs(kInvalidArgument, "axis must be a scalar"));
  EXPECT_THAT(
      Evaluate(y, {{x, Tensor::Scalar(1.0f)}, {axis, Tensor::Scalar(0)}}),
      StatusIs(kInvalidArgument, "ScanOp: Expected scan axis"));
  Graph known;
  Cumprod(Placeholder(known, kFloat, {2}), -2);
  EXPECT_THAT(known.status(),
              StatusIs(kInvalidArgument, "ScanOp: Expected scan axis"));
}

TEST(CumulativeGradientTest, AgreesWithDifferences) {
  const Tensor x = Uniform(kDouble, {3, 4}, 0.5, 1.5);
  const Tensor z = Uniform(kComplex128, {3, 2}, 0.5, 1.5);
  for (auto wrapper : {&Cumsum, &Cumprod}) {
    for (const CumulativeAttrs& attrs : kAllAttrs) {
      auto along_rows = [&](const Graph&, const std::vector<Output>& inputs) {
        return wrapper(inputs[0], 1, attrs);
      };
      CheckGradients(along_rows, {x}, {.second_order = true});
      CheckGradients(
          [&](const Graph&, const std::vector<Output>& inputs) {
            return wrapper(inputs[0], 0, attrs);
          },
          {x});
    }
  }
  CheckGradients(
      [&](const Graph&, const std::vector<Output>& inputs) {
        return Cumsum(inputs[0], 0);
      },
      {z});
}

TEST(CumulativeLogsumexpTest, AgreesWithTheDefinition) {
  for (DType dtype : {kDouble, kFloat, kHalf, kBfloat16}) {
    const double tolerance = dtype == kDouble  ? 1e-12
                             : dtype == kFloat ? 1e-5
                             : dtype == kHalf  ? 4e-3
                                               : 2e-2;
    const Tensor x = Uniform(dtype, {3, 5}, -2, 2);
    for (const CumulativeAttrs& attrs : kAllAttrs) {
      const Tensor powers = FromElements(kDouble, x.shape(), [&] {
        auto elements = Elements(x);
        for (auto& element : elements) element = std::exp(element);
        return elements;
      }());
      auto expected = Elements(NaiveScan(powers, 1, attrs, false));
      for (auto& element : expected) element = std::log(element.real());
      Graph graph;
      ExpectClose(Evaluate(CumulativeLogsumexp(Const(graph, x), -1, attrs)),
                  FromElements(dtype, x.shape(), expected), tolerance);
    }
  }
}

TEST(CumulativeLogsumexpTest, NeitherOverflowsNorLosesInfinities) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const auto run = [](std::initializer_list<float> x) {
    Graph graph;
    const Shape shape({static_cast<int64_t>(x.size())});
    return Evaluate(
        CumulativeLogsumexp(Const(graph, Tensor::Of<float>(shape, x)), 0));
  };
  ExpectClose(run({1000, 1000, -kInf}),
              Tensor::Of<float>({3}, {1000, 1000.6931f, 1000.6931f}));
  ExpectClose(run({-kInf, -kInf, -1000, kInf, kInf, kNaN}),
              Tensor::Of<float>({6}, {-kInf, -kInf, -1000, kInf, kInf, kNaN}));
}

TEST(CumulativeLogsumexpTest, HasTheGradientOfItsFormula) {
  const Tensor x = Uniform(kDouble, {3, 4}, -2, 2);
  for (const CumulativeAttrs& attrs : kAllAttrs) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& in) {
          const Output y = CumulativeLogsumexp(in[0], 1, attrs);
          // The first of exclusive sums is no number.
          return attrs.exclusive ? Exp(y) : y;
        },
        {x});
  }
}

TEST(CumulativeLogsumexpTest, RefusesAnAxisThatIsNotThere) {
  Graph graph;
  CumulativeLogsumexp(Const(graph, {1.0, 2.0}), 1);
  EXPECT_THAT(graph.status(),
              StatusIs(kInvalidArgument, "ScanOp: Expected scan axis"));
}

}  // namespace
}  // namespace thalweg
