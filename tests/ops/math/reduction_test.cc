#include "thalweg/ops/math/reduction.h"

#include <functional>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/operators.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Wrapper = Output (*)(Input, Input, ReductionAttrs);

Shape SumShape(const Shape& input, Input axes, bool keep_dims = false) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, input);
  return Sum(x, axes, {.keep_dims = keep_dims}).shape();
}

TEST(ReductionOpTest, ShapesLeaveOutTheAxes) {
  EXPECT_EQ(SumShape({2, 3, 4}, {0, -1}), (Shape{3}));
  EXPECT_EQ(SumShape({2, 3, 4}, {0, -1}, true), (Shape{1, 3, 1}));
  EXPECT_EQ(SumShape({-1, 3}, 1), (Shape{-1}));
  EXPECT_EQ(SumShape({-1, 3}, {0, 1}), Shape());
  EXPECT_EQ(SumShape({2, 3}, Input(std::vector<int64_t>())), (Shape{2, 3}));
  EXPECT_EQ(SumShape(Shape::Unknown(), {0}).rank(), -1);
}

TEST(ReductionOpTest, UnknownAxesLeaveAsMuchOfTheShapeAsIsKnown) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {2, 3, 4});
  const Output two = Placeholder(graph, kInt32, {2});
  const Output any = Placeholder(graph, kInt32, {-1});
  EXPECT_EQ(Sum(x, two).shape(), Shape::OfRank(1));
  EXPECT_EQ(Sum(x, two, {.keep_dims = true}).shape(), Shape::OfRank(3));
  EXPECT_EQ(Sum(x, any).shape().rank(), -1);
  ASSERT_OK(graph.status());
}

TEST(ReductionOpTest, WithoutAxesAllAreReduced) {
  for (const Shape& shape : {Shape({2, 2}), Shape({-1, 2}), Shape::Unknown()}) {
    Graph graph;
    const Output x = Placeholder(graph, kFloat, shape);
    const Tensor value = MakeTensor(kFloat, {2, 2}, {1, 2, 3, 5});
    ExpectEqual(Evaluate(Sum(x), {{x, value}}), Tensor::Scalar(11.0f));
    ExpectEqual(Evaluate(Mean(x), {{x, value}}), Tensor::Scalar(2.75f));
    ExpectEqual(Evaluate(Max(x), {{x, value}}), Tensor::Scalar(5.0f));
    ExpectEqual(Evaluate(Min(x), {{x, value}}), Tensor::Scalar(1.0f));
    ExpectEqual(Evaluate(Prod(x), {{x, value}}), Tensor::Scalar(30.0f));
  }
}

void ExpectRefused(Input axes, const std::string& message) {
  Graph graph;
  Sum(Placeholder(graph, kFloat, {2, 3}), axes);
  EXPECT_THAT(graph.status(),
              StatusIs(absl::StatusCode::kInvalidArgument, message));
}

TEST(ReductionOpTest, BadAxesAreRefusedWhileBuilding) {
  ExpectRefused({0, 0},
                "Invalid reduction arguments: Axes contains duplicate "
                "dimension: 0");
  ExpectRefused({1, -1},
                "Invalid reduction arguments: Axes contains duplicate "
                "dimension: 1");
  ExpectRefused({2},
                "Invalid reduction dimension 2 for input with 2 dimensions.");
  ExpectRefused(-3,
                "Invalid reduction dimension -3 for input with 2 dimensions.");
  ExpectRefused(Tensor::Of<int32_t>({1, 1}, {0}),
                "Shape must be at most rank 1 but is rank 2");
}

TEST(ReductionOpTest, ValuesOfShapesAreFollowed) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {2, 3, 4});
  const Output shape = ShapeOf(x);
  auto known = [](const Output& y) { return y.node()->output_value(0); };
  ASSERT_NE(known(Prod(shape, {0})), nullptr);
  EXPECT_EQ(known(Prod(shape, {0}))->elements, std::vector<int64_t>{24});
  EXPECT_EQ(known(Sum(shape, 0))->elements, std::vector<int64_t>{9});
  EXPECT_EQ(known(Max(shape, 0))->elements, std::vector<int64_t>{4});
  EXPECT_EQ(known(Min(shape, 0))->elements, std::vector<int64_t>{2});
  const Output flat = Reshape(x, Reshape(Prod(shape, {0}), {1}));
  EXPECT_EQ(flat.shape(), (Shape{24}));
}

TEST(ReductionOpTest, ReductionsOfNoValuesAreFollowedWhereTheyAreSmall) {
  Graph graph;
  const Output none = Const(graph, Tensor::Vector<int64_t>({}));
  auto known = [](const Output& y) {
    const PartialValue* value = y.node()->output_value(0);
    return value != nullptr && value->IsKnown();
  };
  EXPECT_EQ(Prod(none, {0}).node()->output_value(0)->elements,
            std::vector<int64_t>{1});
  EXPECT_FALSE(known(Max(none, {0})));
  EXPECT_FALSE(known(Min(none, {0})));
}

