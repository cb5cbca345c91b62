#include "thalweg/ops/operators.h"

#include <gtest/gtest.h>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/math/log.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

class OperatorsTest : public testing::Test {
 protected:
  Graph graph_;
  Output x_ = Const(graph_, Tensor::Of<float>({2}, {1, 4}));
  Output y_ = Const(graph_, Tensor::Of<float>({2}, {4, 2}));
};

TEST_F(OperatorsTest, ComposeAsMathematicsDoes) {
  ExpectEqual(Evaluate(2 * x_ + 1.5), Tensor::Of<float>({2}, {3.5f, 9.5f}));
  ExpectEqual(Evaluate((x_ - y_) / y_), Tensor::Of<float>({2}, {-0.75f, 1}));
  ExpectEqual(Evaluate(-x_ * y_ - 1), Tensor::Of<float>({2}, {-5, -9}));
  ExpectClose(Evaluate(-Sum(y_ * Log(x_), {0})), Tensor::Scalar(-2.7725887f));
}

TEST_F(OperatorsTest, CompareElements) {
  ExpectEqual(Evaluate(x_ < y_), Tensor::Of<bool>({2}, {true, false}));
  ExpectEqual(Evaluate(x_ <= 1), Tensor::Of<bool>({2}, {true, false}));
  ExpectEqual(Evaluate(3 > x_), Tensor::Of<bool>({2}, {true, false}));
  ExpectEqual(Evaluate(x_ >= y_), Tensor::Of<bool>({2}, {false, true}));
}

TEST_F(OperatorsTest, DivideIntegersTowardsZero) {
  const Output n = Const(graph_, {7, -7});
  EXPECT_EQ((n / 2).node()->op().name(), "Div");
  EXPECT_EQ((x_ / 2).node()->op().name(), "RealDiv");
  EXPECT_EQ((2 / x_).node()->op().name(), "RealDiv");
  ExpectEqual(Evaluate(n / 2), Tensor::Of<int32_t>({2}, {3, -3}));
}

TEST_F(OperatorsTest, NameTheLineOfAMistake) {
  const Output z = Const(graph_, Tensor::Of<float>({3}, {1, 2, 3}));
  const int line = __LINE__ + 1;
  x_ + z;
  EXPECT_THAT(graph_.status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "operators_test.cc:" + std::to_string(line)));
}

}  // namespace
}  // namespace thalweg
