// What a run reports of its steps, its partition graphs and its costs.
#include "thalweg/runtime/step_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "thalweg/graph/export.h"
#include "thalweg/proto/graph.pb.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr char kCpu0[] = "/job:localhost/replica:0/task:0/device:CPU:0";
constexpr char kCpu1[] = "/job:localhost/replica:0/task:0/device:CPU:1";

template <class Entry>
const Entry& Named(const std::vector<Entry>& entries, const std::string& name) {
  static const Entry& none = *new Entry();
  for (const Entry& entry : entries) {
    if (entry.node == name) return entry;
  }
  ADD_FAILURE() << "no node " << name;
  return none;
}

class StepReportTest : public testing::Test {
 protected:
  // Runs in a session of two CPUs that keeps the graph as built.
  absl::Status Run(const std::vector<Feed>& feeds,
                   const std::vector<Endpoint>& fetches,
                   const StepOptions& options) {
    if (!session_.has_value()) {
      absl::StatusOr<Session> session = Session::Create(
          graph_,
          {.num_threads = 1, .device_count = {{"CPU", 2}}, .optimize = false});
      if (!session.ok()) return session.status();
      session_ = *std::move(session);
    }
    return session_->Run(feeds, fetches, targets_, options, &report_).status();
  }

  Graph graph_;
  std::vector<Target> targets_;
  std::optional<Session> session_;
  StepReport report_;
};

TEST_F(StepReportTest, AStepTellsWhatItReadAndMadeAndWhereAndWhen) {
  Output x = Placeholder(graph_, kFloat, {2, 3}).Named("x");
  Output parts = Split(1, x, 3).output(1);
  Output y = Exp(parts).Named("y");
  const auto before = std::chrono::system_clock::now();
  ASSERT_OK(Run({{x, Tensor::Of<float>({2, 3}, {0, 1, 2, 3, 4, 5})}}, {y},
                {.trace = true}));
  const StepTrace& step = Named(report_.steps, "y");
  EXPECT_EQ(step.op, "Exp");
  EXPECT_EQ(step.device, kCpu0);
  EXPECT_THAT(step.inputs, ElementsAre(parts.edge().ToString()));
  ASSERT_EQ(step.outputs.size(), 1u);
  EXPECT_EQ(step.outputs[0].dtype, kFloat);
  EXPECT_EQ(step.outputs[0].shape, Shape({2, 1}));
  EXPECT_EQ(step.outputs[0].bytes, 8);
  EXPECT_EQ(step.thread_id, gettid());
  EXPECT_EQ(Named(report_.steps, parts.edge().node->name()).outputs.size(), 3u);
  int64_t last = 0;
  for (const StepTrace& each : report_.steps) {
    EXPECT_LE(last, each.start_ns);
    EXPECT_LE(each.start_ns, each.end_ns);
    last = each.end_ns;
  }
  using std::chrono::nanoseconds;
  EXPECT_GE(report_.start_unix_ns,
            nanoseconds(before.time_since_epoch()).count());
  EXPECT_LE(
      report_.start_unix_ns + last,
      nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count() +
          1000000);
}

TEST_F(StepReportTest, ShapesAreThoseOfTheRunNotOfThePlan) {
  Output x = Placeholder(graph_, kBool, {-1});
  Output where = Where(x).Named("where");
  Output count = ShapeOf(where);
  ASSERT_OK(Run({{x, Tensor::Of<bool>({4}, {true, false, true, true})}},
                {count}, {.trace = true}));
  EXPECT_EQ(Named(report_.steps, "where").outputs[0].shape, Shape({3, 1}));
  EXPECT_EQ(Named(report_.steps, "where").outputs[0].bytes, 24);
}

TEST_F(StepReportTest, NothingIsRecordedUnasked) {
  Output x = Placeholder(graph_, kFloat, {2});
  Output y = Exp(x);
  const Tensor value = Tensor::Of<float>({2}, {0, 1});
  ASSERT_OK(Run({{x, value}}, {y},
                {.trace = true, .partition_graphs = true, .cost_graph = true}));
  EXPECT_TRUE(report_.compiled);
  EXPECT_EQ(report_.steps.size(), 1u);
  // What an earlier run left goes.
  ASSERT_OK(Run({{x, value}}, {y}, {}));
  EXPECT_FALSE(report_.compiled);
  EXPECT_FALSE(report_.passes.empty());
  EXPECT_THAT(report_.steps, IsEmpty());
  EXPECT_EQ(report_.start_unix_ns, 0);
  EXPECT_TRUE(report_.partition_graphs.empty());
  EXPECT_THAT(report_.cost_graph, IsEmpty());
}

