#include "thalweg/graph/dump.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/placeholder.h"

namespace thalweg {
namespace {

using ::testing::HasSubstr;

Graph Example() {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, Shape({-1, 2})).Named("x");
  auto layer = graph.WithName("layer");
  auto device = graph.WithDevice("/cpu:1");
  auto control = graph.WithControlDependencies({x});
  Identity(x).Named("y");
  return graph;
}

TEST(DumpTest, PrintsALineForEachNode) {
  EXPECT_EQ(DumpGraph(Example()),
            "x = Placeholder() {dtype=DT_FLOAT, shape=[?,2]} -> float [?,2]\n"
            "layer/y = Identity(x, ^x) {T=DT_FLOAT} -> float [?,2] on "
            "/device:CPU:1\n");
}

TEST(DumpTest, CutsLongAttributes) {
  Graph graph;
  Constant(graph, Tensor::Scalar(std::string(10'000, 'a')));
  EXPECT_LT(DumpGraph(graph).size(), 300u);
}

TEST(DotTest, DrawsScopesAsBoxesAndControlEdgesDashed) {
  EXPECT_EQ(GraphToDot(Example()), R"(digraph {
  node [shape=box, style=rounded, fontsize=10];
  edge [fontsize=8];
  n0 [label="x\nPlaceholder"];
  subgraph cluster_0 {
    label="layer";
    n1 [label="y\nIdentity"];
  }
  n0 -> n1 [label="float [?,2]"];
  n0 -> n1 [style=dashed];
}
)");
}

TEST(DotTest, OpensEachScopeOnce) {
  Graph graph;
  for (const char* name : {"a/b/x", "c", "a/y", "a/b/z", "ab/x"}) {
    Placeholder(graph, kFloat).Named(name);
  }
  const std::string dot = GraphToDot(graph);
  EXPECT_THAT(dot, HasSubstr("cluster_2"));
  EXPECT_THAT(dot, ::testing::Not(HasSubstr("cluster_3")));
}

TEST(DotTest, BoundsTheDepthOfBoxes) {
  Graph graph;
  std::string name = "a";
  for (int i = 0; i < 10'000; ++i) name += "/a";
  Placeholder(graph, kFloat).Named(name);
  EXPECT_LT(GraphToDot(graph).size(), 5'000u);
}

}  // namespace
}  // namespace thalweg
