#include "thalweg/ops/state/resource_gather.h"

#include <gtest/gtest.h>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/gather_nd.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/state/assign_variable.h"
#include "thalweg/ops/state/var_handle.h"
#include "thalweg/ops/state/variable_shape.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

class ResourceGatherTest : public testing::Test {
 protected:
  // A variable with this value, of which the graph knows only `declared`.
  Output Variable(const Tensor& value, const Shape& declared) {
    const Output handle = VarHandleOp(graph_, value.dtype(), declared);
    EXPECT_OK(evaluator_.Run({}, {}, {AssignVariableOp(handle, value)}));
    return handle;
  }

  Graph graph_;
  Evaluator evaluator_;
};

TEST_F(ResourceGatherTest, AgreesWithGatherOfTheValue) {
  const Tensor value = Uniform(kFloat, {2, 3, 2}, -1, 1);
  const Tensor indices = Tensor::Of<int64_t>({2, 2}, {1, 0, 1, 1});
  for (const Shape& declared :
       {value.shape(), Shape{-1, 3, -1}, Shape::Unknown()}) {
    const Output handle = Variable(value, declared);
    for (int64_t batch : {0, 1}) {
      const Output y =
          ResourceGather(handle, indices, kFloat, {.batch_dims = batch});
      const Output expected = Gather(Const(graph_, value), indices,
                                     static_cast<int>(batch), {batch});
      ASSERT_OK_AND_ASSIGN(const Tensor tensor, evaluator_.Run(expected));
      ExpectEqual(evaluator_.Run(y), tensor);
    }
    const Tensor tuples = Tensor::Of<int32_t>({2, 2}, {1, 2, 0, 0});
    ASSERT_OK_AND_ASSIGN(
        const Tensor slices,
        evaluator_.Run(GatherNd(Const(graph_, value), tuples)));
    ExpectEqual(evaluator_.Run(ResourceGatherNd(handle, tuples, kFloat)),
                slices);
  }
}

TEST_F(ResourceGatherTest, TakesEveryDtype) {
  for (DType dtype : {kHalf, kBool, kInt8, kComplex128, kUint64}) {
    const Tensor value = MakeTensor(dtype, {3}, {1, 0, 1});
    const Output handle = Variable(value, {3});
    ExpectEqual(evaluator_.Run(ResourceGather(
                    handle, Tensor::Vector<int32_t>({2, 1}), dtype)),
                MakeTensor(dtype, {2}, {1, 0}));
  }
  const Output names = Variable(Tensor::Vector<std::string>({"a", "b"}), {2});
  ExpectEqual(evaluator_.Run(
                  ResourceGather(names, Tensor::Vector<int32_t>({1}), kString)),
              Tensor::Vector<std::string>({"b"}));
}

TEST_F(ResourceGatherTest, ShapesFollowTheDeclaration) {
  const Output indices = Placeholder(graph_, kInt32, {-1, 4});
  const Output handle = VarHandleOp(graph_, kFloat, {10, 3});
  EXPECT_EQ(ResourceGather(handle, indices, kFloat).shape(), (Shape{-1, 4, 3}));
  EXPECT_EQ(VariableShape(handle).shape(), (Shape{2}));
  EXPECT_FALSE(
      ResourceGather(Placeholder(graph_, kResource, {}), indices, kFloat)
          .shape()
          .has_rank());
}

TEST_F(ResourceGatherTest, MalformedInputsAreRefused) {
  const Output handle = Variable(MakeTensor(kFloat, {2}, {1, 2}), {2});
  EXPECT_THAT(evaluator_.Run(ResourceGather(
                  handle, Tensor::Vector<int32_t>({0, 2}), kFloat)),
              StatusIs(kInvalidArgument, "indices[1] = 2 is not in [0, 2)"));
  EXPECT_THAT(evaluator_.Run(ResourceGatherNd(
                  handle, Tensor::Of<int32_t>({1, 1}, {-1}), kFloat)),
              StatusIs(kInvalidArgument, "does not index into"));
  const Output scalar = Variable(Tensor::Scalar(1.0f), Shape::Unknown());
  EXPECT_THAT(evaluator_.Run(
                  ResourceGather(scalar, Tensor::Vector<int32_t>({0}), kFloat)),
              StatusIs(kInvalidArgument, "at least 1 dimensional"));
  const Output empty = VarHandleOp(graph_, kFloat, {2}).Named("empty");
  EXPECT_THAT(evaluator_.Run(
                  ResourceGather(empty, Tensor::Vector<int32_t>({0}), kFloat)),
              StatusIs(kFailedPrecondition, "empty"));
  ResourceGather(handle, Tensor::Vector<int32_t>({0}), kInt32);
  EXPECT_THAT(graph_.status(), StatusIs(kInvalidArgument, "wrong dtype"));
}

