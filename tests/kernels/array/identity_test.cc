#include "thalweg/ops/array/identity.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/ensure_shape.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/control/no_op.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/mul.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(ConstKernelTest, GivesItsTensor) {
  Graph graph;
  ExpectEqual(Evaluate(Const(graph, {1, 2, 3})),
              Tensor::Of<int32_t>({3}, {1, 2, 3}));
  ExpectEqual(Evaluate(Const(graph, 0.5)), Tensor::Scalar(0.5f));
  ExpectEqual(Evaluate(Const(graph, "text")),
              Tensor::Scalar<std::string>("text"));
  ExpectEqual(Evaluate(Const(graph, true), {}, {.planned = true}),
              Tensor::Scalar(true));
}

TEST(PlaceholderKernelTest, MustBeFed) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 2}).Named("x");
  EXPECT_THAT(Evaluate(Identity(x)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "You must feed a value for placeholder tensor 'x' with "
                       "dtype float and shape [?,2]"));
}

TEST(PlaceholderWithDefaultKernelTest, GivesTheDefaultOrWhatIsFed) {
  Graph graph;
  const Output x = PlaceholderWithDefault(Const(graph, {1, 2}), {-1});
  ExpectEqual(Evaluate(Identity(x)), Tensor::Of<int32_t>({2}, {1, 2}));
  const Tensor fed = Tensor::Of<int32_t>({3}, {3, 4, 5});
  ExpectEqual(Evaluate(Identity(x), {{x, fed}}), fed);
}

TEST(IdentityKernelTest, GivesItsInput) {
  for (DType dtype : {kBool, kFloat, kComplex128, kString, kQint8}) {
    const Tensor input = Counting(dtype, {2, 3});
    ExpectEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return Identity(in[0]);
        },
        {input}, input);
    ExpectEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return StopGradient(in[0]);
        },
        {input}, input);
  }
}

TEST(IdentityKernelTest, SharesTheBuffer) {
  Graph graph;
  const Output y = Identity(Placeholder(graph, kFloat));
  const KernelInfo info(y.node(), nullptr, nullptr, {});
  ASSERT_OK_AND_ASSIGN(const auto kernel, KernelRegistry::Create(info, "CPU"));
  Tensor input = Counting(kFloat, {3});
  Tensor output;
  Tensor* const inputs[] = {&input};
  Tensor* const outputs[] = {&output};
  const DType dtype = kFloat;
  KernelContext context(inputs, outputs, /*planned=*/0, &dtype, nullptr,
                        nullptr);
  ASSERT_OK(kernel->Compute(context));
  EXPECT_EQ(output.raw(), input.raw());
  ExpectEqual(output, input);
}

TEST(ShapeKernelTest, GivesDimensionsRankAndSize) {
  const Tensor input = Counting(kFloat, {2, 0, 5});
  ExpectEveryWay([](const Graph&,
                    const std::vector<Output>& in) { return ShapeOf(in[0]); },
                 {input}, Tensor::Of<int32_t>({3}, {2, 0, 5}));
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return ShapeOf(in[0], {.out_type = kInt64});
      },
      {input}, Tensor::Of<int64_t>({3}, {2, 0, 5}));
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) { return Rank(in[0]); },
      {input}, Tensor::Scalar<int32_t>(3));
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return Size(in[0], {.out_type = kInt64});
      },
      {Counting(kString, {2, 3})}, Tensor::Scalar<int64_t>(6));
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) -> Output {
        return ShapeN(in)[1];
      },
      {input, Counting(kFloat, {})}, Tensor::Of<int32_t>({0}, {}));
}

TEST(NoOpKernelTest, RunsWhatItGroups) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat).Named("x");
  const Output y = Identity(x);
  const Operation group = Group(graph, {y});
  Evaluator evaluator;
  EXPECT_OK(evaluator.Run({{x, Tensor::Scalar(1.0f)}}, {}, {group}));
  EXPECT_THAT(evaluator.Run({}, {}, {group}),
              StatusIs(absl::StatusCode::kInvalidArgument, "'x'"));
  EXPECT_OK(evaluator.Run({}, {}, {NoOp(graph)}));
}

