// One test for each sentence with which an import is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/import.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/graph_def.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using absl::StatusCode;

constexpr char kFloatType[] = "attr { key: 'T' value { type: DT_FLOAT } } ";
// A constant, 'c'.
constexpr char kConst[] =
    "node { name: 'c' op: 'Const' "
    "attr { key: 'dtype' value { type: DT_FLOAT } } "
    "attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { } "
    "float_val: 1 } } } } ";

// Node 'a'.
std::string A(const std::string& op, const std::string& more) {
  return absl::StrCat("node { name: 'a' op: '", op, "' ", more, " } ");
}

void ExpectRefused(const std::string& text, StatusCode code,
                   const std::string& message,
                   const ImportOptions& options = {}) {
  Graph graph;
  EXPECT_THAT(ImportGraphDef(GraphDefOf(text), options, graph),
              StatusIs(code, message));
  EXPECT_EQ(graph.num_nodes(), 0);
}

void ExpectInvalid(const std::string& text, const std::string& message,
                   const ImportOptions& options = {}) {
  ExpectRefused(text, StatusCode::kInvalidArgument, message, options);
}

TEST(ImportRefusalTest, UnknownOp) {
  ExpectRefused(
      A("Nope", ""), StatusCode::kNotFound,
      "Node 'a': Op type not registered 'Nope' in binary running on ");
  ExpectRefused(A("Nope", ""), StatusCode::kNotFound,
                ". Make sure the Op and Kernel are registered in the binary "
                "running in this process.");
}

TEST(ImportRefusalTest, OpThatIsAFunction) {
  ExpectRefused(A("f", "") + "library { function { signature { name: 'f' } } }",
                StatusCode::kUnimplemented, "Node 'a': 'f' is a function");
}

TEST(ImportRefusalTest, RemovedOp) {
  ExpectRefused(A("TestRemoved", "") + "versions { producer: 9 }",
                StatusCode::kUnimplemented,
                "Node 'a': Op TestRemoved is not available in GraphDef "
                "version 9. It has been removed in version 9. Use something "
                "else.");
}

TEST(ImportRefusalTest, InvalidNames) {
  for (const char* name : {"a b", "", "_a", "/a", "-a", "a:0", "^a", "a>", ">a",
                           "a>_b", "a\\n", "\\303\\251"}) {
    ExpectInvalid(absl::StrCat("node { name: '", name, "' op: 'NoOp' }"),
                  "': Node name contains invalid characters");
  }
  ExpectInvalid("node { name: 'a b' op: 'NoOp' }",
                "Node 'a b': Node name contains invalid characters");
}

TEST(ImportRefusalTest, SameNameTwice) {
  ExpectInvalid(A("NoOp", "") + A("NoOp", ""), "Node 'a' is not unique");
}

TEST(ImportRefusalTest, NameThatTheGraphHas) {
  Graph graph;
  ASSERT_OK(ImportGraphDef(GraphDefOf(A("NoOp", "")), {}, graph));
  EXPECT_THAT(ImportGraphDef(GraphDefOf(A("NoOp", "")), {}, graph),
              StatusIs(StatusCode::kInvalidArgument,
                       "Node name 'a' already exists in the Graph"));
}

TEST(ImportRefusalTest, InputThatIsAbsent) {
  ExpectInvalid(A("Neg", absl::StrCat("input: 'zz' ", kFloatType)),
                "Node 'a': Unknown input node 'zz'");
  ExpectInvalid(A("NoOp", "input: '^zz'"),
                "Node 'a': Unknown input node '^zz'");
  for (const char* input :
       {"c:01", "c:x", "c:", "c:-1", "c:99999999999", "", "^", ":0", "c:0:0"}) {
    ExpectInvalid(
        absl::StrCat(kConst, A("Neg", absl::StrCat("input: '", input, "' ",
                                                   kFloatType))),
        absl::StrCat("Node 'a': Unknown input node '", input, "'"));
  }
}

TEST(ImportRefusalTest, OutputThatIsAbsent) {
  ExpectInvalid(
      absl::StrCat(kConst, A("Neg", absl::StrCat("input: 'c:1' ", kFloatType))),
      "Node 'a': Connecting to invalid output 1 of source node c which has 1 "
      "outputs.");
}

TEST(ImportRefusalTest, ControlBeforeData) {
  ExpectInvalid(
      absl::StrCat(kConst, A("Neg", absl::StrCat("input: '^c' input: 'c' ",
                                                 kFloatType))),
      "Node 'a': Control dependencies must come after regular dependencies");
}

TEST(ImportRefusalTest, ColocationWithAnAbsentNode) {
  const std::string text =
      A("NoOp", "attr { key: '_class' value { list { s: 'loc:@zz' } } }");
  ExpectInvalid(text,
                "Node 'a' expects to be colocated with unknown node 'zz'");
  ExpectInvalid(text, "Node 'a' expects to be colocated with unknown node 'zz'",
                {.may_use_existing_nodes = true});
}

