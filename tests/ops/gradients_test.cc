#include "thalweg/ops/gradients.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/tanh.h"
#include "thalweg/ops/operators.h"
#include "thalweg/ops/state/read_variable.h"
#include "thalweg/ops/state/variable.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

// An op that says nothing of its gradient, as none of ours may.
const OpRegistration kSilentOp = OpSchema("TestWithoutGradient")
                                     .Input("x", "T")
                                     .Output("y", "T")
                                     .Attr("T", kAnyType)
                                     .Shape(SameAsInput);

Output Silent(const Output& x) { return Build(kSilentOp, {x}); }

Tensor Doubles(std::initializer_list<double> values) {
  return Tensor::Of<double>({static_cast<int64_t>(values.size())}, values);
}

class GradientsTest : public testing::Test {
 protected:
  Output Vector(int64_t n) { return Placeholder(graph_, kDouble, {n}); }
  Graph graph_;
};

TEST_F(GradientsTest, SumsOverAllWaysToAnX) {
  const Output x = Vector(2);
  ASSERT_OK_AND_ASSIGN(const auto gradients,
                       Gradients({x * x + 3 * x + Square(x)}, {x}));
  ExpectEqual(Evaluate(gradients[0], {{x, Doubles({2, 5})}}),
              Doubles({11, 23}));
}

TEST_F(GradientsTest, BuildsNothingForInputsThatNoXLeadsTo) {
  const Output x = Vector(2);
  const Output y = Vector(2);
  for (const Output& product : {x * y, y * x, x / y}) {
    const int before = graph_.num_nodes();
    ASSERT_OK(Gradients({product}, {x}));
    // The gradient of the product, a vector of ones, and one op more.
    EXPECT_LE(graph_.num_nodes() - before, 3) << product.name();
  }
}

TEST_F(GradientsTest, AddsUpSeveralYs) {
  const Output x = Vector(1);
  ASSERT_OK_AND_ASSIGN(const auto gradients,
                       Gradients({2 * x, 3 * x, x, x}, {x}));
  ExpectEqual(Evaluate(gradients[0], {{x, Doubles({1})}}), Doubles({7}));
}

TEST_F(GradientsTest, GoesOnThroughAnXToAnother) {
  const Output x = Vector(1);
  const Output middle = 3 * x;
  const Output y = Square(middle);
  ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({y}, {middle, x, y}));
  const Feeds feeds = {{x, Doubles({2})}};
  ExpectEqual(Evaluate(gradients[0], feeds), Doubles({12}));
  ExpectEqual(Evaluate(gradients[1], feeds), Doubles({36}));
  ExpectEqual(Evaluate(gradients[2], feeds), Doubles({1}));
}

TEST_F(GradientsTest, StartsFromTheGradientsGiven) {
  const Output x = Vector(2), seed = Vector(2);
  ASSERT_OK_AND_ASSIGN(const auto gradients,
                       Gradients({4 * x, x}, {x}, {seed, Output()}));
  ExpectEqual(
      Evaluate(gradients[0], {{x, Doubles({0, 0})}, {seed, Doubles({1, 10})}}),
      Doubles({5, 41}));
}

TEST_F(GradientsTest, GivesHigherOrders) {
  const Output x = Vector(1);
  Output y = x * x * x * x;
  for (const double derivative : {32.0, 48.0, 48.0, 24.0}) {
    ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({y}, {x}));
    y = gradients[0];
    ExpectEqual(Evaluate(y, {{x, Doubles({2})}}), Doubles({derivative}));
  }
}

TEST_F(GradientsTest, AgreesWithDifferencesThroughABranchedGraph) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& in) {
        const Output h = Tanh(in[0] * in[1]);
        return Exp(h) * in[0] + h;
      },
      {Uniform(kDouble, {3}, -1, 1), Uniform(kDouble, {3}, -1, 1, 2)},
      {.second_order = true});
}

TEST_F(GradientsTest, IsAbsentWhereNoYDependsOnAnX) {
  const Output x = Vector(1), other = Vector(1);
  ASSERT_OK_AND_ASSIGN(const auto values,
                       SymbolicGradients({2 * x}, {other, x}));
  EXPECT_TRUE(values[0].absent());
  EXPECT_FALSE(values[1].absent());
  EXPECT_THAT(Gradients({2 * x}, {other.Named("other")}),
              StatusIs(kInvalidArgument,
                       "Cannot compute the partial derivative for node "
                       "'other' as it's unreachable from the output "
                       "node(s)."));
}

