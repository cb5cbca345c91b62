// Small integer tensors are followed through arithmetic, and as far as they are
// they agree with what the kernels compute.
#include <gtest/gtest.h>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/math/abs.h"
#include "thalweg/ops/math/add.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/div.h"
#include "thalweg/ops/math/floor_div.h"
#include "thalweg/ops/math/maximum.h"
#include "thalweg/ops/math/mul.h"
#include "thalweg/ops/math/neg.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/sub.h"
#include "thalweg/ops/operators.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

const PartialValue* ValueOf(const Output& output) {
  return output.node()->output_value(output.index());
}

void ExpectAsComputed(const Output& output) {
  SCOPED_TRACE(output.node()->op().name());
  const PartialValue* value = ValueOf(output);
  ASSERT_NE(value, nullptr);
  ASSERT_TRUE(value->IsKnown());
  ASSERT_OK_AND_ASSIGN(const Tensor computed, Evaluate(output));
  ASSERT_EQ(computed.num_elements(),
            static_cast<int64_t>(value->elements.size()));
  for (int64_t i = 0; i < computed.num_elements(); ++i) {
    EXPECT_EQ(computed.data<int32_t>()[i], value->elements[i]);
  }
}

TEST(IntegerValuesTest, AreWhatTheKernelsCompute) {
  Graph graph;
  const Output x = Const(graph, {7, -7, 7, -7});
  const Output y = Const(graph, {2, 2, -2, -2});
  const Output two = Const(graph, 2);
  for (const Output& z :
       {Neg(x), Abs(x), Square(x), Add(x, y), AddV1(x, two), Sub(two, x),
        Mul(x, y), Div(x, y), FloorDiv(x, y), FloorMod(x, y), FloorDiv(x, two),
        Maximum(x, y), Minimum(x, two), Cast(Cast(x, kInt64), kInt32)}) {
    ExpectAsComputed(z);
  }
}

TEST(IntegerValuesTest, AreUnknownWhereArithmeticLeavesTheType) {
  Graph graph;
  const Output x = Const(graph, {1 << 30, 3});
  const PartialValue* product = ValueOf(x * 2);
  ASSERT_NE(product, nullptr);
  EXPECT_EQ(product->elements,
            (std::vector<int64_t>{PartialValue::kUnknown, 6}));
  const PartialValue* quotient = ValueOf(FloorDiv(x, {3, 0}));
  ASSERT_NE(quotient, nullptr);
  EXPECT_EQ(quotient->elements[1], PartialValue::kUnknown);
  const PartialValue* narrow = ValueOf(Cast(x, kInt8));
  ASSERT_NE(narrow, nullptr);
  EXPECT_EQ(narrow->elements,
            (std::vector<int64_t>{PartialValue::kUnknown, 3}));
  EXPECT_EQ(ValueOf(Cast(x, kFloat)), nullptr);
}

TEST(IntegerValuesTest, KeepWhatIsKnownBesideWhatIsNot) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 3});
  const PartialValue* value = ValueOf(ShapeOf(x) * 2);
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(value->elements, (std::vector<int64_t>{PartialValue::kUnknown, 6}));
}

TEST(IntegerValuesTest, GiveReshapesTheirShape) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {4, 6});
  const Output y =
      Reshape(x, FloorDiv(ShapeOf(x), {2, 3}) * Const(graph, {3, 2}));
  EXPECT_EQ(y.shape(), Shape({6, 4}));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