TEST(ImportRefusalTest, MissingAttribute) {
  ExpectInvalid(A("Placeholder", ""),
                "NodeDef missing attr 'dtype' from Op<name=Placeholder; "
                "signature= -> output:dtype; attr=dtype:type; ");
  // Though the input determines it.
  ExpectInvalid(absl::StrCat(kConst, A("Neg", "input: 'c'")),
                "NodeDef missing attr 'T' from Op<name=Neg; ");
}

TEST(ImportRefusalTest, AttributeValueThatIsNotAllowed) {
  ExpectInvalid(
      absl::StrCat(kConst, A("Softmax",
                             "input: 'c' attr { key: 'T' value { "
                             "type: DT_INT32 } }")),
      "Value for attr 'T' of int32 is not in the list of allowed values: ");
}

TEST(ImportRefusalTest, AttributeOfAnotherKind) {
  ExpectInvalid(absl::StrCat(kConst, A("Neg",
                                       "input: 'c' attr { key: 'T' "
                                       "value { i: 1 } }")),
                "'type' expected for attr 'T'");
  ExpectInvalid(absl::StrCat(kConst, A("Neg",
                                       "input: 'c' attr { key: 'T' "
                                       "value { placeholder: 'T' } }")),
                "Node 'a': attr 'T': AttrValue had value with unexpected type "
                "'placeholder'");
}

TEST(ImportRefusalTest, AttributeThatCannotBeRead) {
  ExpectInvalid(absl::StrCat(kConst, A("Neg",
                                       "input: 'c' attr { key: 'T' "
                                       "value { type: DT_FLOAT_REF } }")),
                "Node 'a': attr 'T': expected a DataType that is no reference");
}

TEST(ImportRefusalTest, ConstantsThatClaimTooMuch) {
  std::string text;
  for (int i = 0; i < 20; ++i) {
    absl::StrAppend(
        &text, "node { name: 'c", i,
        "' op: 'Const' attr { key: 'dtype' value { type: DT_INT8 } } attr { "
        "key: 'value' value { tensor { dtype: DT_INT8 tensor_shape { dim { "
        "size: 100000000 } } } } } } ");
  }
  ExpectRefused(text, StatusCode::kResourceExhausted, "claims 100000000");
}

TEST(ImportRefusalTest, TooManyOrTooFewInputs) {
  ExpectInvalid(
      absl::StrCat(kConst, A("Identity", absl::StrCat("input: 'c' input: 'c' ",
                                                      kFloatType))),
      "NodeDef expected inputs 'float' do not match 2 inputs "
      "specified; Op<name=Identity; signature=input:T -> output:T; ");
  ExpectInvalid(A("Identity", kFloatType), "do not match 0 inputs specified");
}

TEST(ImportRefusalTest, InputOfAnotherDType) {
  ExpectInvalid(
      absl::StrCat(kConst, A("Identity",
                             "input: 'c' attr { key: 'T' value { "
                             "type: DT_INT32 } }")),
      "Input 0 of node a was passed float from c:0 incompatible with expected "
      "int32.");
}

TEST(ImportRefusalTest, Cycle) {
  ExpectInvalid(
      absl::StrCat("node { name: 'b' op: 'Neg' input: 'a' ", kFloatType, "}",
                   A("Neg", absl::StrCat("input: 'b' ", kFloatType)),
                   "node { name: 'after' op: 'NoOp' input: '^a' }"),
      "2 nodes in a cycle: a -> b -> a");
  ExpectInvalid(A("NoOp", "input: '^a'"), "1 nodes in a cycle: a -> a");
}

TEST(ImportRefusalTest, LoopThatIsNotClosedByANextIteration) {
  const std::string merge =
      absl::StrCat("node { name: 'm' op: 'TestMerge' input: 'c' input: 'a' ",
                   kFloatType, "attr { key: 'N' value { i: 2 } } }");
  const std::string input = absl::StrCat("input: 'm' ", kFloatType);
  ExpectInvalid(absl::StrCat(kConst, merge, A("Identity", input)),
                "2 nodes in a cycle: ");
}

TEST(ImportRefusalTest, BackEdgeThatDoesNotFit) {
  const std::string merge = absl::StrCat(
      "node { name: 'm' op: 'TestMerge' input: 'c' input: 'a' ", kFloatType,
      "attr { key: 'N' value { i: 2 } } } "
      "node { name: 'i' op: 'Placeholder' "
      "attr { key: 'dtype' value { type: DT_INT32 } } }");
  ExpectInvalid(
      absl::StrCat(kConst, merge,
                   A("TestNextIteration",
                     "input: 'i' attr { key: 'T' value { "
                     "type: DT_INT32 } }")),
      "Input 1 of node m was passed int32 from a:0 incompatible with expected "
      "float.");
}

TEST(ImportRefusalTest, MinConsumerTooHigh) {
  ExpectInvalid("versions { min_consumer: 99999 }",
                "GraphDef min consumer version 99999 above current version "
                "2474 for TensorFlow 2.21.0.  Please upgrade TensorFlow.");
}

