#include "thalweg/ops/nn/conv3d.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(Conv3DTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 9, 28, -1, 2});
  const Output f = Placeholder(graph, kFloat, {3, 5, 5, 2, 32});
  const Output any = Placeholder(graph, kFloat);
  EXPECT_EQ(Conv3D(x, f, {1, 2, 2, 2, 1}, "SAME").shape(),
            Shape({-1, 5, 14, -1, 32}));
  EXPECT_EQ(Conv3D(x, f, {1, 1, 1, 1, 1}, "VALID").shape(),
            Shape({-1, 7, 24, -1, 32}));
  EXPECT_EQ(Conv3D(any, any, {1, 1, 1, 1, 1}, "VALID").shape(),
            Shape({-1, -1, -1, -1, -1}));
  EXPECT_EQ(Conv3DBackpropInput(Placeholder(graph, kInt64), f,
                                Placeholder(graph, kFloat, {3, 9, 28, 28, 32}),
                                {1, 1, 1, 1, 1}, "SAME")
                .shape(),
            Shape({3, -1, -1, -1, -1}));
  EXPECT_EQ(
      Conv3DBackpropFilter(x, {3, 3, 3, 2, 4}, any, {1, 1, 1, 1, 1}, "SAME")
          .shape(),
      Shape({3, 3, 3, 2, 4}));
  EXPECT_OK(graph.status());
}

struct GradientCase {
  Shape volumes, filter;
  std::vector<int64_t> strides;
  std::string padding;
  Conv3DAttrs attrs;
};

const GradientCase kGradientCases[] = {
    {{2, 2, 3, 2, 1}, {2, 2, 1, 1, 2}, {1, 1, 1, 1, 1}, "SAME", {}},
    {{1, 3, 4, 3, 2}, {2, 1, 2, 2, 1}, {1, 1, 2, 1, 1}, "VALID", {}},
    {{1, 2, 3, 2, 4},
     {1, 2, 2, 1, 2},
     {1, 1, 1, 2, 1},
     "SAME",
     {.data_format = "NCDHW", .dilations = {1, 1, 1, 2, 1}}},
};

TEST(Conv3DTest, GradientsAreThoseOfDifferences) {
  for (const GradientCase& c : kGradientCases) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& in) {
          return Conv3D(in[0], in[1], c.strides, c.padding, c.attrs);
        },
        {Uniform(kDouble, c.volumes, -1, 1, 1),
         Uniform(kDouble, c.filter, -1, 1, 2)},
        {.second_order = true});
  }
}

TEST(Conv3DTest, RefusesStridesAndDilationsOfBatchAndDepth) {
  const auto refuse = [](std::vector<int64_t> strides, Conv3DAttrs attrs) {
    Graph graph;
    Conv3D(Placeholder(graph, kFloat, {2, 4, 4, 4, 2}),
           Placeholder(graph, kFloat, {1, 1, 1, 2, 2}), strides, "SAME", attrs);
    EXPECT_THAT(graph.status(),
                StatusIs(absl::StatusCode::kUnimplemented, "batch and depth"));
  };
  refuse({2, 1, 1, 1, 1}, {});
  refuse({1, 1, 1, 1, 2}, {});
  refuse({1, 1, 1, 1, 1}, {.dilations = {1, 1, 1, 1, 2}});
}

}  // namespace
}  // namespace thalweg
