#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tools/bench/workloads/check.h"
#include "thalweg/tools/bench/workloads/measure.h"
#include "thalweg/tools/bench/workloads/values.h"
#include "thalweg/tools/bench/workloads/workload.h"

namespace thalweg::bench {
namespace {

// What the first step fetches, once variables have their first values.
absl::StatusOr<Tensor> FirstStep(const std::string& name) {
  ASSIGN_OR_RETURN(Workload workload, BuildWorkload(name));
  std::vector<Target> initializer, train;
  if (workload.train) {
    initializer = {workload.graph.Initializer()};
    train = {workload.train};
  }
  ASSIGN_OR_RETURN(Session session, Session::Create(workload.graph));
  if (!initializer.empty()) {
    RETURN_IF_ERROR(session.Run({}, {}, initializer).status());
  }
  std::vector<Feed> feeds;
  for (size_t i = 0; i < workload.feeds.size(); ++i) {
    feeds.push_back({workload.feeds[i], workload.values[i]});
  }
  ASSIGN_OR_RETURN(auto out, session.Run(feeds, {workload.fetch}, train));
  return out[0];
}

class WorkloadTest : public testing::TestWithParam<const char*> {};

TEST_P(WorkloadTest, FirstStepComputesWhatIsRecorded) {
  const absl::StatusOr<Tensor> result = FirstStep(GetParam());
  ASSERT_THAT(result, IsOk());
  const absl::StatusOr<double> error = Error(GetParam(), {*result});
  ASSERT_THAT(error, IsOk());
  EXPECT_LE(*error, 1);
}

// Networks with small batches: sizes are all that differs from larger ones.
INSTANTIATE_TEST_SUITE_P(
    Workloads, WorkloadTest,
    testing::Values("null.const", "null.add", "chain1000.scalar",
                    "chain1000.16", "grid16x64", "softmaxreg.b100.infer",
                    "softmaxreg.b100.train", "mlp.b100.infer",
                    "mlp.b100.train.sgd", "mlp.b100.train.adam", "gemm.fed",
                    "gemm.const", "elementwise.1M", "softmax.1024x1024",
                    "layernorm.1024x768", "sum0.4096x4096", "sum1.4096x4096",
                    "transpose.2048x2048", "gather.64k", "lenet.b2.infer",
                    "lenet.b2.train", "lstm.b1.infer", "lstm.b16.train",
                    "encoder.infer", "encoder.train", "resnet50.b1.infer",
                    "resnet50.b2.train", "cifar.b2.infer", "cifar.b2.train"));

TEST(WorkloadsTest, EachListedOneHasARecordedResult) {
  for (const std::string& name : WorkloadNames()) {
    // A result of no elements fits none of them.
    EXPECT_THAT(Error(name, {}),
                StatusIs(absl::StatusCode::kInvalidArgument, "got none"));
  }
}

TEST(WorkloadsTest, AnUnknownNameIsRefused) {
  EXPECT_THAT(BuildWorkload("mlpp.b100.infer"),
              StatusIs(absl::StatusCode::kNotFound, "'mlpp.b100.infer'"));
}

TEST(WorkloadsTest, AWrongResultIsFarFromTheRecordedOne) {
  absl::StatusOr<double> error = Error("null.add", {Tensor::Scalar(1.751f)});
  ASSERT_THAT(error, IsOk());
  EXPECT_GT(*error, 1);
  error = Error("mlp.b100.train.sgd", {Tensor::Scalar(2.46f)});
  ASSERT_THAT(error, IsOk());
  EXPECT_GT(*error, 1);
}

TEST(WorkloadsTest, AMeasuredRowHasItsFigures) {
  const auto row =
      MeasureStep("mlp.b100.train.sgd", "callable", {.budget_s = 0.001});
  ASSERT_THAT(row, IsOk());
  EXPECT_TRUE((*row)["ok"].get<bool>());
  EXPECT_EQ((*row)["losses"].size(), kCheckedSteps);
  EXPECT_GE((*row)["reps"], 5);
  EXPECT_GT((*row)["min_us"], 0);
  EXPECT_LE((*row)["min_us"], (*row)["median_us"]);
  EXPECT_LE((*row)["median_us"], (*row)["p90_us"]);
  EXPECT_GT((*row)["arena_bytes"], 0);
  EXPECT_GE((*row)["arena_bytes"], (*row)["arena_lower_bound"]);
}

TEST(WorkloadsTest, GradientsOfDeepGraphsAreRight) {
  const auto layers = MeasureLayerGradients(10, {});
  ASSERT_THAT(layers, IsOk());
  EXPECT_TRUE((*layers)["ok"].get<bool>());
  const auto chain = MeasureChainGradient(10, {});
  ASSERT_THAT(chain, IsOk());
  EXPECT_TRUE((*chain)["ok"].get<bool>());
}

TEST(WorkloadsTest, ALoadedGraphRuns) {
  const auto row = MeasureLoading(100, {});
  ASSERT_THAT(row, IsOk());
  EXPECT_TRUE((*row)["ok"].get<bool>());
}

// Numbers from another program (NumPy) that follows the description.
TEST(ValuesTest, AreThoseOfTheGenerator) {
  const Tensor x = Uniform("mlp/x", {3}, 2);
  EXPECT_THAT(x.flat<float>(),
              testing::ElementsAre(-1.50677085f, -0.341708422f, -0.128322363f));
  EXPECT_THAT(Integers("mlp/y", 4, 10).flat<int32_t>(),
              testing::ElementsAre(1, 5, 9, 0));
}

}  // namespace
}  // namespace thalweg::bench