TEST_F(StepReportTest, AFailedRunTellsHowFarItCame) {
  Output x = Placeholder(graph_, kInt32, {2});
  Output good = Abs(x).Named("good");
  Output bad = Div(good, x).Named("bad");
  Output later = Neg(bad).Named("later");
  EXPECT_THAT(Run({{x, Tensor::Of<int32_t>({2}, {1, 0})}}, {later},
                  {.trace = true, .cost_graph = true}),
              StatusIs(absl::StatusCode::kInvalidArgument, "by zero"));
  ASSERT_EQ(report_.steps.size(), 1u);
  EXPECT_EQ(report_.steps[0].node, "good");
  EXPECT_EQ(Named(report_.cost_graph, "later").compute_ns, 0);
}

TEST_F(StepReportTest, TheCostGraphIsTheCompiledOneWithSizesAndTimes) {
  Output x = Placeholder(graph_, kFloat, {4, 8}).Named("x");
  Output a = Exp(x).Named("a");
  Output b = Neg(a).Named("b");
  Output c = Reshape(b, {8, 4}).Named("c");
  Output d = MatMul(a, c).Named("d");
  {
    auto scope = graph_.WithControlDependencies({b.operation()});
    targets_ = {NoOp(graph_).Named("done")};
  }
  ASSERT_OK(Run({{x, Tensor::Zeros(kFloat, {4, 8}).value()}}, {d},
                {.trace = true, .cost_graph = true}));
  const std::vector<NodeCost>& costs = report_.cost_graph;
  const auto producer = [&](const NodeCost& cost, int i) {
    EXPECT_LT(cost.inputs[i].node, &cost - costs.data());
    return costs[cost.inputs[i].node].node;
  };
  const NodeCost& product = Named(costs, "d");
  EXPECT_EQ(product.op, "MatMul");
  EXPECT_EQ(product.device, kCpu0);
  EXPECT_EQ(producer(product, 0), "a");
  EXPECT_EQ(producer(product, 1), "c");
  ASSERT_EQ(product.outputs.size(), 1u);
  EXPECT_EQ(product.outputs[0].dtype, kFloat);
  EXPECT_EQ(product.outputs[0].shape, Shape({4, 4}));
  EXPECT_EQ(product.outputs[0].bytes, 64);
  EXPECT_EQ(product.outputs[0].alias_input, -1);
  EXPECT_TRUE(product.is_final);
  // A view of b has no step of its own.
  EXPECT_EQ(Named(costs, "c").outputs[0].alias_input, 0);
  EXPECT_EQ(Named(costs, "c").compute_ns, 0);
  EXPECT_FALSE(Named(costs, "c").is_final);
  const NodeCost& done = Named(costs, "done");
  EXPECT_TRUE(done.is_final);
  ASSERT_EQ(done.control_inputs.size(), 1u);
  EXPECT_EQ(costs[done.control_inputs[0]].node, "b");
  for (const StepTrace& step : report_.steps) {
    EXPECT_EQ(Named(costs, step.node).compute_ns, step.end_ns - step.start_ns);
  }
}

TEST_F(StepReportTest, AnOutputInThePlaceOfAnInputSaysSo) {
  Output x = Placeholder(graph_, kFloat, {64});
  Output a = Exp(x);
  Output b = Neg(a).Named("b");
  Output c = Sum(b, {0});
  ASSERT_OK(Run({{x, Tensor::Zeros(kFloat, {64}).value()}}, {c},
                {.cost_graph = true}));
  EXPECT_EQ(Named(report_.cost_graph, "b").outputs[0].alias_input, 0);
  EXPECT_THAT(report_.steps, IsEmpty());
}

// ---- Partition graphs ----

std::vector<std::string> Ops(const Graph& graph) {
  std::vector<std::string> ops;
  for (const auto& node : graph.nodes()) ops.push_back(node->op().name());
  return ops;
}

Node* Only(const Graph& graph, const std::string& op) {
  Node* only = nullptr;
  for (const auto& node : graph.nodes()) {
    if (node->op().name() != op) continue;
    EXPECT_EQ(only, nullptr) << "two of " << op;
    only = node.get();
  }
  EXPECT_NE(only, nullptr) << "no " << op;
  return only;
}

std::string TextOf(const Node& node, const char* attr) {
  return *node.attrs().Get<std::string>(attr);
}

// Both ends of each crossing name the same tensor and devices.
void ExpectPaired(const Graph& from, const Graph& to, int count) {
  std::vector<std::string> sent, received;
  for (const auto& node : from.nodes()) {
    if (node->op().name() != "_Send") continue;
    sent.push_back(TextOf(*node, "tensor_name"));
    EXPECT_EQ(TextOf(*node, "send_device"), node->device());
  }
  for (const auto& node : to.nodes()) {
    if (node->op().name() != "_Recv") continue;
    received.push_back(TextOf(*node, "tensor_name"));
    EXPECT_EQ(TextOf(*node, "recv_device"), node->device());
  }
  EXPECT_EQ(sent.size(), static_cast<size_t>(count));
  EXPECT_THAT(received, testing::UnorderedElementsAreArray(sent));
}

