#include "thalweg/ops/control/print.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/runtime/session.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

// What a session writes to stderr when it runs the target, or fetches y, so
// many times.
std::string WrittenBy(const Graph& graph, const std::vector<Endpoint>& fetches,
                      const std::vector<Target>& targets, int times = 1) {
  absl::StatusOr<Session> session = Session::Create(graph);
  EXPECT_OK(session);
  testing::internal::CaptureStderr();
  for (int i = 0; i < times && session.ok(); ++i) {
    EXPECT_OK(session->Run({}, fetches, targets));
  }
  return testing::internal::GetCapturedStderr();
}

TEST(PrintTest, WritesALineAndPassesItsInputOn) {
  Graph graph;
  const Output x = Const(graph, {1.0f, 2.5f});
  const Output y = Print(x, {x, Const(graph, "text")}, {.message = "x: "});
  EXPECT_EQ(WrittenBy(graph, {y}, {}), "x: [1 2.5][text]\n");
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  testing::internal::CaptureStderr();
  ASSERT_OK_AND_ASSIGN(const auto results, session.Run({}, {y}));
  testing::internal::GetCapturedStderr();
  ExpectEqual(results[0], Tensor::Of<float>({2}, {1, 2.5f}));
}

TEST(PrintTest, ShowsAsManyElementsAsAskedFor) {
  Graph graph;
  const Output x = Const(graph, {1, 2, 3, 4});
  EXPECT_EQ(WrittenBy(graph, {Print(x, {x}, {.summarize = 1})}, {}),
            "[1...]\n");
  EXPECT_EQ(WrittenBy(graph, {Print(x, {x}, {.summarize = -1})}, {}),
            "[1 2 3 4]\n");
}

TEST(PrintTest, FallsSilentAfterAsManyLinesAsAskedFor) {
  Graph graph;
  const Output y = Print(Const(graph, 1), {}, {.message = "hi", .first_n = 2});
  EXPECT_EQ(WrittenBy(graph, {y}, {}, 5), "hi\nhi\n");
}

TEST(PrintTest, IsTransparentToGradients) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& in) {
        return Print(in[0], {in[0]}, {.first_n = 0});
      },
      {Uniform(kDouble, {3}, -1, 1)});
}

TEST(PrintV2Test, WritesToTheStreamItNames) {
  Graph graph;
  const Output text = Const(graph, "hello");
  EXPECT_EQ(WrittenBy(graph, {}, {PrintV2(text)}), "hello\n");
  for (const char* log : {"log(info)", "log(warning)", "log(error)"}) {
    const Operation print = PrintV2(text, {.output_stream = log, .end = "!"});
    EXPECT_EQ(WrittenBy(graph, {}, {print}), "hello!");
  }
  const Operation out = PrintV2(text, {.output_stream = "stdout"});
  testing::internal::CaptureStdout();
  EXPECT_EQ(WrittenBy(graph, {}, {out}), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "hello\n");
}

TEST(PrintV2Test, AppendsToAFile) {
  const TempFolder folder;
  const std::string path = folder.path() + "/printed";
  Graph graph;
  const Operation print =
      PrintV2(Const(graph, "a"), {.output_stream = "file://" + path});
  WrittenBy(graph, {}, {print}, 2);
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "a\na\n");
}

TEST(PrintV2Test, SaysWhyAFileCannotBeWritten) {
  Graph graph;
  const Operation print =
      PrintV2(Const(graph, "a"), {.output_stream = "file:///no/such/folder"});
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  EXPECT_THAT(session.Run({}, {}, {print}),
              StatusIs(absl::StatusCode::kUnavailable,
                       "cannot write to /no/such/folder"));
}

TEST(PrintV2Test, RefusesOtherStreamsAndShapes) {
  {
    Graph graph;
    PrintV2(Const(graph, "a"), {.output_stream = "stdlog"});
    EXPECT_THAT(graph.status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                         "Unknown output stream: stdlog"));
  }
  Graph graph;
  const Output text = Placeholder(graph, kString);
  const Operation print = PrintV2(text);
  ASSERT_OK_AND_ASSIGN(Session session, Session::Create(graph));
  EXPECT_THAT(
      session.Run({{text, Tensor::Of<std::string>({1}, {"a"})}}, {}, {print}),
      StatusIs(absl::StatusCode::kInvalidArgument,
               "input must be a scalar, but has rank: 1"));
}

}  // namespace
}  // namespace thalweg
