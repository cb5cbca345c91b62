#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

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
using ::testing::Not;
using ::testing::StartsWith;

// What Perfetto and Chrome demand of complete events and names.
void CheckEvent(const json& event) {
  for (const char* key : {"ph", "name"}) {
    ASSERT_TRUE(event.contains(key) && event[key].is_string()) << event;
  }
  for (const char* key : {"pid", "tid"}) {
    ASSERT_TRUE(event.contains(key) && event[key].is_number_integer()) << event;
  }
  ASSERT_TRUE(event.contains("ts") && event["ts"].is_number()) << event;
  ASSERT_TRUE(event.contains("args") && event["args"].is_object()) << event;
  if (event["ph"] == "M") {
    EXPECT_TRUE(event["name"] == "process_name" ||
                event["name"] == "thread_name")
        << event;
    EXPECT_TRUE(event["args"]["name"].is_string()) << event;
    return;
  }
  EXPECT_EQ(event["ph"], "X") << event;
  ASSERT_TRUE(event.contains("dur") && event["dur"].is_number()) << event;
  EXPECT_GE(event["dur"].get<double>(), 0) << event;
  EXPECT_GE(event["ts"].get<double>(), 0) << event;
}

// The complete events of a trace: each on a named track, in order of their
// start, none beginning on a track before the one before it there ended.
std::vector<json> CheckedCalls(const std::string& path) {
  const json document = json::parse(ReadBytes(path), nullptr, false);
  EXPECT_TRUE(document.is_object());
  EXPECT_TRUE(document["traceEvents"].is_array());
  std::set<json> processes;
  std::set<std::pair<json, json>> threads;
  std::map<std::pair<json, json>, double> track_ends;
  std::vector<json> calls;
  double now = 0;
  for (const json& event : document["traceEvents"]) {
    CheckEvent(event);
    const std::pair<json, json> track(event["pid"], event["tid"]);
    if (event["name"] == "process_name") processes.insert(event["pid"]);
    if (event["name"] == "thread_name") threads.insert(track);
    if (event["ph"] != "X") continue;
    EXPECT_TRUE(processes.contains(event["pid"])) << event;
    EXPECT_TRUE(threads.contains(track)) << event;
    const double start = event["ts"];
    EXPECT_GE(start, now) << event;
    // Sums of decimal microseconds are not exact.
    EXPECT_GE(start, track_ends[track] - 1e-3) << event;
    now = start;
    track_ends[track] = start + event["dur"].get<double>();
    calls.push_back(event);
  }
  return calls;
}

std::vector<json> OfCategory(const std::vector<json>& calls, const char* name) {
  std::vector<json> found;
  for (const json& call : calls) {
    if (call["cat"] == name) found.push_back(call);
  }
  return found;
}

class TraceCommandTest : public testing::Test {
 protected:
  const TempFolder folder_;
  const std::string out_ = folder_.File("trace.json");
};

TEST_F(TraceCommandTest, WritesATimelineOfPassesAndCalls) {
  const auto run = Thalweg({"trace", WriteDouble(folder_), "--feed",
                            "x=[[1,2,3]]", "--fetch", "y", "--out", out_});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(StartsWith(out_ + ": 1 calls in "),
                             Not(HasSubstr("variables"))));
  EXPECT_THAT(run.err, IsEmpty());
  const std::vector<json> calls = CheckedCalls(out_);
  EXPECT_GE(OfCategory(calls, "pass").size(), 5);
  const std::vector<json> ops = OfCategory(calls, "op");
  ASSERT_EQ(ops.size(), 1);
  EXPECT_EQ(ops[0]["name"], "Mul");
  EXPECT_GT(ops[0]["tid"].get<int64_t>(), 0);
  const json& args = ops[0]["args"];
  EXPECT_EQ(args["node"], "y");
  EXPECT_EQ(args["op"], "Mul");
  EXPECT_TRUE(args["implementation"].is_string());
  EXPECT_EQ(args["outputs"], json::array({"float [1,3]"}));
  EXPECT_EQ(args["bytes"], 12);
  EXPECT_EQ(args["inputs"].size(), 2);
}

TEST_F(TraceCommandTest, CallsComeAfterThePassesOnTracksOfTheirOwn) {
  ASSERT_EQ(Thalweg({"trace", WriteDouble(folder_), "--feed", "x=1", "--fetch",
                     "y", "--out", out_})
                .exit_code,
            0);
  const std::vector<json> calls = CheckedCalls(out_);
  const json pass = OfCategory(calls, "pass").back();
  const json op = OfCategory(calls, "op")[0];
  EXPECT_NE(pass["pid"], op["pid"]);
  EXPECT_GE(op["ts"].get<double>(),
            pass["ts"].get<double>() + pass["dur"].get<double>() - 1e-3);
}

TEST_F(TraceCommandTest, EachDeviceIsAProcess) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {2}).Named("x");
  Output y = x;
  for (const char* device : {"/device:CPU:0", "/device:CPU:1"}) {
    const auto there = graph.WithDevice(device);
    y = Exp(y);
  }
  y.Named("y");
  const std::string path = folder_.File("two.pb");
  ASSERT_OK(SaveGraph(graph, path));
  const auto run = Thalweg({"trace", path, "--device-count", "CPU=2", "--feed",
                            "x=[1,2]", "--fetch", "y", "--out", out_});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  std::set<json> processes;
  for (const json& op : OfCategory(CheckedCalls(out_), "op")) {
    processes.insert(op["pid"]);
  }
  EXPECT_EQ(processes.size(), 2);
}

TEST_F(TraceCommandTest, SaysThatAStepThatChangesStateRanTwice) {
  const std::string counter = WriteCounter(folder_);
  const auto run = Thalweg({"trace", counter, "--init", "init", "--target",
                            "count", "--fetch", "total", "--out", out_});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("writes variables"));
  EXPECT_THAT(OfCategory(CheckedCalls(out_), "op"), Not(IsEmpty()));
}

TEST_F(TraceCommandTest, RunWritesTheSameOfItsLastStep) {
  const std::string values = folder_.File("values.npz");
  const auto run = Thalweg({"run", WriteCounter(folder_), "--init", "init",
                            "--target", "count", "--fetch", "total", "--steps",
                            "3", "--out", values, "--trace", out_});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(OfCategory(CheckedCalls(out_), "op"), Not(IsEmpty()));
}

TEST_F(TraceCommandTest, FailsAsRunDoes) {
  const std::string path = WriteDouble(folder_);
  const auto run = Thalweg({"trace", path, "--fetch", "y", "--out", out_});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, StartsWith("INVALID_ARGUMENT: "));
  EXPECT_EQ(Thalweg({"trace", path, "--fetch", "y"}).exit_code, 2);
}

}  // namespace
}  // namespace thalweg
