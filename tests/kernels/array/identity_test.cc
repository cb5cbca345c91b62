#include "thalweg/ops/array/identity.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/control/no_op.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
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

}  // namespace
}  // namespace thalweg
