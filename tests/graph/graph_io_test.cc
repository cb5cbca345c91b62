#include "thalweg/graph/graph_io.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/export.h"
#include "thalweg/graph/graph_file.h"
#include "thalweg/graph/tensor_proto.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/graph_def.h"
#include "thalweg/tests/support/paths.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"

namespace thalweg {
namespace {

using absl::StatusCode;
using ::testing::AnyOf;

Graph Example() {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, Shape({-1, 2})).Named("x");
  Constant(graph, Tensor::Of<float>({3}, {1, 2, 3}), "c");
  Constant(graph, Tensor::Of<std::string>({1}, {"a\nb"}), "s");
  auto layer = graph.WithName("layer");
  Identity(x).Named("y");
  return graph;
}

TEST(GraphIoTest, LoadsWhatItSaves) {
  TempFolder folder;
  const Graph graph = Example();
  ASSERT_OK_AND_ASSIGN(const std::string bytes, SerializeGraph(graph));
  for (const char* name : {"g.pb", "g.pbtxt", "g"}) {
    const std::string path = folder.File(name);
    ASSERT_OK(SaveGraph(graph, path));
    ASSERT_OK_AND_ASSIGN(const Graph loaded, LoadGraph(path));
    EXPECT_EQ(SerializeGraph(loaded).value(), bytes);
  }
  EXPECT_EQ(ReadBytes(folder.File("g.pb")), bytes);
  EXPECT_EQ(ReadBytes(folder.File("g.pbtxt")), GraphToText(graph).value());
}

TEST(GraphIoTest, TellsFormsApartByContent) {
  TempFolder folder;
  const std::string path =
      folder.Write("text.pb", GraphToText(Example()).value());
  ASSERT_OK_AND_ASSIGN(const Graph graph, LoadGraph(path));
  EXPECT_EQ(graph.num_nodes(), 4);
}

TEST(GraphIoTest, ParsesTheEmptyGraph) {
  EXPECT_EQ(ParseGraph("")->num_nodes(), 0);
}

TEST(GraphIoTest, ImportsAFileIntoAGraph) {
  TempFolder folder;
  const std::string path = folder.File("g.pb");
  Graph graph = Example();
  ASSERT_OK(SaveGraph(graph, path));
  ASSERT_OK(ImportGraph(path, {.prefix = "again"}, graph));
  EXPECT_NE(graph.FindNode("again/layer/y"), nullptr);
  EXPECT_THAT(ImportGraph(path, {}, graph),
              StatusIs(StatusCode::kInvalidArgument,
                       absl::StrCat(path, ": Node name 'x' already exists")));
}

TEST(GraphIoTest, NamesTheFileInErrors) {
  TempFolder folder;
  EXPECT_THAT(LoadGraph(folder.File("absent.pb")),
              StatusIs(StatusCode::kNotFound, "absent.pb"));
  EXPECT_THAT(LoadGraph(folder.Write("bad.pb", "\x0a\x7f")),
              StatusIs(StatusCode::kDataLoss, "bad.pb: expected a GraphDef"));
  EXPECT_THAT(LoadGraph(folder.Write("bad.pbtxt", "node {\n nam: 'a' }")),
              StatusIs(StatusCode::kInvalidArgument,
                       "bad.pbtxt: expected the "
                       "text of a GraphDef: "
                       "line 2"));
  EXPECT_THAT(
      LoadGraph(folder.Write("op.pbtxt", "node { name: 'a' op: 'Nope' }")),
      StatusIs(StatusCode::kNotFound,
               "op.pbtxt: Node 'a': Op type not registered 'Nope'"));
}

TEST(GraphIoTest, NamesTheFormsThatItDoesNotReadYet) {
  TempFolder folder;
  EXPECT_THAT(LoadGraph(folder.path()),
              StatusIs(StatusCode::kUnimplemented, "SavedModel folder"));
  EXPECT_THAT(LoadGraph(absl::StrCat(THALWEG_TEST_DATA,
                                     "/tensorflow_graphs/"
                                     "simple_save.saved_model.pb")),
              StatusIs(StatusCode::kUnimplemented, "a SavedModel"));
  EXPECT_THAT(LoadGraph(folder.Write("m.onnx", "anything")),
              StatusIs(StatusCode::kUnimplemented, "an ONNX model"));
  // An ONNX ModelProto begins with its IR version.
  EXPECT_THAT(ParseGraph(absl::string_view("\x08\x08\x12\x01x", 5)),
              StatusIs(StatusCode::kUnimplemented, "an ONNX model"));
}

TEST(GraphIoTest, RefusesTooManyNodesBeforeMakingThem) {
  std::string bytes;
  bytes.reserve(2 * (kMaxNodes + 1));
  for (int i = 0; i <= kMaxNodes; ++i) bytes.append("\x0a\0", 2);
  EXPECT_THAT(ParseGraph(bytes),
              StatusIs(StatusCode::kResourceExhausted, "nodes"));
}

TEST(GraphIoTest, PassesOnTheErrorOfTheGraph) {
  TempFolder folder;
  Graph graph = Example();
  graph.Fail(absl::InvalidArgumentError("a mistake"));
  EXPECT_THAT(SaveGraph(graph, folder.File("g.pb")),
              StatusIs(StatusCode::kInvalidArgument, "a mistake"));
  EXPECT_FALSE(std::filesystem::exists(folder.File("g.pb")));
}

TEST(GraphIoTest, SurvivesEveryPrefixAndBitFlip) {
  const std::string bytes = SerializeGraph(Example()).value();
  int refused = 0;
  for (size_t size = 0; size < bytes.size(); ++size) {
    refused += !ParseGraph(absl::string_view(bytes).substr(0, size)).ok();
  }
  EXPECT_GT(refused, 0);
  refused = 0;
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
    refused += !ParseGraph(flipped).ok();
  }
  EXPECT_GT(refused, 0);
}