TEST_F(ResourceGatherTest, ABatchNeedsDimensionsInFront) {
  const Output handle = VarHandleOp(graph_, kFloat, {2});
  ResourceGather(handle, Tensor::Vector<int32_t>({0}), kFloat,
                 {.batch_dims = -1});
  EXPECT_THAT(graph_.status(),
              StatusIs(kInvalidArgument, "batch_dims must not be negative"));
}

TEST_F(ResourceGatherTest, VariableShapeTellsWhatTheRunFinds) {
  const Output handle =
      Variable(Uniform(kFloat, {4, 0, 3}, 0, 1), Shape::Unknown());
  ExpectEqual(evaluator_.Run(VariableShape(handle)),
              Tensor::Vector<int32_t>({4, 0, 3}));
  ExpectEqual(evaluator_.Run(VariableShape(handle, {.out_type = kInt64})),
              Tensor::Vector<int64_t>({4, 0, 3}));
  const Output empty = VarHandleOp(graph_, kFloat, {2});
  EXPECT_THAT(evaluator_.Run(VariableShape(empty)),
              StatusIs(kFailedPrecondition, ""));
}

// ---- Gradients ----

TEST_F(ResourceGatherTest, GradientsAreSlicesOfTheVariable) {
  const Tensor value = Uniform(kDouble, {4, 2}, -1, 1);
  for (const Shape& declared : {value.shape(), Shape::Unknown()}) {
    const Output handle = Variable(value, declared);
    const Tensor indices = Tensor::Of<int32_t>({2, 2}, {3, 0, 3, 3});
    const Output y = Sum(Square(ResourceGather(handle, indices, kDouble)));
    ASSERT_OK_AND_ASSIGN(const auto gradients,
                         SymbolicGradients({y}, {handle}));
    ASSERT_TRUE(gradients[0].is_sparse());
    ExpectEqual(evaluator_.Run(gradients[0].sparse().indices),
                Tensor::Vector<int32_t>({3, 0, 3, 3}));
    const double* v = value.data<double>();
    ExpectClose(
        evaluator_.Run(gradients[0].dense()),
        MakeTensor(kDouble, {4, 2},
                   {2 * v[0], 2 * v[1], 0, 0, 0, 0, 6 * v[6], 6 * v[7]}),
        1e-12);
  }
}

TEST_F(ResourceGatherTest, GradientsOfBatchesAndTuplesAddUp) {
  const Tensor value = Uniform(kDouble, {2, 3}, -1, 1);
  const double* v = value.data<double>();
  const Output handle = Variable(value, {-1, 3});
  const Output batches = Sum(Square(ResourceGather(
      handle, Tensor::Of<int32_t>({2, 2}, {0, 0, 2, 1}), kDouble, {1})));
  ASSERT_OK_AND_ASSIGN(auto gradients, Gradients({batches}, {handle}));
  ExpectClose(
      evaluator_.Run(gradients[0]),
      MakeTensor(kDouble, {2, 3}, {4 * v[0], 0, 0, 0, 2 * v[4], 2 * v[5]}),
      1e-12);
  const Output tuples = Sum(Square(ResourceGatherNd(
      handle, Tensor::Of<int32_t>({2, 2}, {1, 2, 1, 2}), kDouble)));
  ASSERT_OK_AND_ASSIGN(gradients, Gradients({tuples}, {handle}));
  ExpectClose(evaluator_.Run(gradients[0]),
              MakeTensor(kDouble, {2, 3}, {0, 0, 0, 0, 0, 4 * v[5]}), 1e-12);
  const Output rows = Sum(Square(
      ResourceGatherNd(handle, Tensor::Of<int64_t>({2, 1}, {1, 1}), kDouble)));
  ASSERT_OK_AND_ASSIGN(const auto slices, SymbolicGradients({rows}, {handle}));
  EXPECT_TRUE(slices[0].is_sparse());
  ExpectClose(
      evaluator_.Run(slices[0].dense()),
      MakeTensor(kDouble, {2, 3}, {0, 0, 0, 4 * v[3], 4 * v[4], 4 * v[5]}),
      1e-12);
}

}  // namespace
}  // namespace thalweg
