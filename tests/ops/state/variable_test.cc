#include "thalweg/ops/state/variable.h"

#include <gtest/gtest.h>

#include "thalweg/ops/operators.h"
#include "thalweg/ops/state/assign.h"
#include "thalweg/ops/state/assign_variable.h"
#include "thalweg/ops/state/destroy_resource.h"
#include "thalweg/ops/state/is_initialized.h"
#include "thalweg/ops/state/read_reference.h"
#include "thalweg/ops/state/read_variable.h"
#include "thalweg/ops/state/var_handle.h"
#include "thalweg/ops/state/variable_v2.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

Tensor Floats(std::initializer_list<float> values) {
  return Tensor::Of<float>({static_cast<int64_t>(values.size())}, values);
}

class VariableTest : public testing::TestWithParam<bool> {
 protected:
  VariableOptions Named(const char* name) {
    return {.name = name, .trainable = true, .reference = GetParam()};
  }
  Graph graph_;
  Evaluator evaluator_;
};

INSTANTIATE_TEST_SUITE_P(Kinds, VariableTest, testing::Bool(),
                         [](const auto& kind) {
                           return kind.param ? "Reference" : "Resource";
                         });

TEST_P(VariableTest, HasItsInitialValueAfterTheInitializer) {
  const Output w = Variable(graph_, Floats({1, 2}), Named("w"));
  EXPECT_EQ(w.dtype(), kFloat);
  EXPECT_EQ(w.shape(), Shape({2}));
  ASSERT_OK(evaluator_.Run({}, {}, {graph_.Initializer()}));
  ExpectEqual(evaluator_.Run(w * 2), Floats({2, 4}));
}

TEST_P(VariableTest, CannotBeReadBeforeItHasAValue) {
  const Output w = Variable(graph_, Floats({1, 2}), Named("w"));
  EXPECT_THAT(evaluator_.Run(w),
              StatusIs(kFailedPrecondition,
                       GetParam() ? "Attempting to use uninitialized value w"
                                  : "Could not find variable w."));
  EXPECT_THAT(evaluator_.Run({}, {}, {AddTo(w, {1, 1})}),
              StatusIs(kFailedPrecondition,
                       GetParam() ? "Attempting to use uninitialized value w"
                                  : "Could not find variable w."));
}

TEST_P(VariableTest, KeepsWhatIsAssignedAndAdded) {
  const Output w = Variable(graph_, Floats({1, 2}), Named("w"));
  ASSERT_OK(evaluator_.Run({}, {}, {AssignTo(w, {5, 6})}));
  ExpectEqual(evaluator_.Run(w), Floats({5, 6}));
  ASSERT_OK(evaluator_.Run({}, {}, {AddTo(w, {1, -1})}));
  ExpectEqual(evaluator_.Run(w), Floats({6, 5}));
}

TEST_P(VariableTest, DoesNotChangeWhatWasReadBefore) {
  const Output w = Variable(graph_, Floats({1, 2}), Named("w"));
  ASSERT_OK(evaluator_.Run({}, {}, {graph_.Initializer()}));
  ASSERT_OK_AND_ASSIGN(const Tensor before, evaluator_.Run(w));
  ASSERT_OK(evaluator_.Run({}, {}, {AddTo(w, {1, 1})}));
  ExpectEqual(before, Floats({1, 2}));
  ExpectEqual(evaluator_.Run(w), Floats({2, 3}));
}

TEST_P(VariableTest, RefusesAnotherShapeThatOnlyTheRunShows) {
  const Output w = Variable(graph_, Floats({1, 2}), Named("w"));
  const Output unknown =
      Variable(graph_,
               Initializer(kFloat, Shape::Unknown(),
                           [](const Graph& graph) {
                             return Initializer(Floats({1, 2, 3})).Build(graph);
                           }),
               Named("unknown"));
  ASSERT_OK(evaluator_.Run({}, {}, {graph_.Initializer()}));
  EXPECT_THAT(evaluator_.Run({}, {}, {AssignTo(w, unknown)}),
              StatusIs(kInvalidArgument,
                       GetParam() ? "Assign requires shapes of both tensors to "
                                    "match. lhs shape= [2] rhs shape= [3]"
                                  : "wrong shape. Expected [2] got [3]"));
  EXPECT_THAT(evaluator_.Run({}, {}, {AddTo(w, unknown)}),
              StatusIs(kInvalidArgument, "[3]"));
  ExpectEqual(evaluator_.Run(w), Floats({1, 2}));
}

