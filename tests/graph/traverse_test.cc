#include "thalweg/graph/traverse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/import.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/graph_def.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;

// Adds a NoOp that runs after others.
Node* Add(Graph& graph, const std::string& name,
          const std::vector<Node*>& after) {
  NodeSpec spec;
  spec.name = name;
  spec.op = OpRegistry::Find("NoOp");
  spec.control_inputs = after;
  return graph.AddNode(spec).value();
}

std::vector<std::string> Names(const std::vector<Node*>& nodes) {
  std::vector<std::string> names;
  for (Node* node : nodes) names.push_back(node->name());
  return names;
}

std::vector<std::string> Names(const Graph& graph,
                               const std::vector<bool>& ids) {
  std::vector<std::string> names;
  for (const auto& node : graph.nodes()) {
    if (node && ids[node->id()]) names.push_back(node->name());
  }
  return names;
}

TEST(TraverseTest, OrdersNodesAfterTheirInputs) {
  Graph graph;
  Node* a = Add(graph, "a", {});
  Node* b = Add(graph, "b", {});
  Node* c = Add(graph, "c", {});
  graph.AddControlEdge(c, a);
  graph.AddControlEdge(b, c);
  EXPECT_THAT(Names(TopologicalOrder(graph).value()),
              ElementsAre("b", "c", "a"));
}

TEST(TraverseTest, NamesTheNodesOfACycle) {
  Graph graph;
  Node* before = Add(graph, "before", {});
  Node* a = Add(graph, "a", {before});
  Node* b = Add(graph, "b", {a});
  Add(graph, "after", {b});
  graph.AddControlEdge(b, a);
  EXPECT_THAT(TopologicalOrder(graph),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "2 nodes in a cycle: b -> a -> b"));
}

TEST(TraverseTest, DoesNotCountBackEdges) {
  Graph graph;
  ASSERT_OK(ImportGraphDef(
      GraphDefOf("node { name: 'x' op: 'Placeholder' "
                 "  attr { key: 'dtype' value { type: DT_FLOAT } } } "
                 "node { name: 'm' op: 'TestMerge' input: 'x' input: 'n' "
                 "  attr { key: 'T' value { type: DT_FLOAT } } "
                 "  attr { key: 'N' value { i: 2 } } } "
                 "node { name: 'n' op: 'TestNextIteration' input: 'm' "
                 "  attr { key: 'T' value { type: DT_FLOAT } } } "),
      {}, graph));
  EXPECT_THAT(Names(TopologicalOrder(graph).value()),
              ElementsAre("x", "m", "n"));
  EXPECT_TRUE(IsBackEdge(*graph.FindNode("n"), *graph.FindNode("m")));
  EXPECT_FALSE(IsBackEdge(*graph.FindNode("m"), *graph.FindNode("n")));
  // But what is reached through them is.
  EXPECT_THAT(Names(graph, ReachableBackward(graph, {graph.FindNode("m")})),
              ElementsAre("x", "m", "n"));
  EXPECT_THAT(Names(graph, ReachableForward(graph, {graph.FindNode("n")})),
              ElementsAre("m", "n"));
}

TEST(TraverseTest, ReachesBackwardAndForward) {
  Graph graph;
  Node* a = Add(graph, "a", {});
  Node* b = Add(graph, "b", {a});
  Node* c = Add(graph, "c", {a});
  Add(graph, "d", {b, c});
  EXPECT_THAT(Names(graph, ReachableBackward(graph, {b})),
              ElementsAre("a", "b"));
  EXPECT_THAT(Names(graph, ReachableForward(graph, {b})),
              ElementsAre("b", "d"));
  EXPECT_THAT(Names(graph, ReachableForward(graph, {})), ElementsAre());
}

TEST(TraverseTest, WalksALongChain) {
  constexpr int kSize = 200'000;
  Graph graph;
  Node* first = Add(graph, "first", {});
  Node* last = first;
  for (int i = 1; i < kSize; ++i) {
    last = Add(graph, absl::StrCat("n", i), {last});
  }
  const std::vector<bool> all(kSize, true);
  EXPECT_EQ(ReachableBackward(graph, {last}), all);
  EXPECT_EQ(ReachableForward(graph, {first}), all);
  EXPECT_EQ(TopologicalOrder(graph)->back(), last);
}

}  // namespace
}  // namespace thalweg
