// Shapes, errors and gradients of the ops that go element by element.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/abs.h"
#include "thalweg/ops/math/add.h"
#include "thalweg/ops/math/add_n.h"
#include "thalweg/ops/math/atan2.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/div.h"
#include "thalweg/ops/math/erf.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/floor.h"
#include "thalweg/ops/math/floor_div.h"
#include "thalweg/ops/math/hyperbolic.h"
#include "thalweg/ops/math/log.h"
#include "thalweg/ops/math/logical.h"
#include "thalweg/ops/math/maximum.h"
#include "thalweg/ops/math/mul.h"
#include "thalweg/ops/math/neg.h"
#include "thalweg/ops/math/pow.h"
#include "thalweg/ops/math/reciprocal.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/math/sigmoid.h"
#include "thalweg/ops/math/sign.h"
#include "thalweg/ops/math/sqrt.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/squared_difference.h"
#include "thalweg/ops/math/sub.h"
#include "thalweg/ops/math/tanh.h"
#include "thalweg/ops/math/trigonometric.h"
#include "thalweg/ops/math/truncate_div.h"
#include "thalweg/ops/math/xlogy.h"
#include "thalweg/ops/nn/relu.h"
#include "thalweg/ops/operators.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using UnaryOp = Output (*)(Input);
using BinaryOp = Output (*)(Input, Input);

GraphFunction Apply(UnaryOp op) {
  return [op](const Graph&, const std::vector<Output>& x) { return op(x[0]); };
}
GraphFunction Apply(BinaryOp op) {
  return [op](const Graph&, const std::vector<Output>& x) {
    return op(x[0], x[1]);
  };
}

TEST(ElementwiseGradientTest, OfFunctionsOfOneArgument) {
  for (UnaryOp op : {Abs, Exp, Log, Neg, Reciprocal, Inv, Relu, Rsqrt, Sigmoid,
                     Sign, Sqrt, Square, Tanh}) {
    CheckGradients(Apply(op), {Uniform(kDouble, {2, 3}, 0.4, 2)},
                   {.second_order = true});
  }
}

TEST(ElementwiseGradientTest, OfAnglesAndTheirKin) {
  for (UnaryOp op : {Acos, Asin, Asinh, Atan, Atanh, Cos, Cosh, Erf, Erfc,
                     Erfinv, Expm1, Log1p, Ndtri, Rint, Sin, Sinh, Tan}) {
    CheckGradients(Apply(op), {Uniform(kDouble, {2, 3}, 0.1, 0.9)},
                   {.second_order = true});
  }
  CheckGradients(Apply(Acosh), {Uniform(kDouble, {2, 3}, 1.5, 4)},
                 {.second_order = true});
}

TEST(ElementwiseGradientTest, OfComplexAngles) {
  for (UnaryOp op : {Acos, Acosh, Asin, Asinh, Atan, Atanh, Cos, Cosh, Expm1,
                     Log1p, Sin, Sinh, Tan}) {
    CheckGradients(Apply(op), {Uniform(kComplex128, {5}, 0.2, 0.9)});
  }
}

TEST(ElementwiseGradientTest, OfFunctionsOfOneComplexArgument) {
  for (UnaryOp op : {Exp, Log, Neg, Reciprocal, Inv, Rsqrt, Sigmoid, Sqrt,
                     Square, Tanh, Conj}) {
    CheckGradients(Apply(op), {Uniform(kComplex128, {5}, 0.4, 2)});
  }
}

TEST(ElementwiseGradientTest, OfNegativeNumbers) {
  for (UnaryOp op : {Abs, Relu, Sign, Square, Tanh, Sigmoid}) {
    CheckGradients(Apply(op), {Uniform(kDouble, {7}, -2, -0.1)});
  }
}

TEST(ElementwiseGradientTest, OfComplexParts) {
  const Tensor z = Uniform(kComplex128, {4}, 0.5, 2);
  CheckGradients(Apply(Real), {z});
  CheckGradients(Apply(Imag), {z});
  CheckGradients(Apply(ComplexAbs), {z});
  CheckGradients(Apply(Angle), {z});
  CheckGradients(Apply(Complex),
                 {Uniform(kDouble, {2, 3}, 0, 1), Uniform(kDouble, {3}, 0, 1)});
}