TEST(IdentityKernelTest, OfEveryKindGivesItsInput) {
  for (Output (*op)(Input) : {&Snapshot, &GuaranteeConst, &DeepCopy}) {
    for (DType dtype : {kBool, kFloat, kComplex128, kString, kQint8}) {
      const Tensor input = Counting(dtype, {2, 3});
      ExpectEveryWay([op](const Graph&,
                          const std::vector<Output>& in) { return op(in[0]); },
                     {input}, input);
    }
  }
}

TEST(IdentityNKernelTest, GivesAllItsInputs) {
  for (int i : {0, 1}) {
    const Tensor inputs[] = {Counting(kString, {2}), Counting(kHalf, {3, 1})};
    ExpectEveryWay(
        [i](const Graph&, const std::vector<Output>& in) {
          return IdentityN(in)[i];
        },
        {inputs[0], inputs[1]}, inputs[i]);
  }
}

TEST(IdentityNKernelTest, PassesEachGradientOn) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& in) {
        const Operation same = IdentityN({in[0], in[1]});
        return Mul(same[0], Mul(same[1], same[1]));
      },
      {Uniform(kDouble, {3}, 0, 1), Uniform(kDouble, {3}, 0, 1)},
      {.second_order = true});
  CheckGradients(
      [](const Graph&, const std::vector<Output>& in) {
        return IdentityN({in[0], in[1]})[1];
      },
      {Uniform(kDouble, {3}, 0, 1), Uniform(kDouble, {2}, 0, 1)});
}

TEST(PreventGradientTest, RefusesTheGradientWithItsMessage) {
  Graph graph;
  const Output x = Const(graph, 2.0f);
  const Output y = PreventGradient(x, {.message = "on purpose"});
  ExpectEqual(Evaluate(y), Tensor::Scalar(2.0f));
  EXPECT_THAT(SymbolicGradients({y}, {x}),
              StatusIs(absl::StatusCode::kNotFound,
                       "Gradient explicitly disabled. Reason: on purpose"));
}

TEST(GuaranteeConstTest, RefusesResources) {
  Graph graph;
  GuaranteeConst(Placeholder(graph, kResource));
  EXPECT_THAT(graph.status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Input tensor cannot be a resource variable handle."));
}

TEST(PlaceholderV2KernelTest, MustBeFed) {
  Graph graph;
  const Output x = PlaceholderV2(graph, kFloat, {2}).Named("x");
  EXPECT_EQ(x.shape(), Shape({2}));
  EXPECT_THAT(Evaluate(Identity(x)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "You must feed a value for placeholder tensor 'x' with "
                       "dtype float and shape [2]"));
  const Tensor fed = Tensor::Of<float>({2}, {1, 2});
  ExpectEqual(Evaluate(Identity(x), {{x, fed}}), fed);
}

TEST(EnsureShapeKernelTest, PassesOnWhatHasTheShape) {
  for (DType dtype : {kFloat, kString, kBool}) {
    const Tensor input = Counting(dtype, {2, 3});
    for (const Shape& shape :
         {Shape({2, 3}), Shape({-1, 3}), Shape::Unknown()}) {
      ExpectEveryWay(
          [&](const Graph&, const std::vector<Output>& in) {
            return EnsureShape(in[0], shape);
          },
          {input}, input);
    }
  }
}

TEST(EnsureShapeKernelTest, RefusesWhatHasAnother) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat).Named("x");
  EXPECT_THAT(Evaluate(EnsureShape(x, {3, -1}),
                       {{x, Tensor::Of<float>({2, 1}, {1, 2})}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Shape of tensor x [2,1] is not compatible with "
                       "expected shape [3,?]."));
  EXPECT_OK(graph.status());
  EnsureShape(Const(graph, {1, 2}), {3});
  EXPECT_THAT(graph.status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                       "Dimension 0 in both shapes"));
}

TEST(EnsureShapeKernelTest, TellsTheShapeOfWhatIsUnknown) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 4});
  EXPECT_EQ(EnsureShape(x, {2, -1}).shape(), Shape({2, 4}));
}

}  // namespace
}  // namespace thalweg
