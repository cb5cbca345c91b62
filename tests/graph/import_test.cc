#include "thalweg/graph/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/allocation_failure.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/proto/function.pb.h"
#include "thalweg/tests/support/graph_def.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPlaceholder[] =
    "node { name: 'x' op: 'Placeholder' "
    "  attr { key: 'dtype' value { type: DT_FLOAT } } "
    "  attr { key: 'shape' value { shape { dim { size: 2 } } } } } ";

// A node of one float input.
std::string Unary(const std::string& name, const std::string& op,
                  const std::string& input, const std::string& more = "") {
  return absl::StrCat("node { name: '", name, "' op: '", op, "' input: '",
                      input, "' attr { key: 'T' value { type: DT_FLOAT } } ",
                      more, " } ");
}

std::string NoOp(const std::string& name, const std::string& more = "") {
  return absl::StrCat("node { name: '", name, "' op: 'NoOp' ", more, " } ");
}

std::vector<std::string> NamesOf(const Graph& graph) {
  std::vector<std::string> names;
  for (const auto& node : graph.nodes()) {
    if (node) names.push_back(node->name());
  }
  return names;
}

std::vector<std::string> ControlInputsOf(const Node& node) {
  std::vector<std::string> names;
  for (const Node* input : node.control_inputs()) {
    names.push_back(input->name());
  }
  return names;
}

ImportResult Import(const std::string& text, Graph& graph,
                    const ImportOptions& options = {}) {
  absl::StatusOr<ImportResult> result =
      ImportGraphDef(GraphDefOf(text), options, graph);
  EXPECT_OK(result);
  return result.ok() ? *result : ImportResult();
}

TEST(ImportTest, MakesNodesWithInputsAttributesAndShapes) {
  Graph graph;
  Import(absl::StrCat(kPlaceholder, Unary("y", "Neg", "x"),
                      "node { name: 'z' op: 'AddV2' input: 'x:0' input: 'y' "
                      "device: '/cpu:1' "
                      "attr { key: 'T' value { type: DT_FLOAT } } }"),
         graph);
  EXPECT_THAT(NamesOf(graph), ElementsAre("x", "y", "z"));
  Node* z = graph.FindNode("z");
  ASSERT_NE(z, nullptr);
  EXPECT_EQ(z->input(0), graph.FindNode("x")->output(0));
  EXPECT_EQ(z->input(1), graph.FindNode("y")->output(0));
  EXPECT_EQ(z->output_shape(0), Shape({2}));
  EXPECT_EQ(z->output_dtype(0), kFloat);
  EXPECT_EQ(z->device(), "/cpu:1");
}

TEST(ImportTest, TakesNodesInAnyOrder) {
  Graph graph;
  Import(absl::StrCat(Unary("c", "Neg", "b"), Unary("b", "Neg", "x"),
                      NoOp("d", "input: '^c'"), kPlaceholder),
         graph);
  EXPECT_THAT(NamesOf(graph), ElementsAre("x", "b", "c", "d"));
  EXPECT_EQ(graph.FindNode("c")->output_shape(0), Shape({2}));
}

TEST(ImportTest, KeepsControlInputsOnce) {
  Graph graph;
  Import(absl::StrCat(NoOp("a"), NoOp("b"),
                      NoOp("c", "input: '^b' input: '^a' input: '^b'")),
         graph);
  EXPECT_THAT(ControlInputsOf(*graph.FindNode("c")), ElementsAre("b", "a"));
}

TEST(ImportTest, FillsDefaultsAndKeepsUnknownAttributes) {
  Graph graph;
  Import(absl::StrCat("node { name: 'x' op: 'Placeholder' "
                      "attr { key: 'dtype' value { type: DT_FLOAT } } "
                      "attr { key: '_mine' value { i: 7 } } "
                      "attr { key: 'yours' value { s: 'a' } } }"),
         graph);
  const AttrMap& attrs = graph.FindNode("x")->attrs();
  EXPECT_EQ(*attrs.Get<Shape>("shape"), Shape::Unknown());
  EXPECT_EQ(*attrs.Get<int64_t>("_mine"), 7);
  EXPECT_EQ(*attrs.Get<std::string>("yours"), "a");
}

TEST(ImportTest, PutsAPrefixBeforeAllNames) {
  for (const char* prefix : {"tower", "tower/"}) {
    Graph graph;
    Import(absl::StrCat(kPlaceholder,
                        Unary("y", "Neg", "x",
                              "input: '^x' attr { key: '_class' value { list { "
                              "s: 'loc:@x' s: 'other' } } }")),
           graph, {.prefix = prefix});
    EXPECT_THAT(NamesOf(graph), ElementsAre("tower/x", "tower/y"));
    const Node& y = *graph.FindNode("tower/y");
    EXPECT_EQ(y.input(0).node->name(), "tower/x");
    EXPECT_THAT(ControlInputsOf(y), ElementsAre("tower/x"));
    EXPECT_THAT(*y.attrs().Get<std::vector<std::string>>("_class"),
                ElementsAre("loc:@tower/x", "other"));
  }
}

