#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "thalweg/tests/support/paths.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/support/tensors.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/tests/tools/thalweg/small_graphs.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

// The values of an npz that the command wrote.
Tensor Read(const std::string& path, const char* key) {
  const auto tensors = ReadNpz(path);
  EXPECT_OK(tensors);
  if (!tensors.ok()) return Tensor();
  const Tensor* tensor = FindTensor(*tensors, key);
  EXPECT_NE(tensor, nullptr) << key;
  return tensor == nullptr ? Tensor() : *tensor;
}

class RunCommandTest : public testing::Test {
 protected:
  const TempFolder folder_;
  const std::string double_ = WriteDouble(folder_);
  const std::string counter_ = WriteCounter(folder_);
  const std::string out_ = folder_.File("out.npz");
};

TEST_F(RunCommandTest, PrintsWhatIsFetchedAndNothingElse) {
  const auto run =
      Thalweg({"run", double_, "--feed", "x=[[1,2.5]]", "--fetch", "y:0"});
  EXPECT_EQ(run.exit_code, kDone);
  EXPECT_EQ(run.out, "y:0: float [1,2]: 2 5\n");
  EXPECT_THAT(run.err, IsEmpty());
}

TEST_F(RunCommandTest, FeedsArraysOfNpzAndNpyFiles) {
  const std::string npz = folder_.File("feeds.npz");
  const std::string npy = folder_.File("x.npy");
  const Tensor x = Tensor::Of<float>({2}, {3, 4});
  ASSERT_OK(WriteNpz({{"x:0", x}}, npz));
  ASSERT_OK(WriteNpy(x, npy));
  for (const std::vector<std::string>& feed :
       {std::vector<std::string>{"--feeds", npz},
        std::vector<std::string>{"--feed", "x=" + npy}}) {
    const auto run = Thalweg(
        {"run", double_, feed[0], feed[1], "--fetch", "y:0", "--out", out_});
    EXPECT_EQ(run.exit_code, kDone) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    ExpectEqual(Read(out_, "y:0"), Tensor::Of<float>({2}, {6, 8}));
  }
}

TEST_F(RunCommandTest, FedValuesTakeTheDtypeOfTheirTensor) {
  Graph graph;
  Identity(Placeholder(graph, kInt64).Named("i")).Named("oi");
  Identity(Placeholder(graph, kBool).Named("b")).Named("ob");
  Identity(Placeholder(graph, kString).Named("s")).Named("os");
  const std::string path = folder_.File("types.pb");
  ASSERT_OK(SaveGraph(graph, path));
  const auto run =
      Thalweg({"run", path, "--feed", "i=9007199254740993", "--feed",
               "b=[true,false]", "--feed", "s=word", "--fetch", "oi", "--fetch",
               "ob", "--fetch", "os", "--out", out_});
  EXPECT_EQ(run.exit_code, kDone) << run.err;
  ExpectEqual(Read(out_, "oi"), Tensor::Scalar<int64_t>(9007199254740993));
  ExpectEqual(Read(out_, "ob"), Tensor::Of<bool>({2}, {true, false}));
  ExpectEqual(Read(out_, "os"), Tensor::Scalar<std::string>("word"));
}

TEST_F(RunCommandTest, AFedValueThatDoesNotFitIsNamed) {
  for (const char* value :
       {"[[1],[2,3]]", "[[],1]", "[1,[2]]", "[1,\"a\"]", "true"}) {
    const auto run = Thalweg(
        {"run", double_, "--feed", std::string("x=") + value, "--fetch", "y"});
    EXPECT_EQ(run.exit_code, kFailed) << value;
    EXPECT_THAT(run.err, StartsWith("INVALID_ARGUMENT: --feed x: expected"));
  }
}

TEST_F(RunCommandTest, InitRunsOnceAndTargetsInEachStep) {
  const auto run =
      Thalweg({"run", counter_, "--init", "init", "--target", "count",
               "--fetch", "total", "--steps", "3", "--out", out_});
  EXPECT_EQ(run.exit_code, kDone) << run.err;
  ExpectEqual(Read(out_, "total"), Tensor::Of<float>({3}, {11, 12, 13}));
}

TEST_F(RunCommandTest, StepsGiveALeadingAxisEvenIfThereIsOne) {
  for (const bool given : {false, true}) {
    std::vector<std::string> arguments = {
        "run", double_, "--feed", "x=[1,2]", "--fetch", "y", "--out", out_};
    if (given) arguments.insert(arguments.end(), {"--steps", "1"});
    EXPECT_EQ(Thalweg(arguments).exit_code, kDone);
    const Shape shape = given ? Shape({1, 2}) : Shape({2});
    ExpectEqual(Read(out_, "y"), Tensor::Of<float>(shape, {2, 4}));
  }
}

TEST_F(RunCommandTest, JsonIsOneDocument) {
  const auto run = Thalweg(
      {"run", double_, "--feed", "x=[3e38,-1]", "--fetch", "y", "--json"});
  const auto document = nlohmann::json::parse(run.out, nullptr, false);
  EXPECT_EQ(document, nlohmann::json::parse(R"({"y": {
      "dtype": "float", "shape": [2], "values": ["inf", -2.0]}})"))
      << run.out << run.err;
}