TEST_F(StepReportTest, OneDeviceHasOnePartitionWithoutCrossings) {
  Output x = Placeholder(graph_, kFloat, {2}).Named("x");
  Output y = Exp(x).Named("y");
  ASSERT_OK(Run({{x, Tensor::Of<float>({2}, {0, 1})}}, {y},
                {.partition_graphs = true}));
  ASSERT_EQ(report_.partition_graphs.size(), 1u);
  const Graph& graph = report_.partition_graphs[0];
  EXPECT_THAT(Ops(graph), UnorderedElementsAre("_Arg", "Exp", "_Retval"));
  for (const auto& node : graph.nodes()) EXPECT_EQ(node->device(), kCpu0);
}

TEST_F(StepReportTest, AValueThatCrossesIsSentOnceForAllItsReaders) {
  Output x = Placeholder(graph_, kFloat, {2}).Named("x");
  Output a = Exp(x).Named("a"), b;
  {
    auto device = graph_.WithDevice("/cpu:1");
    b = Mul(Neg(a), a).Named("b");
  }
  Output c = Tanh(b).Named("c");
  ASSERT_OK(Run({{x, Tensor::Of<float>({2}, {0, 1})}}, {c},
                {.partition_graphs = true}));
  ASSERT_EQ(report_.partition_graphs.size(), 2u);
  const Graph& first = report_.partition_graphs[0];
  const Graph& second = report_.partition_graphs[1];
  EXPECT_EQ(first.FindNode("a")->device(), kCpu0);
  EXPECT_EQ(second.FindNode("b")->device(), kCpu1);
  ExpectPaired(first, second, 1);
  ExpectPaired(second, first, 1);
  EXPECT_EQ(Only(first, "_Send")->input(0).node, first.FindNode("a"));
  const Node* received = Only(second, "_Recv");
  EXPECT_EQ(second.FindNode("b")->input(1).node, received);
  EXPECT_EQ(received->output_shape(0), Shape({2}));
  EXPECT_EQ(first.FindNode("c")->input(0).node, Only(first, "_Recv"));
}

TEST_F(StepReportTest, StringsAndOrderCrossToo) {
  Output text = Placeholder(graph_, kString, {}).Named("text");
  Output x = Placeholder(graph_, kFloat, {}).Named("x");
  Output before = Exp(x).Named("before"), same, after;
  {
    auto device = graph_.WithDevice("/cpu:1");
    auto order = graph_.WithControlDependencies({before.operation()});
    same = Identity(text).Named("same");
    after = Neg(x).Named("after");
  }
  ASSERT_OK(
      Run({{text, Tensor::Scalar<std::string>("a")}, {x, Tensor::Scalar(1.f)}},
          {same, after}, {.partition_graphs = true}));
  ASSERT_EQ(report_.partition_graphs.size(), 2u);
  const Graph& first = report_.partition_graphs[0];
  const Graph& second = report_.partition_graphs[1];
  // text, x, and one token for both that wait.
  ExpectPaired(first, second, 3);
  const Node* waiting = second.FindNode("same");
  EXPECT_EQ(waiting->input(0).dtype(), kString);
  ASSERT_EQ(waiting->control_inputs().size(), 1u);
  EXPECT_EQ(waiting->control_inputs()[0],
            second.FindNode("after")->control_inputs()[0]);
  const Node* token = Only(first, "Const");
  EXPECT_EQ(token->control_inputs()[0], first.FindNode("before"));
}

TEST_F(StepReportTest, PartitionGraphsCanBeWrittenOneByOne) {
  Output x = Placeholder(graph_, kFloat, {2}).Named("x"), y;
  {
    auto device = graph_.WithDevice("/cpu:1");
    y = Exp(x + 1).Named("y");
  }
  ASSERT_OK(Run({{x, Tensor::Of<float>({2}, {0, 1})}}, {y},
                {.partition_graphs = true}));
  for (const Graph& graph : report_.partition_graphs) {
    GraphDef def;
    ASSERT_OK(ToGraphDef(graph, def));
    EXPECT_EQ(def.node_size(), graph.num_nodes());
    for (const NodeDef& node : def.node()) {
      for (const std::string& input : node.input()) {
        EXPECT_NE(graph.FindNode(input), nullptr) << input;
      }
    }
  }
}

}  // namespace
}  // namespace thalweg