TEST_F(GradientsTest, EndsAtStopGradientAndIntegers) {
  const Output x = Vector(1);
  const Output y = x * StopGradient(x) + Cast(Cast(x, kInt32), kDouble) * x;
  ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({y}, {x}));
  ExpectEqual(Evaluate(gradients[0], {{x, Doubles({3})}}), Doubles({6}));
  ASSERT_OK_AND_ASSIGN(
      const auto none,
      SymbolicGradients({Cast(Cast(x, kInt32), kDouble)}, {x}));
  EXPECT_TRUE(none[0].absent());
}

TEST_F(GradientsTest, AMissingGradientNamesTheOpAndThePath) {
  const Output x = Vector(1).Named("x");
  const Output middle = Silent(2 * x).Named("middle");
  const Output y = Square(middle).Named("y");
  EXPECT_THAT(Gradients({y}, {x}), StatusIs(kNotFound,
                                            "No gradient defined for op: "
                                            "TestWithoutGradient"));
  EXPECT_THAT(Gradients({y}, {x}),
              StatusIs(kNotFound, "on the path y <- middle <- Mul <- x"));
  EXPECT_OK(graph_.status());
}

TEST_F(GradientsTest, AMissingGradientOffThePathDoesNotMatter) {
  const Output x = Vector(1), other = Vector(1);
  EXPECT_OK(Gradients({x * Silent(other)}, {x}));
}

TEST_F(GradientsTest, ALongPathIsShownByItsEnds) {
  const Output x = Vector(1).Named("x");
  Output y = Silent(x);
  for (int i = 0; i < 100; ++i) y = Identity(y);
  const auto result = Gradients({y}, {x});
  EXPECT_THAT(result, StatusIs(kNotFound, " <- ... <- "));
  EXPECT_TRUE(absl::EndsWith(result.status().message(),
                             "Identity <- TestWithoutGradient <- x"));
}

TEST_F(GradientsTest, PutsItsNodesUnderAScope) {
  const Output x = Vector(1);
  const Output y = Square(x).Named("y");
  for (const char* scope : {"gradients/y_grad/", "gradients_1/y_grad/"}) {
    ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({y}, {x}));
    EXPECT_TRUE(absl::StartsWith(gradients[0].name(), scope))
        << gradients[0].name();
  }
}

TEST_F(GradientsTest, KnowsTheShapesOfWhatItDifferentiatesBy) {
  const Output x = Placeholder(graph_, kDouble, {2, 3});
  const Output unknown = Placeholder(graph_, kDouble);
  ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({x * unknown}, {x}));
  EXPECT_EQ(gradients[0].shape(), Shape({2, 3}));
}

TEST_F(GradientsTest, RefusesBadArguments) {
  const Output x = Vector(2);
  const Output integers = Placeholder(graph_, kInt32, {2}).Named("n");
  EXPECT_THAT(Gradients({}, {x}), StatusIs(kInvalidArgument, "no ys"));
  EXPECT_THAT(Gradients({integers}, {x}),
              StatusIs(kInvalidArgument, "n:0, is int32"));
  EXPECT_THAT(Gradients({x}, {integers}),
              StatusIs(kInvalidArgument, "unreachable"));
  EXPECT_THAT(Gradients({x}, {Output()}),
              StatusIs(kInvalidArgument, "xs[0] is an invalid Output"));
  EXPECT_THAT(Gradients({x}, {x}, {x, x}),
              StatusIs(kInvalidArgument, "1 ys but 2 grad_ys"));
  EXPECT_THAT(Gradients({x}, {x}, {Vector(3)}),
              StatusIs(kInvalidArgument, "double [3], expected double [2]"));
  EXPECT_THAT(Gradients({x}, {x}, {integers}),
              StatusIs(kInvalidArgument, "is int32 [2], expected double [2]"));
  Graph other;
  EXPECT_THAT(Gradients({x}, {Placeholder(other, kDouble)}),
              StatusIs(kInvalidArgument, "of another graph"));
  const Output z = Placeholder(graph_, kComplex64, {1});
  EXPECT_THAT(Gradients({z}, {z}),
              StatusIs(kInvalidArgument,
                       "Gradients of complex tensors must set grad_ys"));
  EXPECT_OK(Gradients({z}, {z}, {z}));
}