// Files that TensorFlow 2.21 wrote.
std::vector<std::string> RecordedGraphs() {
  std::vector<std::string> paths;
  const std::string folder =
      absl::StrCat(THALWEG_TEST_DATA, "/tensorflow_graphs");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string path = entry.path().string();
    if (absl::EndsWith(path, ".pb") &&
        !absl::EndsWith(path, ".saved_model.pb")) {
      paths.push_back(path);
    }
  }
  return paths;
}

// Each node as text by its name, without what an import drops, and with
// tensors in the one of their forms that an export writes.
std::map<std::string, std::string> CanonicalNodes(const GraphDef& def) {
  std::map<std::string, std::string> nodes;
  for (NodeDef node : def.node()) {
    node.clear_experimental_debug_info();
    node.clear_experimental_type();
    node.mutable_attr()->erase("_output_shapes");
    for (auto& [name, value] : *node.mutable_attr()) {
      if (!value.has_tensor()) continue;
      TensorBudget budget;
      const Tensor tensor = TensorFromProto(value.tensor(), budget).value();
      EXPECT_OK(TensorToProto(tensor, *value.mutable_tensor()));
    }
    nodes[node.name()] = MessageToText(node);
  }
  return nodes;
}

TEST(GraphIoTest, ExportsWhatTensorFlowWrote) {
  int imported = 0;
  for (const std::string& path : RecordedGraphs()) {
    ASSERT_OK_AND_ASSIGN(const GraphDefHolder def, LoadGraphDef(path));
    Graph graph;
    const absl::Status status = ImportGraphDef(*def, {}, graph).status();
    if (!status.ok()) {
      // Ops of later parts of the engine.
      EXPECT_THAT(status.code(),
                  AnyOf(StatusCode::kNotFound, StatusCode::kUnimplemented))
          << status;
      continue;
    }
    ++imported;
    GraphDefHolder exported;
    ASSERT_OK(ToGraphDef(graph, *exported));
    const auto expected = CanonicalNodes(*def);
    const auto got = CanonicalNodes(*exported);
    EXPECT_EQ(got.size(), expected.size());
    for (const auto& [name, text] : expected) {
      ASSERT_TRUE(got.contains(name)) << path << " " << name;
      EXPECT_EQ(got.at(name), text) << path;
    }
    EXPECT_EQ(MessageToText(exported->library()),
              MessageToText(def->library()));
    EXPECT_EQ(MessageToText(exported->versions()),
              MessageToText(def->versions()));
  }
  EXPECT_GT(imported, 4);
}

TEST(GraphIoTest, SurvivesDamagedFilesOfTensorFlow) {
  std::mt19937 random(1);
  for (const std::string& path : RecordedGraphs()) {
    const std::string bytes = ReadBytes(path);
    for (int i = 0; i < 300; ++i) {
      ParseGraph(absl::string_view(bytes).substr(0, random() % bytes.size()))
          .IgnoreError();
      std::string flipped = bytes;
      flipped[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
      ParseGraph(flipped).IgnoreError();
    }
    EXPECT_OK(ParseGraphDef(bytes));
  }
}

}  // namespace
}  // namespace thalweg
