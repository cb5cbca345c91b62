#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_split.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/tests/tools/thalweg/small_graphs.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

json Inspect(const std::string& model) {
  const auto run = Thalweg({"inspect", model, "--json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, IsEmpty());
  return json::parse(run.out, nullptr, false);
}

json TensorEntry(const char* name, const char* dtype, const json& shape) {
  return {{"name", name}, {"dtype", dtype}, {"shape", shape}};
}

class InspectCommandTest : public testing::Test {
 protected:
  // y = relu(x w + v), with v a variable set by "init" and changed by "train".
  std::string WriteModel() {
    Graph graph;
    const Output x = Placeholder(graph, kFloat, {-1, 3}).Named("x");
    const Output v = Variable(graph, initializer::Zeros({2}), {.name = "v"});
    const Output w =
        Const(graph, Tensor::Zeros(kFloat, {3, 2}).value()).Named("w");
    const Output y = Relu(MatMul(x, w) + v).Named("y");
    const Output loss = Mean(y).Named("loss");
    {
      const auto on_cpu = graph.WithDevice("/device:CPU:0");
      Size(y).Named("size");
    }
    const Operation step = GradientDescent(0.1f).Minimize(loss);
    {
      const auto after = graph.WithControlDependencies({step});
      NoOp(graph).Named("train");
    }
    graph.Initializer();
    std::string path = folder_.File("model.pb");
    EXPECT_OK(SaveGraph(graph, path));
    return path;
  }

  const TempFolder folder_;
};

TEST_F(InspectCommandTest, TellsWhatIsInAModel) {
  const json model = Inspect(WriteModel());
  ASSERT_TRUE(model.is_object());
  EXPECT_EQ(model["form"], "GraphDef");
  EXPECT_EQ(model["versions"]["producer"], kGraphDefVersion);
  EXPECT_EQ(model["inputs"],
            json::array({TensorEntry("x:0", "float", {-1, 3})}));
  EXPECT_EQ(model["outputs"],
            json::array({TensorEntry("loss:0", "float", json::array()),
                         TensorEntry("size:0", "int32", json::array())}));
  EXPECT_EQ(model["targets"], json::array({"train"}));
  EXPECT_EQ(model["init"], "init");
  EXPECT_THAT(model["signatures"], IsEmpty());
  EXPECT_EQ(model["variables"],
            json::array({TensorEntry("v:0", "float", {2})}));
  EXPECT_EQ(model["variable_amount"],
            (json{{"count", 1}, {"elements", 2}, {"bytes", 8}}));
  EXPECT_GE(model["constant_amount"]["elements"].get<int>(), 6);
  EXPECT_EQ(model["parameters"]["bytes"].get<int>(),
            8 + model["constant_amount"]["bytes"].get<int>());
  EXPECT_GE(model["ops"]["MatMul"].get<int>(), 1);
  EXPECT_EQ(model["devices"]["/device:CPU:0"], 1);
  int nodes = 0;
  for (const json& count : model["ops"]) nodes += count.get<int>();
  EXPECT_EQ(model["nodes"], nodes);
  EXPECT_GE(model["control_edges"].get<int>(), 2);
  EXPECT_THAT(model["unsupported"], IsEmpty());
  EXPECT_TRUE(model["error"].is_null());
}

TEST_F(InspectCommandTest, EndsWithACommandLineThatWorks) {
  for (const std::string& path :
       {WriteModel(), WriteDouble(folder_), WriteCounter(folder_)}) {
    const auto run = Thalweg({"inspect", path});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const std::vector<std::string> lines =
        absl::StrSplit(run.out, '\n', absl::SkipEmpty());
    EXPECT_EQ(lines.back(), Inspect(path)["command"]);
    std::vector<std::string> words = absl::StrSplit(lines.back(), ' ');
    EXPECT_EQ(words[0], "thalweg");
    words.erase(words.begin());
    words.insert(words.end(), {"--runs", "1"});
    const auto bench = Thalweg(words);
    EXPECT_EQ(bench.exit_code, 0) << lines.back() << "\n" << bench.err;
  }
}

TEST_F(InspectCommandTest, TheTextNamesAllOfIt) {
  const auto run = Thalweg({"inspect", WriteModel()});
  for (const char* part :
       {"\ninputs\n  x:0  float     [?,3]\n", "\nlikely outputs\n",
        "\nlikely targets\n  train\n", "\nvariables\n  v:0  float     [2]\n",
        "\nparameters\n", "\nops\n", "1  /device:CPU:0\n", "(any)\n"}) {
    EXPECT_THAT(run.out, HasSubstr(part));
  }
}

TEST_F(InspectCommandTest, AModelThatCannotBeRunIsInspectedToo) {
  const std::string path = folder_.Write("unknown.pbtxt", R"(
      node { name: "x" op: "Placeholder"
             attr { key: "dtype" value { type: DT_FLOAT } }
             attr { key: "shape" value { shape { dim { size: 2 } } } } }
      node { name: "a>b" op: "Frobnicate" input: "x" input: "^init" }
      node { name: "again" op: "Frobnicate" input: "x:0" }
      node { name: "init" op: "NoOp" }
      node { name: "call" op: "twice" input: "x" }
      library { function {
        signature { name: "twice"
                    input_arg { name: "a" type: DT_FLOAT }
                    output_arg { name: "b" type: DT_FLOAT } }
        node_def { name: "odd" op: "Oddity" input: "a" }
        ret { key: "b" value: "odd:y:0" } } }
      versions { producer: 1087 min_consumer: 12 bad_consumers: 3 })");
  const json model = Inspect(path);
  ASSERT_TRUE(model.is_object());
  EXPECT_EQ(model["inputs"], json::array({TensorEntry("x:0", "float", {2})}));
  EXPECT_EQ(
      model["versions"],
      (json{{"producer", 1087}, {"min_consumer", 12}, {"bad_consumers", {3}}}));
  EXPECT_EQ(model["control_edges"], 1);
  EXPECT_EQ(
      model["functions"],
      json::array(
          {{{"name", "twice"}, {"inputs", 1}, {"outputs", 1}, {"nodes", 1}}}));
  EXPECT_EQ(model["unsupported"],
            json::array({{{"op", "Frobnicate"},
                          {"reason", "unknown op"},
                          {"node", "a>b"},
                          {"count", 2}},
                         {{"op", "Oddity"},
                          {"reason", "unknown op"},
                          {"node", "twice/odd"},
                          {"count", 1}},
                         {{"op", "twice"},
                          {"reason", "calls of functions can't be run"},
                          {"node", "call"},
                          {"count", 1}}}));
  EXPECT_THAT(model["error"].get<std::string>(), HasSubstr("Frobnicate"));
  EXPECT_THAT(model["command"].get<std::string>(),
              HasSubstr(R"(--fetch 'a>b:0' --fetch again:0)"));
  const auto text = Thalweg({"inspect", path});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, AllOf(HasSubstr("2  Frobnicate: unknown op ('a>b')"),
                              HasSubstr("\ncan't be imported: ")));
}

TEST_F(InspectCommandTest, TypesWithoutAKernelAreTold) {
  const std::string path = folder_.Write("strings.pbtxt", R"(
      node { name: "x" op: "Placeholder"
             attr { key: "dtype" value { type: DT_QINT8 } } }
      node { name: "y" op: "Relu" input: "x"
             attr { key: "T" value { type: DT_QINT8 } } })");
  EXPECT_EQ(Inspect(path)["unsupported"],
            json::array({{{"op", "Relu"},
                          {"reason", "no CPU kernel for these types"},
                          {"node", "y"},
                          {"count", 1}}}));
}

TEST_F(InspectCommandTest, OtherFormsAreRefusedByName) {
  folder_.Write("ckpt.index", "");
  const std::string onnx =
      folder_.Write("model.onnx", std::string("\x08\x08\x12\x05torch", 9));
  for (const auto& [model, form] : {std::pair(folder_.path(), "SavedModel"),
                                    {folder_.File("ckpt"), "checkpoint"},
                                    {onnx, "ONNX"}}) {
    const auto run = Thalweg({"inspect", model});
    EXPECT_EQ(run.exit_code, 1) << form;
    EXPECT_THAT(run.err, AllOf(StartsWith("UNIMPLEMENTED: "), HasSubstr(form)));
  }
  EXPECT_EQ(Thalweg({"inspect"}).exit_code, 2);
  EXPECT_THAT(Thalweg({"inspect", folder_.File("absent")}).err,
              StartsWith("NOT_FOUND: "));
}

}  // namespace
}  // namespace thalweg