TEST_F(GradientsTest, ReportsTheGraphsOwnError) {
  const Output x = Vector(2);
  const Output bad = x + Vector(3);
  EXPECT_THAT(Gradients({bad}, {x}),
              StatusIs(kInvalidArgument, "Incompatible shapes"));
}

TEST_F(GradientsTest, GathersAreSlicesUntilADenseOneIsAsked) {
  const Output x = Placeholder(graph_, kDouble, {3, 2});
  const Output rows = Gather(x, {2, 0, 2}, 0);
  ASSERT_OK_AND_ASSIGN(const auto values, SymbolicGradients({rows}, {x}));
  ASSERT_TRUE(values[0].is_sparse());
  ASSERT_OK_AND_ASSIGN(const auto dense, Gradients({rows}, {x}));
  ExpectEqual(Evaluate(dense[0], {{x, Uniform(kDouble, {3, 2}, -1, 1)}}),
              Tensor::Of<double>({3, 2}, {1, 1, 0, 0, 2, 2}));
}

TEST_F(GradientsTest, JoinsSlicesAndMixesThemWithDenseOnes) {
  const Output x = Placeholder(graph_, kDouble, {3});
  const Tensor long_indices = Tensor::Of<int64_t>({1}, {2});
  const Output a = Gather(x, {1, 1}, 0), b = Gather(x, long_indices, 0);
  const Feeds feeds = {{x, Doubles({1, 2, 3})}};
  ASSERT_OK_AND_ASSIGN(const auto sparse, SymbolicGradients({a, 5 * b}, {x}));
  ASSERT_TRUE(sparse[0].is_sparse());
  EXPECT_EQ(sparse[0].sparse().indices.dtype(), kInt64);
  EXPECT_EQ(sparse[0].sparse().indices.shape(), Shape({3}));
  ExpectEqual(Evaluate(sparse[0].dense(), feeds), Doubles({0, 2, 5}));
  ASSERT_OK_AND_ASSIGN(const auto mixed, Gradients({a, 5 * b, x}, {x}));
  ExpectEqual(Evaluate(mixed[0], feeds), Doubles({1, 3, 6}));
}

TEST_F(GradientsTest, IsByEveryReadOfAVariable) {
  for (const bool reference : {false, true}) {
    const Output w = Variable(graph_, Doubles({3}), {.reference = reference});
    const Output state(graph_, FindVariable(w)->variable, 0);
    const Output again =
        reference ? Identity(state) : ReadVariableOp(state, kDouble);
    const Output y = w * again + 2 * w;
    ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({y}, {state, w}));
    Evaluator evaluator;
    ASSERT_OK(evaluator.Run({}, {}, {graph_.Initializer()}));
    ExpectEqual(evaluator.Run(gradients[0]), Doubles({8}));
    ExpectEqual(evaluator.Run(gradients[1]), Doubles({5}));
  }
}

TEST_F(GradientsTest, GivesAnUnreadOutputNothing) {
  const Output x = Placeholder(graph_, kDouble, {2, 2});
  const Operation rows = Unpack(x, 2);
  ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({rows[1]}, {x}));
  ExpectEqual(Evaluate(gradients[0], {{x, Uniform(kDouble, {2, 2}, 0, 1)}}),
              Tensor::Of<double>({2, 2}, {0, 0, 1, 1}));
}

TEST_F(GradientsTest, WalksALongChainWithoutRecursion) {
  const Output x = Vector(1);
  Output y = x;
  for (int i = 0; i < 20000; ++i) y = -y;
  ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({y}, {x}));
  ExpectEqual(Evaluate(gradients[0], {{x, Doubles({1})}}), Doubles({1}));
}

TEST_F(GradientsTest, VisitsADiamondLadderOnce) {
  // 2^60 paths.
  const Output x = Vector(1);
  Output y = x;
  for (int i = 0; i < 60; ++i) y = y + y;
  ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({y}, {x}));
  ExpectEqual(Evaluate(gradients[0], {{x, Doubles({1})}}), Doubles({0x1p60}));
}

}  // namespace
}  // namespace thalweg
