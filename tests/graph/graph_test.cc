#include "thalweg/graph/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thalweg/graph/output.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/math/tanh.h"
#include "thalweg/ops/operators.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class GraphTest : public testing::Test {
 protected:
  // Nodes of one op and equal attributes.
  Node* Vector(const std::string& name) {
    return Placeholder(graph_, kFloat, {3}).Named(name).node();
  }
  std::vector<Node*> ConsumersOf(const Node* node) {
    std::vector<Node*> nodes;
    for (const Consumer& consumer : node->consumers()) {
      nodes.push_back(consumer.node);
    }
    return nodes;
  }
  Graph graph_;
};

TEST_F(GraphTest, NodesOfAnOpShareEqualAttributes) {
  const Node* a = Vector("a");
  const Node* b = Vector("b");
  const Node* other = Placeholder(graph_, kInt32, {3}).node();
  EXPECT_EQ(&a->attrs(), &b->attrs());
  EXPECT_EQ(*other->attrs().Get<DType>("dtype"), kInt32);
  EXPECT_EQ(*a->attrs().Get<DType>("dtype"), kFloat);
}

TEST_F(GraphTest, ADeviceIsNotTakenOverFromTheNodeBefore) {
  const Node* a = Vector("a");
  Node* b = nullptr;
  {
    const ScopeGuard scope = graph_.WithDevice("/cpu:1");
    b = Vector("b");
  }
  const Node* c = Vector("c");
  EXPECT_EQ(a->device(), "");
  EXPECT_EQ(b->device(), "/device:CPU:1");
  EXPECT_EQ(c->device(), "");
}

TEST_F(GraphTest, ChangesAnAttributeOfOneNodeAlone) {
  Node* a = Vector("a");
  Node* b = Vector("b");
  const Graph clone = graph_.Clone();
  graph_.SetAttr(a, "shape", Shape({7}));
  graph_.SetDevice(a, "/device:CPU:1");
  EXPECT_EQ(*a->attrs().Get<Shape>("shape"), Shape({7}));
  EXPECT_EQ(a->device(), "/device:CPU:1");
  for (const Node* other : {b, clone.FindNode("a"), clone.FindNode("b")}) {
    EXPECT_EQ(*other->attrs().Get<Shape>("shape"), Shape({3}));
    EXPECT_EQ(other->device(), "");
  }
}

TEST_F(GraphTest, ACloneKeepsItsEdgesAndNames) {
  Node* a = Vector("a");
  Node* b = Vector("b");
  const Output sum = (Output(graph_, a, 0) + Output(graph_, b, 0)).Named("sum");
  graph_.AddControlEdge(a, b);
  const Graph clone = graph_.Clone();

  graph_.SetInput(sum.node(), 1, a->output(0));
  graph_.RemoveControlEdge(a, b);
  ASSERT_OK(graph_.RenameNode(a, "renamed"));
  Tanh(sum);

  Node* own_a = clone.FindNode("a");
  Node* own_b = clone.FindNode("b");
  Node* own_sum = clone.FindNode("sum");
  ASSERT_NE(own_a, nullptr);
  EXPECT_EQ(clone.FindNode("renamed"), nullptr);
  EXPECT_EQ(clone.num_nodes(), 3);
  EXPECT_THAT(own_sum->inputs(),
              ElementsAre(own_a->output(0), own_b->output(0)));
  EXPECT_THAT(ConsumersOf(own_b), ElementsAre(own_sum));
  EXPECT_THAT(own_sum->consumers(), IsEmpty());
  EXPECT_THAT(own_b->control_inputs(), ElementsAre(own_a));
  EXPECT_THAT(own_a->control_consumers(), ElementsAre(own_b));
}

TEST_F(GraphTest, CopiesNewNodesOfTheNameThatAnOldOneHad) {
  Node* a = Vector("a");
  Graph copy = graph_.Clone();
  ASSERT_OK(graph_.RenameNode(a, "b"));
  const Node* new_a = Vector("a");
  copy.CopyNewNodes(graph_);
  EXPECT_EQ(copy.num_nodes(), 2);
  EXPECT_EQ(copy.FindNode("a")->id(), new_a->id());
}

TEST_F(GraphTest, FindsANodeByItsPresentNameOnly) {
  Node* a = Vector("a");
  ASSERT_OK(graph_.RenameNode(a, "b"));
  EXPECT_EQ(graph_.FindNode("a"), nullptr);
  EXPECT_EQ(graph_.FindNode("b"), a);
  graph_.RemoveNode(a);
  EXPECT_EQ(graph_.FindNode("b"), nullptr);
  EXPECT_EQ(graph_.UniqueName("b"), "b");
}

TEST_F(GraphTest, TellsTheConsumersOfAnOutputHoweverMany) {
  Node* x = Vector("x");
  std::vector<Node*> consumers;
  for (int i = 0; i < 20; ++i) {
    consumers.push_back(Tanh(Output(graph_, x, 0)).node());
  }
  EXPECT_THAT(ConsumersOf(x), testing::UnorderedElementsAreArray(consumers));
  for (int i = 2; i < 20; ++i) graph_.RemoveNode(consumers[i]);
  EXPECT_THAT(ConsumersOf(x), UnorderedElementsAre(consumers[0], consumers[1]));
}

TEST_F(GraphTest, EntersAControlEdgeOnce) {
  Node* a = Vector("a");
  Node* b = Vector("b");
  EXPECT_THAT(a->control_inputs(), IsEmpty());
  EXPECT_THAT(a->control_consumers(), IsEmpty());
  graph_.AddControlEdge(a, b);
  graph_.AddControlEdge(a, b);
  EXPECT_THAT(b->control_inputs(), ElementsAre(a));
  EXPECT_THAT(a->control_consumers(), ElementsAre(b));
  graph_.RemoveControlEdge(a, b);
  EXPECT_THAT(b->control_inputs(), IsEmpty());
  EXPECT_THAT(a->control_consumers(), IsEmpty());
}

TEST_F(GraphTest, MovesControlConsumers) {
  Node* from = Vector("from");
  Node* to = Vector("to");
  Node* a = Vector("a");
  graph_.AddControlEdge(from, a);
  graph_.AddControlEdge(from, to);
  graph_.MoveControlConsumers(from, to);
  EXPECT_THAT(a->control_inputs(), ElementsAre(to));
  EXPECT_THAT(to->control_consumers(), ElementsAre(a));
  EXPECT_THAT(to->control_inputs(), IsEmpty());
  EXPECT_THAT(from->control_consumers(), IsEmpty());
}

}  // namespace
}  // namespace thalweg