TEST_P(VariableTest, RefusesAnotherShapeWhenBuilding) {
  const Output w = Variable(graph_, Floats({1, 2}), Named("w"));
  AssignTo(w, {1, 2, 3});
  EXPECT_THAT(graph_.status(),
              StatusIs(kInvalidArgument,
                       GetParam() ? "Assign requires shapes of both tensors to "
                                    "match. lhs shape= [2] rhs shape= [3]"
                                  : "wrong shape. Expected [2] got [3]"));
}

TEST_P(VariableTest, HasTensorFlowsNames) {
  const Output w = Variable(graph_, initializer::Zeros({2}), Named("w"));
  const Output again = Variable(graph_, Floats({1}), Named("w"));
  EXPECT_EQ(w.name(), "w/read:0");
  EXPECT_EQ(again.name(), "w_1/read:0");
  for (const char* name : {"w", "w/Assign", "w/Initializer/zeros", "w_1",
                           "w_1/Assign", "w_1/initial_value"}) {
    EXPECT_NE(graph_.FindNode(name), nullptr) << name;
  }
}

TEST_P(VariableTest, TakesItsNameUnderTheScope) {
  const ScopeGuard scope = graph_.WithName("layer");
  EXPECT_EQ(Variable(graph_, Floats({1}), Named("w")).name(), "layer/w/read:0");
}

TEST_P(VariableTest, IsFoundByItsValueAndItsState) {
  const Output w = Variable(graph_, Floats({1}), Named("w"));
  const VariableInfo* info = FindVariable(w);
  ASSERT_NE(info, nullptr);
  EXPECT_EQ(info->variable, graph_.FindNode("w"));
  EXPECT_EQ(info->initializer, graph_.FindNode("w/Assign"));
  EXPECT_EQ(FindVariable(Output(graph_, info->variable, 0)), info);
  EXPECT_EQ(FindVariable(w * 2), nullptr);
}

TEST_P(VariableTest, NoVariableToAssignToIsAnErrorOfTheGraph) {
  const Output w = Variable(graph_, Floats({1}), Named("w"));
  EXPECT_FALSE(AssignTo(w * 2, {1}));
  EXPECT_THAT(graph_.status(),
              StatusIs(kInvalidArgument, "is no variable of the graph"));
}

TEST_P(VariableTest, TakesAnyPlainDTypeAndStrings) {
  for (DType dtype : {kHalf, kDouble, kInt8, kUint64, kBool, kComplex128}) {
    const Tensor value = MakeTensor(dtype, {2, 1}, {1, 0});
    const Output w = Variable(graph_, value, Named("w"));
    ASSERT_OK(evaluator_.Run({}, {}, {graph_.Initializer()}));
    ExpectEqual(evaluator_.Run(w), value);
  }
  const Tensor words = Tensor::Of<std::string>({2}, {"thal", "weg"});
  const Output w = Variable(graph_, words, Named("words"));
  ASSERT_OK(evaluator_.Run({}, {}, {graph_.Initializer()}));
  ExpectEqual(evaluator_.Run(w), words);
}

TEST(ReferenceVariableTest, IsReadAtTheMomentOfUse) {
  Graph graph;
  Evaluator evaluator;
  const Output v = VariableV2(graph, {2}, kFloat);
  ASSERT_OK(evaluator.Run(Assign(v, {1, 2})));
  const Output added = AssignAdd(v, {10, 10});
  ExpectEqual(evaluator.Run(ReadReference(added)), Floats({11, 12}));
  ExpectEqual(evaluator.Run(AssignSub(v, {1, 1})), Floats({10, 11}));
}