TEST(ImportRefusalTest, BadConsumer) {
  ExpectInvalid("versions { bad_consumers: [3, 2474] }",
                "GraphDef disallows consumer version 2474.  Please upgrade "
                "TensorFlow: this version is likely buggy.");
}

TEST(ImportRefusalTest, ProducerTooOld) {
  ExpectInvalid("versions { producer: -1 }",
                "GraphDef producer version -1 below min producer 0");
}

TEST(ImportRefusalTest, ShapeFunctionThatFails) {
  ExpectInvalid(absl::StrCat(kConst,
                             "node { name: 'd' op: 'Const' attr { key: 'dtype' "
                             "value { type: DT_FLOAT } } attr { key: 'value' "
                             "value { tensor { dtype: DT_FLOAT tensor_shape { "
                             "dim { size: 3 } } } } } }"
                             "node { name: 'e' op: 'Const' attr { key: 'dtype' "
                             "value { type: DT_FLOAT } } attr { key: 'value' "
                             "value { tensor { dtype: DT_FLOAT tensor_shape { "
                             "dim { size: 2 } } } } } }",
                             A("AddV2", absl::StrCat("input: 'd' input: 'e' ",
                                                     kFloatType))),
                "AddV2 'a': ");
}

TEST(ImportRefusalTest, OutputShapesThatContradict) {
  const std::string text =
      "node { name: 'a' op: 'Placeholder' "
      "attr { key: 'dtype' value { type: DT_FLOAT } } "
      "attr { key: 'shape' value { shape { dim { size: 3 } } } } "
      "attr { key: '_output_shapes' value { list { ";
  ExpectInvalid(text + "shape { dim { size: 2 } } } } } }",
                "Node 'a' has an _output_shapes attribute inconsistent with "
                "the GraphDef for output #0: Dimension 0 in both shapes must "
                "be equal, but are 3 and 2.");
  ExpectInvalid(text + "shape { } shape { } } } } }",
                "Node 'a' has 1 outputs but the _output_shapes attribute "
                "specifies shapes for 2 outputs");
}

TEST(ImportRefusalTest, DifferentFunctionsOfOneName) {
  ExpectInvalid(
      "library { function { signature { name: 'f' } } "
      "function { signature { name: 'f' is_stateful: true } } }",
      "Cannot add function 'f' because a different function with the same "
      "name already exists.");
}

TEST(ImportRefusalTest, FunctionWithTheNameOfAnOp) {
  ExpectInvalid("library { function { signature { name: 'NoOp' } } }",
                "Cannot add function 'NoOp' because an op with the same name "
                "already exists.");
}

TEST(ImportRefusalTest, FunctionWithTwoGradients) {
  ExpectInvalid(
      "library { gradient { function_name: 'f' gradient_func: 'g' } "
      "gradient { function_name: 'f' gradient_func: 'h' } }",
      "Cannot assign gradient function 'h' to 'f' because it already has "
      "gradient function 'g'");
}

TEST(ImportRefusalTest, PrefixThatIsNoName) {
  ExpectInvalid(A("NoOp", ""),
                "Imported node name prefix 'a b' would lead to invalid node "
                "names",
                {.prefix = "a b"});
}

TEST(ImportRefusalTest, ReturnsThatAreAbsent) {
  ExpectInvalid(kConst, "Requested return tensor 'zz:0' not found in graph def",
                {.return_outputs = {"zz:0"}});
  ExpectInvalid(kConst, "Requested return tensor '^c' not found in graph def",
                {.return_outputs = {"^c"}});
  ExpectInvalid(kConst,
                "Invalid return output 1 of node 'c', which has 1 output(s)",
                {.return_outputs = {"c:1"}});
  ExpectInvalid(kConst, "Requested return node 'zz' not found in graph def",
                {.return_operations = {"zz"}});
}

TEST(ImportRefusalTest, MappedInputsOfAnotherGraph) {
  Graph other;
  const Output foreign = Placeholder(other, kFloat).Named("foreign");
  ExpectInvalid(kConst, "input_map: 'x' is mapped to 'foreign:0'",
                {.input_map = {{"x", foreign}}});
  ExpectInvalid(kConst, "control_dependencies: expected operations",
                {.control_dependencies = {foreign.operation()}});
}

TEST(ImportRefusalTest, MappedInputOfAnotherDType) {
  Graph graph;
  const Output mine = Placeholder(graph, kInt32).Named("mine");
  EXPECT_THAT(
      ImportGraphDef(
          GraphDefOf(A("Neg", absl::StrCat("input: 'x' ", kFloatType))),
          {.input_map = {{"x", mine}}}, graph),
      StatusIs(StatusCode::kInvalidArgument,
               "Input 0 of node a was passed int32 from mine:0 incompatible "
               "with expected float."));
  EXPECT_EQ(graph.num_nodes(), 1);
}

}  // namespace
}  // namespace thalweg