TEST(ImportTest, ImportsTheSameTwiceUnderTwoPrefixes) {
  Graph graph;
  const std::string text = absl::StrCat(kPlaceholder, Unary("y", "Neg", "x"));
  Import(text, graph, {.prefix = "a"});
  Import(text, graph, {.prefix = "b"});
  EXPECT_THAT(NamesOf(graph), ElementsAre("a/x", "a/y", "b/x", "b/y"));
}

TEST(ImportTest, MapsInputsToTheGraph) {
  Graph graph;
  const Output mine = Placeholder(graph, kFloat, Shape({3})).Named("mine");
  const ImportResult result =
      Import(absl::StrCat(kPlaceholder, Unary("y", "Neg", "x"),
                          Unary("z", "Neg", "absent:4", "input: '^gone'")),
             graph,
             {.prefix = "p",
              .input_map = {{"x", mine},
                            {"absent:4", mine},
                            {"^gone", mine},
                            {"unused:1", mine}}});
  EXPECT_EQ(graph.FindNode("p/y")->input(0), mine.edge());
  EXPECT_EQ(graph.FindNode("p/y")->output_shape(0), Shape({3}));
  EXPECT_EQ(graph.FindNode("p/z")->input(0), mine.edge());
  EXPECT_THAT(ControlInputsOf(*graph.FindNode("p/z")), ElementsAre("mine"));
  EXPECT_NE(graph.FindNode("p/x"), nullptr);
  EXPECT_THAT(result.unused_inputs, ElementsAre("unused:1"));
}

TEST(ImportTest, ReturnsWhatIsAskedFor) {
  Graph graph;
  const Output mine = Placeholder(graph, kFloat, Shape({3})).Named("mine");
  const ImportResult result = Import(
      absl::StrCat(kPlaceholder, Unary("y", "Neg", "x"), NoOp("go")), graph,
      {.prefix = "p",
       .input_map = {{"x:0", mine}},
       .return_outputs = {"y:0", "x", "y"},
       .return_operations = {"go"}});
  ASSERT_EQ(result.outputs.size(), 3u);
  EXPECT_EQ(result.outputs[0].name(), "p/y:0");
  EXPECT_EQ(result.outputs[1], mine);
  EXPECT_EQ(result.outputs[2], result.outputs[0]);
  ASSERT_EQ(result.operations.size(), 1u);
  EXPECT_EQ(result.operations[0].name(), "p/go");
}

TEST(ImportTest, RunsNodesWithoutNewInputsAfterTheControlDependencies) {
  Graph graph;
  const Output first = Placeholder(graph, kFloat).Named("first");
  Import(absl::StrCat(kPlaceholder, Unary("y", "Neg", "x"),
                      Unary("z", "Neg", "mapped")),
         graph,
         {.input_map = {{"mapped", first}},
          .control_dependencies = {first.operation()}});
  EXPECT_THAT(ControlInputsOf(*graph.FindNode("x")), ElementsAre("first"));
  EXPECT_THAT(ControlInputsOf(*graph.FindNode("y")), IsEmpty());
  EXPECT_THAT(ControlInputsOf(*graph.FindNode("z")), ElementsAre("first"));
}

TEST(ImportTest, GivesTheDefaultDeviceToNodesWithoutOne) {
  Graph graph;
  Import(absl::StrCat(NoOp("a"), NoOp("b", "device: '/cpu:1'")), graph,
         {.default_device = "/cpu:0"});
  EXPECT_EQ(graph.FindNode("a")->device(), "/cpu:0");
  EXPECT_EQ(graph.FindNode("b")->device(), "/cpu:1");
}

TEST(ImportTest, MayUseNodesThatTheGraphHas) {
  Graph graph;
  Import(kPlaceholder, graph);
  Import(Unary("y", "Neg", "x",
               "attr { key: '_class' value { list { s: 'loc:@x' } } }"),
         graph, {.may_use_existing_nodes = true});
  EXPECT_EQ(graph.FindNode("y")->input(0), graph.FindNode("x")->output(0));
}

TEST(ImportTest, LeavesTheScopesOfTheGraphAside) {
  Graph graph;
  auto name = graph.WithName("scope");
  auto device = graph.WithDevice("/cpu:1");
  Import(NoOp("a"), graph);
  EXPECT_THAT(NamesOf(graph), ElementsAre("a"));
  EXPECT_EQ(graph.FindNode("a")->device(), "");
}