TEST(ReferenceVariableTest, SharesItsValueByName) {
  Graph graph;
  Evaluator evaluator;
  const Output a = VariableV2(graph, {1}, kFloat, {.shared_name = "s"});
  const Output b = VariableV2(graph, {1}, kFloat, {.shared_name = "s"});
  const Output c = VariableV2(graph, {1}, kFloat,
                              {.container = "other", .shared_name = "s"});
  ASSERT_OK(evaluator.Run(Assign(a, {3})));
  ExpectEqual(evaluator.Run(ReadReference(b)), Floats({3}));
  EXPECT_THAT(
      evaluator.Run(ReadReference(c)),
      StatusIs(kFailedPrecondition, "Attempting to use uninitialized value s"));
  const Output d = VariableV2(graph, {1}, kInt32, {.shared_name = "s"});
  EXPECT_THAT(evaluator.Run(ReadReference(d)),
              StatusIs(kInvalidArgument, "exists as float [1]"));
}

TEST(ReferenceVariableTest, TakesAnyShapeWithoutValidation) {
  Graph graph;
  Evaluator evaluator;
  const Output v = VariableV2(graph, Shape::Unknown(), kFloat);
  ASSERT_OK(evaluator.Run(Assign(v, {1, 2})));
  ExpectEqual(evaluator.Run(Assign(v, {1, 2, 3}, {.validate_shape = false})),
              Floats({1, 2, 3}));
}

TEST(IsInitializedTest, TellsWhetherThereIsAValue) {
  Graph graph;
  Evaluator evaluator;
  const Output v = VariableV2(graph, {1}, kFloat);
  const Output r = VarHandleOp(graph, kFloat, {1});
  const Output v_is = IsVariableInitialized(v), r_is = VarIsInitializedOp(r);
  ExpectEqual(evaluator.Run(v_is), Tensor::Scalar(false));
  ExpectEqual(evaluator.Run(r_is), Tensor::Scalar(false));
  ASSERT_OK(evaluator.Run({}, {Assign(v, {1})}, {AssignVariableOp(r, {1})}));
  ExpectEqual(evaluator.Run(v_is), Tensor::Scalar(true));
  ExpectEqual(evaluator.Run(r_is), Tensor::Scalar(true));
}

TEST(DestroyResourceTest, TakesTheValueAway) {
  Graph graph;
  Evaluator evaluator;
  const Output r = VarHandleOp(graph, kFloat, {1});
  const Operation strict = DestroyResourceOp(r, {.ignore_lookup_error = false});
  EXPECT_THAT(evaluator.Run({}, {}, {strict}),
              StatusIs(kNotFound, "does not exist"));
  EXPECT_OK(evaluator.Run({}, {}, {DestroyResourceOp(r)}));
  ASSERT_OK(evaluator.Run({}, {}, {AssignVariableOp(r, {1})}));
  EXPECT_OK(evaluator.Run({}, {}, {strict}));
  ExpectEqual(evaluator.Run(VarIsInitializedOp(r)), Tensor::Scalar(false));
}

TEST(ResourceVariableTest, RefusesAnotherDType) {
  Graph graph;
  const Output r = VarHandleOp(graph, kFloat, {1});
  ReadVariableOp(r, kInt32);
  EXPECT_THAT(graph.status(),
              StatusIs(kInvalidArgument,
                       "Trying to read variable with wrong dtype. Expected "
                       "float got int32"));
  Graph other;
  AssignVariableOp(VarHandleOp(other, kFloat, {1}), Tensor::Scalar(1));
  EXPECT_THAT(other.status(),
              StatusIs(kInvalidArgument,
                       "Trying to assign variable with wrong dtype. Expected "
                       "float got int32"));
}

TEST(ResourceVariableTest, SubtractsIntegersWithWrapAround) {
  Graph graph;
  Evaluator evaluator;
  const Output r = VarHandleOp(graph, kUint8, {2});
  ASSERT_OK(evaluator.Run({}, {}, {AssignVariableOp(r, {1, 200})}));
  ASSERT_OK(evaluator.Run({}, {}, {AssignSubVariableOp(r, {2, 1})}));
  ASSERT_OK(evaluator.Run({}, {}, {AssignAddVariableOp(r, {0, 100})}));
  ExpectEqual(evaluator.Run(ReadVariableOp(r, kUint8)),
              Tensor::Of<uint8_t>({2}, {255, 43}));
}

}  // namespace
}  // namespace thalweg