TEST(ReductionOpTest, AProductTooLargeForItsDtypeIsNotFollowed) {
  Graph graph;
  const Output x = Const(graph, Tensor::Vector<int32_t>({65536, 65536}));
  const PartialValue* value = Prod(x, {0}).node()->output_value(0);
  EXPECT_TRUE(value == nullptr || !value->IsKnown());
}

void CheckReduction(Wrapper wrapper, const Tensor& x, Input axes,
                    bool keep_dims, GradientCheckOptions options = {}) {
  CheckGradients(
      [&](const Graph&, const std::vector<Output>& inputs) {
        return wrapper(inputs[0], axes, {.keep_dims = keep_dims});
      },
      {x}, options);
}

TEST(ReductionGradientTest, AgreesWithDifferences) {
  const Tensor x = Uniform(kDouble, {2, 3, 4}, 0.5, 1.5);
  for (Wrapper wrapper : {Wrapper(&Sum), Wrapper(&Mean), Wrapper(&Max),
                          Wrapper(&Min), Wrapper(&Prod)}) {
    for (bool keep_dims : {false, true}) {
      CheckReduction(wrapper, x, {1}, keep_dims);
      CheckReduction(wrapper, x, {0, 2}, keep_dims);
      CheckReduction(wrapper, x, -1, keep_dims);
      CheckReduction(wrapper, x, {2, 0, 1}, keep_dims);
      CheckReduction(wrapper, x, Input(std::vector<int64_t>()), keep_dims);
    }
    CheckReduction(wrapper, Uniform(kDouble, {}, 0.5, 1.5),
                   Input(std::vector<int64_t>()), false);
  }
}

TEST(ReductionGradientTest, AgreesWithDifferencesWhereAxesAreNotKnown) {
  const Tensor x = Uniform(kDouble, {2, 3, 2}, 0.5, 1.5);
  for (Wrapper wrapper :
       {Wrapper(&Sum), Wrapper(&Mean), Wrapper(&Max), Wrapper(&Prod)}) {
    for (bool as_vector : {false, true}) {
      CheckGradients(
          [&](const Graph&, const std::vector<Output>& inputs) {
            // The middle axis, as nobody can know before the rank is.
            Output axis = Rank(inputs[0]) - 5;
            if (as_vector) axis = Reshape(axis, {1});
            return wrapper(inputs[0], axis, {});
          },
          {x});
    }
  }
}

TEST(ReductionGradientTest, AgreesWithDifferencesOfComplexNumbers) {
  const Tensor x = Uniform(kComplex128, {2, 3}, 0.5, 1.5);
  CheckReduction(&Sum, x, {1}, false);
  CheckReduction(&Mean, x, {0}, false);
}

TEST(ReductionGradientTest, OfProdIsExactWhereElementsAreZero) {
  const Tensor x =
      MakeTensor(kDouble, {3, 3}, {0, 2, 3, 4, 0, 0, 1.5, 2.5, 3.5});
  CheckReduction(&Prod, x, {1}, false);
  CheckReduction(&Prod, x, {0}, true);
  CheckReduction(&Prod, x, {0, 1}, false);
}

TEST(ReductionGradientTest, OfMaxIsSharedEvenlyByTies) {
  Graph graph;
  const Output x = Const(graph, MakeTensor(kFloat, {4}, {3, 1, 3, 2}));
  ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({Max(x, {0})}, {x}));
  ExpectEqual(Evaluate(gradients[0]),
              MakeTensor(kFloat, {4}, {0.5, 0, 0.5, 0}));
}

TEST(ReductionGradientTest, SecondOrderAgreesWithDifferences) {
  const Tensor x = Uniform(kDouble, {2, 3}, 0.5, 1.5);
  for (Wrapper wrapper : {Wrapper(&Sum), Wrapper(&Mean), Wrapper(&Prod)}) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& inputs) {
          return wrapper(inputs[0] * inputs[0], {1}, {});
        },
        {x}, {.tolerance = 1e-5, .second_order = true});
  }
}

TEST(ReductionGradientTest, OfNoElementsIsEmpty) {
  for (Wrapper wrapper :
       {Wrapper(&Sum), Wrapper(&Mean), Wrapper(&Max), Wrapper(&Prod)}) {
    CheckReduction(wrapper, MakeTensor(kDouble, {2, 0}, {}), {0}, false);
  }
  CheckReduction(&Sum, MakeTensor(kDouble, {2, 0}, {}), {1}, false);
}

}  // namespace
}  // namespace thalweg