std::string WithOutputShape(const std::string& shape) {
  return absl::StrCat(
      "node { name: 'u' op: 'Placeholder' "
      "attr { key: 'dtype' value { type: DT_FLOAT } } "
      "attr { key: 'shape' value { shape { dim { size: -1 } } } } "
      "attr { key: '_output_shapes' value { list { shape { ",
      shape, " } } } } }", Unary("y", "Neg", "u"));
}

TEST(ImportTest, MergesOutputShapesIntoInferredOnes) {
  Graph graph;
  Import(WithOutputShape("dim { size: 5 }"), graph);
  EXPECT_EQ(graph.FindNode("u")->output_shape(0), Shape({5}));
  EXPECT_EQ(graph.FindNode("y")->output_shape(0), Shape({5}));
  EXPECT_EQ(graph.FindNode("u")->attrs().Find("_output_shapes"), nullptr);
}

TEST(ImportTest, IgnoresOutputShapesWhenTold) {
  Graph graph;
  Import(WithOutputShape("dim { size: 5 } dim { size: 5 }"), graph,
         {.validate_shapes = false});
  EXPECT_EQ(graph.FindNode("u")->output_shape(0), Shape({-1}));
  EXPECT_EQ(graph.FindNode("u")->attrs().Find("_output_shapes"), nullptr);
}

TEST(ImportTest, ClosesLoops) {
  Graph graph;
  Import(absl::StrCat(kPlaceholder,
                      "node { name: 'm' op: 'TestMerge' input: 'x' input: 'n' "
                      "attr { key: 'T' value { type: DT_FLOAT } } "
                      "attr { key: 'N' value { i: 2 } } }",
                      Unary("y", "Neg", "m"),
                      Unary("n", "TestNextIteration", "y")),
         graph);
  EXPECT_EQ(graph.FindNode("m")->input(1), graph.FindNode("n")->output(0));
  ASSERT_EQ(graph.FindNode("n")->consumers().size(), 1u);
  EXPECT_EQ(graph.FindNode("n")->consumers()[0].node, graph.FindNode("m"));
}

TEST(ImportTest, TakesTheVersionsIntoAnEmptyGraph) {
  Graph graph;
  Import("versions { producer: 134 min_consumer: 12 bad_consumers: 5 }", graph);
  EXPECT_EQ(graph.versions().producer, 134);
  EXPECT_EQ(graph.versions().min_consumer, 12);
  EXPECT_THAT(graph.versions().bad_consumers, ElementsAre(5));
}

TEST(ImportTest, MergesTheVersionsOfGraphs) {
  Graph graph;
  Import(absl::StrCat(NoOp("a"),
                      "versions { producer: 134 bad_consumers: 9 "
                      "min_consumer: 3 }"),
         graph);
  Import(absl::StrCat(NoOp("b"), "versions { producer: 99 bad_consumers: 5 }"),
         graph);
  EXPECT_EQ(graph.versions().producer, 99);
  EXPECT_EQ(graph.versions().min_consumer, 3);
  EXPECT_THAT(graph.versions().bad_consumers, ElementsAre(5, 9));
}

TEST(ImportTest, ReadsTheVersionOfOldFiles) {
  Graph graph;
  Import("version: 8 " + NoOp("a") + "node { name: 'r' op: 'TestRemoved' }",
         graph);
  EXPECT_EQ(graph.versions().producer, 8);
}

TEST(ImportTest, TakesScalarShapesOfOldPlaceholdersAsUnknown) {
  const std::string placeholder =
      "node { name: 'x' op: 'Placeholder' "
      "attr { key: 'dtype' value { type: DT_FLOAT } } "
      "attr { key: 'shape' value { shape { } } } } ";
  Graph old;
  Import(placeholder + "versions { producer: 21 }", old);
  EXPECT_EQ(old.FindNode("x")->output_shape(0), Shape::Unknown());
  Graph recent;
  Import(placeholder + "versions { producer: 22 }", recent);
  EXPECT_EQ(recent.FindNode("x")->output_shape(0), Shape());
}

TEST(ImportTest, KeepsTheFunctionLibrary) {
  const std::string f = "function { signature { name: 'f' } } ";
  Graph graph;
  EXPECT_EQ(graph.library(), nullptr);
  Import(NoOp("a"), graph);
  EXPECT_EQ(graph.library(), nullptr);
  Import(absl::StrCat("library { ", f, "}"), graph);
  Import(absl::StrCat("library { ", f,
                      "function { signature { name: 'g' } } "
                      "gradient { function_name: 'f' gradient_func: 'g' } }"),
         graph);
  ASSERT_NE(graph.library(), nullptr);
  ASSERT_EQ(graph.library()->function_size(), 2);
  EXPECT_EQ(graph.library()->function(1).signature().name(), "g");
  EXPECT_EQ(graph.library()->gradient_size(), 1);
}