TEST(ElementwiseGradientTest, OfFunctionsOfTwoArguments) {
  const Tensor x = Uniform(kDouble, {2, 3}, 0.6, 2.4, 1);
  for (BinaryOp op :
       {Add, AddV1, Sub, Mul, RealDiv, Div, DivNoNan, Maximum, Minimum, Pow,
        SquaredDifference, Atan2, Xlogy, Xlog1py, Xdivy, MulNoNan}) {
    for (const Shape& shape : {Shape({2, 3}), Shape({3}), Shape({2, 1}),
                               Shape({1, 1, 3}), Shape()}) {
      const Tensor y = Uniform(kDouble, shape, 0.5, 2.5, 2);
      CheckGradients(Apply(op), {x, y}, {.second_order = true});
      CheckGradients(Apply(op), {y, x});
    }
  }
}

TEST(ElementwiseGradientTest, OfFunctionsOfTwoComplexArguments) {
  const Tensor x = Uniform(kComplex128, {3, 1}, 0.6, 2.4, 1);
  const Tensor y = Uniform(kComplex128, {2}, 0.5, 2.5, 2);
  for (BinaryOp op : {Add, Sub, Mul, RealDiv, Div, DivNoNan, Pow, Xlogy,
                      Xlog1py, Xdivy, MulNoNan}) {
    CheckGradients(Apply(op), {x, y}, {.tolerance = 1e-5});
  }
}

TEST(ElementwiseGradientTest, OfRemainders) {
  for (BinaryOp op : {FloorMod, TruncateMod, Mod}) {
    CheckGradients(Apply(op), {Tensor::Of<double>({3}, {7.3, -7.3, 2.2}),
                               Tensor::Of<double>({1}, {2.1})});
  }
}

TEST(ElementwiseGradientTest, IsNoNaNWhereZeroWins) {
  Graph graph;
  const Output x = Const(graph, {0.0, 2.0});
  const Output y = Const(graph, {0.0, 4.0});
  ASSERT_OK_AND_ASSIGN(const auto gradients,
                       SymbolicGradients({Xlogy(x, y) + Xdivy(x, y)}, {x, y}));
  ExpectClose(Evaluate(gradients[0].dense()),
              MakeTensor(x.dtype(), {2}, {0, std::log(4.0) + 0.25}));
  ExpectClose(Evaluate(gradients[1].dense()),
              MakeTensor(x.dtype(), {2}, {0, 0.5 - 2.0 / 16}));
}

TEST(ElementwiseGradientTest, OfGradientOps) {
  const Tensor y = Uniform(kDouble, {2, 3}, 0.5, 0.9, 1);
  const Tensor dy = Uniform(kDouble, {2, 3}, -1, 1, 2);
  for (BinaryOp op :
       {ReciprocalGrad, InvGrad, RsqrtGrad, SigmoidGrad, SqrtGrad, TanhGrad}) {
    CheckGradients(Apply(op), {y, dy}, {.second_order = true});
  }
  CheckGradients(Apply(ReluGrad), {dy, y});
}

TEST(ElementwiseGradientTest, OfWholePowersOfAnyNumber) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& x) {
        return Pow(x[0], Tensor::Of<double>({3}, {2, 3, 1}));
      },
      {Tensor::Of<double>({3}, {0, -1.5, 0})});
}

TEST(ElementwiseGradientTest, OfChoices) {
  const Tensor t = Uniform(kDouble, {2, 3}, 0, 1, 1);
  for (const Shape& shape :
       {Shape({2, 3}), Shape({3}), Shape({2, 1}), Shape()}) {
    CheckGradients(
        [](const Graph&, const std::vector<Output>& x) {
          return Select(Less(x[0], 0.5), x[0], x[1]);
        },
        {t, Uniform(kDouble, shape, 0, 1, 2)});
  }
  const Tensor e = Uniform(kDouble, {2, 3}, 0, 1, 2);
  for (const Tensor& condition :
       {Tensor::Scalar(true), Tensor::Of<bool>({2}, {true, false}),
        Tensor::Of<bool>({2, 3}, {1, 0, 0, 1, 1, 0})}) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& x) {
          return SelectV1(condition, x[0], x[1]);
        },
        {t, e});
  }
}