TEST_F(RunCommandTest, JsonHoldsAnyBytes) {
  Graph graph;
  Const(graph, Tensor::Scalar(std::string("\xff\0z", 3))).Named("bytes");
  const std::string path = folder_.File("bytes.pb");
  ASSERT_OK(SaveGraph(graph, path));
  const auto run = Thalweg({"run", path, "--fetch", "bytes", "--json"});
  EXPECT_EQ(run.exit_code, kDone) << run.err;
  const auto document = nlohmann::json::parse(run.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << run.out;
  EXPECT_EQ(document["bytes"]["values"][0], std::string("\xef\xbf\xbd\0z", 5));
}

TEST_F(RunCommandTest, SessionOptionsReachTheSession) {
  Graph graph;
  Identity(Placeholder(graph, kFloat).Named("x")).Named("y");
  {
    const auto device = graph.WithDevice("/device:CPU:1");
    Neg(graph.FindOutput("x").value()).Named("far");
  }
  const std::string path = folder_.File("devices.pb");
  ASSERT_OK(SaveGraph(graph, path));
  const std::vector<std::string> far = {"run",     path,  "--feed",    "x=2",
                                        "--fetch", "far", "--threads", "1"};
  const auto one_device = Thalweg(far);
  EXPECT_EQ(one_device.exit_code, kFailed);
  EXPECT_THAT(one_device.err,
              HasSubstr("Cannot assign a device for operation far"));
  auto with_two = far;
  with_two.insert(with_two.end(), {"--device-count", "CPU=2", "--no-optimize",
                                   "--timeout", "60000"});
  EXPECT_EQ(Thalweg(with_two).out, "far: float []: -2\n");
  auto elsewhere = far;
  elsewhere[5] = "y";
  elsewhere.insert(elsewhere.end(), {"--device", "/device:CPU:7"});
  EXPECT_EQ(Thalweg(elsewhere).exit_code, kFailed);
}

TEST_F(RunCommandTest, FailuresNameTheirCodeOnStderrAlone) {
  const std::vector<std::vector<std::string>> requests = {
      {"run", double_, "--fetch", "y"},
      {"run", double_, "--fetch", "absent", "--feed", "x=1"},
      {"run", folder_.File("absent.pb"), "--fetch", "y"},
      {"run", folder_.Write("noise.pb", "\x01\x02\x03"), "--fetch", "y"},
      {"run", double_, "--feed", "x=1"},
      {"run", double_, "--feed", "absent=1", "--fetch", "y"},
      {"run", double_, "--feeds", double_, "--fetch", "y"},
      {"run", double_, "--feed", "x", "--fetch", "y"},
      {"run", double_, "--feed", "x=1", "--fetch", "y", "--device-count", "2"},
      {"run", double_, "--feed", "x=1", "--fetch", "y", "--out",
       folder_.File("no/such/folder.npz")}};
  const char* codes[] = {
      "INVALID_ARGUMENT: ", "NOT_FOUND: ", "NOT_FOUND: ", "DATA_LOSS: ",
      "INVALID_ARGUMENT: ", "NOT_FOUND: ", "DATA_LOSS: ", "INVALID_ARGUMENT: ",
      "INVALID_ARGUMENT: ", "NOT_FOUND: "};
  for (size_t i = 0; i < requests.size(); ++i) {
    const auto run = Thalweg(requests[i]);
    EXPECT_EQ(run.exit_code, kFailed) << i;
    EXPECT_THAT(run.out, IsEmpty()) << i;
    EXPECT_THAT(run.err, StartsWith(codes[i])) << i;
  }
}

TEST_F(RunCommandTest, WrongUsageIsToldFromFailure) {
  const std::vector<std::vector<std::string>> requests = {
      {},
      {"fly"},
      {"run"},
      {"run", double_, "--fly"},
      {"run", double_, "--fetch"},
      {"run", double_, "--fetch", "y", "--steps", "0"},
      {"run", double_, "--fetch", "y", "--steps", "many"},
      {"run", double_, "more", "--fetch", "y"}};
  for (size_t i = 0; i < requests.size(); ++i) {
    const auto run = Thalweg(requests[i]);
    EXPECT_EQ(run.exit_code, kWrongUsage) << i;
    EXPECT_THAT(run.out, IsEmpty()) << i;
    EXPECT_NE(run.err, "") << i;
  }
}

TEST_F(RunCommandTest, FormsThatAreNotReadYetAreNamed) {
  const std::string saved_model = std::string(THALWEG_TEST_DATA) +
                                  "/tensorflow_graphs/attention.saved_model.pb";
  // An ONNX model begins with its IR version and its producer.
  const std::string onnx =
      folder_.Write("model.onnx", std::string("\x08\x08\x12\x05torch", 9));
  const std::vector<std::vector<std::string>> requests = {
      {"run", saved_model, "--fetch", "y"},
      {"run", onnx, "--fetch", "y"},
      {"run", double_, "--signature", "serving_default", "--fetch", "y"},
      {"run", double_, "--tags", "serve", "--fetch", "y"}};
  const char* names[] = {"SavedModel", "ONNX", "--signature", "--tags"};
  for (size_t i = 0; i < requests.size(); ++i) {
    const auto run = Thalweg(requests[i]);
    EXPECT_EQ(run.exit_code, kFailed) << i;
    EXPECT_THAT(run.err, StartsWith("UNIMPLEMENTED: ")) << i;
    EXPECT_THAT(run.err, HasSubstr(names[i])) << i;
  }
}

}  // namespace
}  // namespace thalweg
