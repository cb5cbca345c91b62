#include "thalweg/graph/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thalweg/graph/import.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/proto/graph.pb.h"
#include "thalweg/tests/support/graph_def.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;

TEST(ExportTest, WritesInputsControlInputsDeviceAndAttributes) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, Shape({2})).Named("x");
  const Output go = Placeholder(graph, kFloat).Named("go");
  {
    auto control = graph.WithControlDependencies({go});
    auto device = graph.WithDevice("/cpu:1");
    Identity(x).Named("y");
  }
  GraphDef def;
  ASSERT_OK(ToGraphDef(graph, def));
  ASSERT_EQ(def.node_size(), 3);
  const NodeDef& y = def.node(2);
  EXPECT_EQ(y.name(), "y");
  EXPECT_EQ(y.op(), "Identity");
  EXPECT_THAT(y.input(), ElementsAre("x", "^go"));
  EXPECT_EQ(y.device(), "/device:CPU:1");
  EXPECT_EQ(y.attr().at("T").type(), DT_FLOAT);
  EXPECT_EQ(def.versions().producer(), kGraphDefVersion);
}

TEST(ExportTest, KeepsAttributesThatEqualTheirDefaults) {
  Graph graph;
  Placeholder(graph, kFloat).Named("x");
  GraphDef def;
  ASSERT_OK(ToGraphDef(graph, def));
  EXPECT_TRUE(def.node(0).attr().at("shape").shape().unknown_rank());
}

TEST(ExportTest, WritesLoopsVersionsAndTheLibrary) {
  const GraphDef def = GraphDefOf(
      "node { name: 'x' op: 'Placeholder' "
      "  attr { key: 'dtype' value { type: DT_FLOAT } } "
      "  attr { key: 'shape' value { shape { unknown_rank: true } } } } "
      "node { name: 'm' op: 'TestMerge' input: 'x' input: 'n' "
      "  attr { key: 'T' value { type: DT_FLOAT } } "
      "  attr { key: 'N' value { i: 2 } } } "
      "node { name: 'n' op: 'TestNextIteration' input: 'm' "
      "  attr { key: 'T' value { type: DT_FLOAT } } "
      "  attr { key: '_class' value { list { s: 'loc:@x' } } } } "
      "library { function { signature { name: 'f' } } } "
      "versions { producer: 12 min_consumer: 3 bad_consumers: 4 }");
  Graph graph;
  ASSERT_OK(ImportGraphDef(def, {}, graph));
  GraphDef exported;
  ASSERT_OK(ToGraphDef(graph, exported));
  EXPECT_EQ(MessageToText(exported), MessageToText(def));
}

TEST(ExportTest, RefusesALoopThatIsNotClosed) {
  Graph graph;
  NodeSpec merge;
  merge.name = "m";
  merge.op = OpRegistry::Find("TestMerge");
  merge.inputs.resize(2);
  merge.attrs.Set("T", kFloat);
  ASSERT_OK(graph.AddNode(merge));
  GraphDef def;
  EXPECT_THAT(ToGraphDef(graph, def),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       "TestMerge 'm': its loop is not closed: input 0"));
}

TEST(ExportTest, PassesOnTheGraphsFirstError) {
  Graph graph;
  graph.Fail(absl::InvalidArgumentError("first"));
  GraphDef def;
  EXPECT_THAT(ToGraphDef(graph, def),
              StatusIs(absl::StatusCode::kInvalidArgument, "first"));
}

}  // namespace
}  // namespace thalweg