TEST(ElementwiseGradientTest, OfSumsOfMany) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& x) {
        return AddN({x[0], x[1], x[0]});
      },
      {Uniform(kDouble, {3}, 0, 1), Uniform(kDouble, {3}, 0, 1)});
}

TEST(ElementwiseGradientTest, OfCasts) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& x) {
        return Cast(Cast(x[0], kComplex128), kDouble);
      },
      {Uniform(kDouble, {3}, 0, 1)});
}

TEST(ElementwiseGradientTest, DoesNotPassThroughSteps) {
  Graph graph;
  const Output x = Placeholder(graph, kDouble, {2});
  const std::vector<Output> steps = {Floor(x), FloorDiv(x, 2.0),
                                     TruncateDiv(x, 2.0),
                                     Cast(Cast(x, kInt32), kDouble)};
  for (const Output& y : steps) {
    ASSERT_OK_AND_ASSIGN(const auto gradients, SymbolicGradients({y}, {x}));
    EXPECT_TRUE(gradients[0].absent()) << y.name();
  }
}

class ElementwiseShapeTest : public testing::Test {
 protected:
  Output Fed(const Shape& shape, DType dtype = kFloat) {
    return Placeholder(graph_, dtype, shape);
  }
  Graph graph_;
};

TEST_F(ElementwiseShapeTest, OfOneArgumentIsItsOwn) {
  EXPECT_EQ(Tanh(Fed({-1, 3})).shape(), Shape({-1, 3}));
  EXPECT_EQ(Real(Fed({2}, kComplex128)).dtype(), kDouble);
  EXPECT_EQ(Cast(Fed({2}), kInt8).dtype(), kInt8);
}

TEST_F(ElementwiseShapeTest, OfTwoArgumentsIsWhatTheyBroadcastTo) {
  EXPECT_EQ(Mul(Fed({-1, 3}), Fed({3})).shape(), Shape({-1, 3}));
  EXPECT_EQ(Add(Fed({2, 1}), Fed({1, 4})).shape(), Shape({2, 4}));
  EXPECT_EQ(Less(Fed({2}), 0.5).dtype(), kBool);
  EXPECT_FALSE(Add(Fed({2, 1}), Fed(Shape::Unknown())).shape().has_rank());
  EXPECT_OK(graph_.status());
}

TEST_F(ElementwiseShapeTest, OfEqualityIsOpenWhereShapesMayNotFit) {
  const EqualAttrs any = {.incompatible_shape_error = false};
  EXPECT_FALSE(Equal(Fed({-1}), Fed({3}), any).shape().has_rank());
  EXPECT_EQ(Equal(Fed({2}), Fed({3}), any).shape(), Shape());
  EXPECT_EQ(Equal(Fed({2, 1}), Fed({3}), any).shape(), Shape({2, 3}));
  EXPECT_OK(graph_.status());
  Equal(Fed({2}), Fed({3}));
  EXPECT_THAT(graph_.status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                        "Incompatible shapes: [2] vs. [3]"));
}

TEST_F(ElementwiseShapeTest, OfAVectorConditionIsThatOfItsRows) {
  EXPECT_EQ(SelectV1(Fed({4}, kBool), Fed({-1, 3}), Fed({-1, 3})).shape(),
            Shape({4, 3}));
  EXPECT_EQ(Select(Fed({4, 1}, kBool), Fed({3}), Fed({})).shape(),
            Shape({4, 3}));
  EXPECT_OK(graph_.status());
}

TEST_F(ElementwiseShapeTest, RefusesTypesThatAnOpDoesNotTake) {
  Floor(Fed({2}, kInt32));
  EXPECT_THAT(graph_.status(),
              StatusIs(absl::StatusCode::kInvalidArgument, "Floor"));
}

TEST_F(ElementwiseShapeTest, RefusesInputsOfTwoTypes) {
  Add(Fed({2}, kInt32), Fed({2}, kFloat));
  EXPECT_THAT(graph_.status(), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace thalweg
