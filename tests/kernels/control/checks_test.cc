// CheckNumerics, Assert and what their messages show.
#include <gtest/gtest.h>

#include <limits>

#include "thalweg/kernels/cpu/control/summarize.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/control/assert.h"
#include "thalweg/ops/control/check_numerics.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/runtime/session.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

Output Checked(const Graph&, const std::vector<Output>& in) {
  return CheckNumerics(in[0], "broken");
}

TEST(CheckNumericsTest, PassesFiniteNumbersOn) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16}) {
    const Tensor x = MakeTensor(dtype, {2, 2}, {0, -1, 3e4, 1e-7});
    ExpectEveryWay(Checked, {x}, x);
  }
  const Tensor none = MakeTensor(kFloat, {0}, {});
  ExpectEveryWay(Checked, {none}, none);
}

TEST(CheckNumericsTest, RefusesInfinitiesAndNaNByName) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16}) {
    ExpectRefusedEveryWay(Checked, {MakeTensor(dtype, {3}, {1, kNaN, 2})},
                          "broken : Tensor had NaN values");
    ExpectRefusedEveryWay(Checked, {MakeTensor(dtype, {3}, {1, 2, -kInf})},
                          "broken : Tensor had Inf values");
    ExpectRefusedEveryWay(Checked, {MakeTensor(dtype, {3}, {kInf, 1, kNaN})},
                          "broken : Tensor had Inf and NaN values");
  }
}

TEST(CheckNumericsTest, FindsOneAmongMany) {
  Tensor x = Uniform(kFloat, {300001}, -1, 1);
  x.mutable_data<float>()[299999] = static_cast<float>(-kNaN);
  ExpectRefusedEveryWay(Checked, {x}, "Tensor had NaN values");
}

TEST(CheckNumericsTest, ChecksGradientsToo) {
  CheckGradients(Checked, {Uniform(kDouble, {3}, -1, 1)});
  Graph graph;
  const Output x = Const(graph, {1.0f, 2.0f});
  const Output g = Const(graph, Tensor::Of<float>({2}, {1, float(kInf)}));
  ASSERT_OK_AND_ASSIGN(const auto gradients,
                       SymbolicGradients({CheckNumerics(x, "of x")}, {x}, {g}));
  EXPECT_THAT(Evaluate(gradients[0].dense()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Not a number (NaN) or infinity (Inf) values detected "
                       "in gradient. of x : Tensor had Inf values"));
}

// A session that fetches what waits for an assertion of the fed condition.
class AssertTest : public testing::Test {
 protected:
  absl::Status RunWith(const Tensor& condition) {
    Graph graph;
    const Output holds = Placeholder(graph, kBool);
    const Operation assertion =
        Assert(holds, {Const(graph, {1.5f, 2.0f, 3.0f}), Const(graph, "why")},
               {.summarize = 2});
    Output y;
    {
      const auto guard = graph.WithControlDependencies({assertion});
      y = Identity(Const(graph, 1.0f));
    }
    absl::StatusOr<Session> session = Session::Create(graph);
    if (!session.ok()) return session.status();
    return session->Run({{holds, condition}}, {y}).status();
  }
};

TEST_F(AssertTest, LetsARunPassWhereItHolds) {
  EXPECT_OK(RunWith(Tensor::Scalar(true)));
}

TEST_F(AssertTest, FailsARunWithWhatItWasGiven) {
  EXPECT_THAT(RunWith(Tensor::Scalar(false)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "assertion failed: [1.5 2...] [why]"));
}

TEST_F(AssertTest, RefusesAConditionThatIsNoScalar) {
  EXPECT_THAT(RunWith(Tensor::Of<bool>({1}, {true})),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Input 0 should be a scalar"));
  Graph graph;
  Assert(Const(graph, Tensor::Of<bool>({1}, {true})), {Const(graph, 1)});
  EXPECT_THAT(graph.status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                       "Input 0 should be a scalar"));
}

TEST(SummarizeTest, ShowsTheFirstElements) {
  const Tensor x = MakeTensor(kInt32, {4}, {1, 2, 3, 4});
  EXPECT_EQ(Summarize(x, 2), "1 2...");
  EXPECT_EQ(Summarize(x, 4), "1 2 3 4");
  EXPECT_EQ(Summarize(x, -1), "1 2 3 4");
  EXPECT_EQ(Summarize(x, 0), "...");
  EXPECT_EQ(Summarize(Tensor::Scalar(7), 3), "7");
  EXPECT_EQ(Summarize(MakeTensor(kInt32, {2, 0}, {}), 3), "");
}

TEST(SummarizeTest, PutsRowsInBrackets) {
  const Tensor x = MakeTensor(kInt32, {2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(Summarize(x, 8), "[[1 2][3 4]][[5 6][7 8]]");
  EXPECT_EQ(Summarize(x, 2), "[[1 2]]...");
  EXPECT_EQ(Summarize(x, 3), "[[1 2][3...]]...");
  EXPECT_EQ(Summarize(x, 4), "[[1 2][3 4]]...");
}

TEST(SummarizeTest, WritesNumbersThatReadBack) {
  EXPECT_EQ(Summarize(Tensor::Of<float>({3}, {0.1f, 1e10f, -1.96169674f}), 3),
            "0.1 1e+10 -1.96169674");
  EXPECT_EQ(Summarize(Tensor::Of<double>({2}, {0.1, 1.0 / 3}), 3),
            "0.1 0.33333333333333331");
  EXPECT_EQ(Summarize(MakeTensor(kHalf, {3}, {0.5, kInf, -kNaN}), 3),
            "0.5 inf nan");
  EXPECT_EQ(Summarize(Tensor::Of<bool>({2}, {true, false}), 3), "1 0");
  EXPECT_EQ(Summarize(Tensor::Of<int8_t>({1}, {-65}), 3), "-65");
  EXPECT_EQ(Summarize(FromElements(kComplex64, {}, {{1, -2}}), 3), "(1,-2)");
  EXPECT_EQ(Summarize(Tensor::Scalar<std::string>("a\n\xc3\xa9"), 3),
            "a\\n\xc3\xa9");
}

}  // namespace
}  // namespace thalweg
