#include "thalweg/ops/state/initializer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

struct Moments {
  double mean = 0;
  double deviation = 0;
  double largest = 0;
};

Moments MomentsOf(const Initializer& initializer) {
  Graph graph;
  const absl::StatusOr<Tensor> value = Evaluate(initializer.Build(graph));
  EXPECT_OK(value);
  if (!value.ok()) return {};
  EXPECT_EQ(value->shape(), initializer.shape());
  EXPECT_EQ(value->dtype(), initializer.dtype());
  Moments moments;
  double squares = 0;
  const auto elements = Elements(*value);
  for (const auto& element : elements) {
    moments.mean += element.real() / elements.size();
    squares += element.real() * element.real() / elements.size();
    moments.largest = std::max(moments.largest, std::abs(element.real()));
  }
  moments.deviation = std::sqrt(squares - moments.mean * moments.mean);
  return moments;
}

// With seeds, so that the moments are the same in every run.
constexpr initializer::RandomOptions kSeeded = {.seed = 87654321, .seed2 = 7};

TEST(InitializerTest, FillsSmallAndLargeTensors) {
  for (int64_t n : {3, 1000}) {
    for (DType dtype : {kFloat, kInt64, kComplex64, kHalf}) {
      Graph graph;
      const std::vector<double> values(n, 3);
      ExpectEqual(Evaluate(initializer::Constant(3, {n}, dtype).Build(graph)),
                  MakeTensor(dtype, {n}, values));
    }
  }
}

TEST(InitializerTest, HasTensorFlowsNames) {
  Graph graph;
  const ScopeGuard scope = graph.WithName("w");
  EXPECT_EQ(initializer::Zeros({2}).Build(graph).name(),
            "w/Initializer/zeros:0");
  Graph large;
  EXPECT_EQ(initializer::Ones({1000}).Build(large).name(),
            "Initializer/ones:0");
  EXPECT_NE(large.FindNode("Initializer/ones/shape_as_tensor"), nullptr);
  EXPECT_NE(large.FindNode("Initializer/ones/Const"), nullptr);
  Graph random;
  EXPECT_EQ(initializer::RandomUniform({2}, 0, 1).Build(random).name(),
            "Initializer/random_uniform:0");
  for (const char* name :
       {"shape", "min", "max", "RandomUniform", "sub", "mul"}) {
    EXPECT_NE(
        random.FindNode(std::string("Initializer/random_uniform/") + name),
        nullptr)
        << name;
  }
  EXPECT_OK(random.status());
}

TEST(InitializerTest, DrawsUniformlyBetweenItsBounds) {
  const Moments moments =
      MomentsOf(initializer::RandomUniform({100, 100}, -3, 5, kSeeded));
  EXPECT_NEAR(moments.mean, 1, 0.1);
  EXPECT_NEAR(moments.deviation, 8 / std::sqrt(12), 0.05);
  EXPECT_LE(moments.largest, 5);
}

TEST(InitializerTest, DrawsNormallyAroundItsMean) {
  const Moments moments =
      MomentsOf(initializer::RandomNormal({100, 100}, 2, 0.5, kSeeded));
  EXPECT_NEAR(moments.mean, 2, 0.02);
  EXPECT_NEAR(moments.deviation, 0.5, 0.01);
}

TEST(InitializerTest, TruncatesAtTwoDeviations) {
  const Moments moments =
      MomentsOf(initializer::TruncatedNormal({100, 100}, 0, 0.5, kSeeded));
  EXPECT_LE(moments.largest, 1);
  EXPECT_NEAR(moments.deviation, 0.5 * 0.87962566, 0.01);
}

TEST(InitializerTest, ScalesByTheFans) {
  // A filter 2 x 2 of 30 inputs and 10 outputs: fans of 120 and 40.
  const Shape filter = {2, 2, 30, 10};
  const Moments glorot = MomentsOf(initializer::GlorotUniform(filter, kSeeded));
  EXPECT_LE(glorot.largest, std::sqrt(6.0 / 160));
  EXPECT_NEAR(glorot.deviation, std::sqrt(2.0 / 160), 0.006);
  EXPECT_NEAR(MomentsOf(initializer::GlorotNormal(filter, kSeeded)).deviation,
              std::sqrt(2.0 / 160), 0.006);
  const Moments he = MomentsOf(initializer::HeUniform(filter, kSeeded));
  EXPECT_LE(he.largest, std::sqrt(6.0 / 120));
  EXPECT_NEAR(he.deviation, std::sqrt(2.0 / 120), 0.007);
  EXPECT_NEAR(MomentsOf(initializer::HeNormal(filter, kSeeded)).deviation,
              std::sqrt(2.0 / 120), 0.007);
}

TEST(InitializerTest, ADTypeThatDoesNotFitIsAnErrorOfTheGraph) {
  Graph graph;
  initializer::Constant(0.5, {2}, kInt32).Build(graph);
  EXPECT_THAT(graph.status(), StatusIs(absl::StatusCode::kInvalidArgument));
  Graph other;
  initializer::RandomUniform({2}, 0, 1, {.dtype = kInt32}).Build(other);
  EXPECT_THAT(other.status(), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace thalweg