TEST(ImportTest, LeavesTheGraphAsItWasOnFailure) {
  Graph graph;
  const Output mine = Placeholder(graph, kFloat, Shape({3})).Named("mine");
  const Output user = Identity(mine).Named("user");
  const GraphDef def = GraphDefOf(absl::StrCat(
      Unary("y", "Neg", "m"), Unary("z", "Neg", "y", "input: '^mine2'"),
      kPlaceholder, "node { name: 'mine2' op: 'NoOp' input: '^y' }",
      Unary("bad", "Neg", "z:7"),
      "versions { producer: 5 } "
      "library { function { signature { name: 'f' } } }"));
  EXPECT_THAT(ImportGraphDef(def,
                             {.input_map = {{"m", mine}},
                              .control_dependencies = {user.operation()}},
                             graph),
              StatusIs(absl::StatusCode::kInvalidArgument, "Node 'bad'"));
  EXPECT_THAT(NamesOf(graph), ElementsAre("mine", "user"));
  EXPECT_EQ(graph.num_nodes(), 2);
  EXPECT_EQ(graph.FindNode("y"), nullptr);
  EXPECT_EQ(mine.node()->consumers().size(), 1u);
  EXPECT_THAT(user.node()->control_consumers(), IsEmpty());
  EXPECT_EQ(graph.library(), nullptr);
  EXPECT_EQ(graph.versions().producer, kGraphDefVersion);
  EXPECT_OK(graph.status());
  // The names are free.
  Import(kPlaceholder, graph);
}

TEST(ImportTest, LeavesTheGraphAsItWasWhenMemoryRunsOut) {
  GraphDef def;
  for (const char* name : {"a", "b", "c"}) {
    NodeDef& node = *def.add_node();
    node.set_name(name);
    node.set_op("Const");
    (*node.mutable_attr())["dtype"].set_type(DT_FLOAT);
    TensorProto& value = *(*node.mutable_attr())["value"].mutable_tensor();
    value.set_dtype(DT_FLOAT);
    value.mutable_tensor_shape();
  }
  int64_t successes = 0;
  for (bool failed = true; failed; ++successes) {
    Graph graph;
    AllocationFailure failure(successes, AllocationFailure::kOnce);
    const absl::Status status = ImportGraphDef(def, {}, graph).status();
    failed = failure.happened();
    if (failed) {
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
    }
    EXPECT_EQ(graph.num_nodes(), failed ? 0 : 3);
  }
  EXPECT_GT(successes, 3);
}

TEST(ImportTest, TakesALongChainInReverse) {
  constexpr int kSize = 100'000;
  GraphDef def;
  for (int i = kSize; i > 0; --i) {
    NodeDef& node = *def.add_node();
    node.set_name(absl::StrCat("n", i));
    node.set_op("NoOp");
    node.add_input(absl::StrCat("^n", i - 1));
  }
  def.add_node()->set_name("n0");
  def.mutable_node(kSize)->set_op("NoOp");
  Graph graph;
  ASSERT_OK(ImportGraphDef(def, {}, graph));
  EXPECT_EQ(graph.nodes().front()->name(), "n0");
  EXPECT_EQ(graph.nodes().back()->name(), absl::StrCat("n", kSize));
}

TEST(ImportTest, TakesTimeInProportionToAWideFan) {
  // A search per control input or per removed edge would take minutes.
  constexpr int kSize = 300'000;
  GraphDef def = GraphDefOf(NoOp("first"));
  for (int i = 0; i < kSize; ++i) {
    NodeDef& node = *def.add_node();
    node.set_name(absl::StrCat("n", i));
    node.set_op("NoOp");
    node.add_input("^first");
  }
  NodeDef& all = *def.add_node();
  all.set_name("all");
  all.set_op("NoOp");
  for (int i = 0; i < kSize; ++i) all.add_input(absl::StrCat("^n", i));
  Graph graph;
  ASSERT_OK(ImportGraphDef(def, {}, graph));
  EXPECT_EQ(graph.FindNode("all")->control_inputs().size(), size_t{kSize});

  *def.add_node() = GraphDefOf(Unary("bad", "Neg", "all")).node(0);
  Graph other;
  EXPECT_THAT(ImportGraphDef(def, {}, other),
              StatusIs(absl::StatusCode::kInvalidArgument, "Node 'bad'"));
  EXPECT_EQ(other.num_nodes(), 0);
}

}  // namespace
}  // namespace thalweg
