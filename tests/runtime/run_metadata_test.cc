#include "thalweg/runtime/run_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/proto/config.pb.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/thalweg.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;

constexpr char kCpu0[] = "/job:localhost/replica:0/task:0/device:CPU:0";
constexpr char kCpu1[] = "/job:localhost/replica:0/task:0/device:CPU:1";

// Two steps on CPU:0, one on CPU:1.
StepReport Report() {
  StepReport report;
  report.start_unix_ns = 1'700'000'000'000'000'000;
  report.steps = {
      {.node = "a",
       .op = "Exp",
       .device = kCpu0,
       .start_ns = 1500,
       .end_ns = 4700,
       .thread_id = 77,
       .inputs = {"x", "^start"},
       .outputs = {{kFloat, {2, 3}, 24}},
       .scratch_bytes = 100},
      {.node = "b", .op = "NoOp", .device = kCpu1, .start_ns = 5000},
      {.node = "c",
       .op = "Unique",
       .device = kCpu0,
       .outputs = {{}, {kInt32, {4}, 16}}}};
  return report;
}

TEST(RunMetadataTest, StepsComeByDeviceWithAbsoluteTimes) {
  RunMetadata metadata;
  ASSERT_OK(ToRunMetadata(Report(), metadata));
  const StepStats& stats = metadata.step_stats();
  ASSERT_EQ(stats.dev_stats_size(), 2);
  EXPECT_EQ(stats.dev_stats(0).device(), kCpu0);
  EXPECT_EQ(stats.dev_stats(1).device(), kCpu1);
  ASSERT_EQ(stats.dev_stats(0).node_stats_size(), 2);
  ASSERT_EQ(stats.dev_stats(1).node_stats_size(), 1);
  const NodeExecStats& a = stats.dev_stats(0).node_stats(0);
  EXPECT_EQ(a.node_name(), "a");
  EXPECT_EQ(a.timeline_label(), "a = Exp(x, ^start)");
  EXPECT_EQ(a.all_start_micros(), 1'700'000'000'000'001);
  EXPECT_EQ(a.all_start_nanos(), 1'700'000'000'000'001'500);
  EXPECT_EQ(a.scheduled_nanos(), a.all_start_nanos());
  EXPECT_EQ(a.op_start_rel_nanos(), 0);
  EXPECT_EQ(a.op_end_rel_nanos(), 3200);
  EXPECT_EQ(a.op_end_rel_micros(), 3);
  EXPECT_EQ(a.all_end_rel_micros(), 3);
  EXPECT_EQ(a.thread_id(), 77u);
}

TEST(RunMetadataTest, OutputsComeWithTypeShapeAndBytes) {
  RunMetadata metadata;
  ASSERT_OK(ToRunMetadata(Report(), metadata));
  const DeviceStepStats& device = metadata.step_stats().dev_stats(0);
  const NodeExecStats& a = device.node_stats(0);
  ASSERT_EQ(a.output_size(), 1);
  const TensorDescription& output = a.output(0).tensor_description();
  EXPECT_EQ(output.dtype(), DT_FLOAT);
  ASSERT_EQ(output.shape().dim_size(), 2);
  EXPECT_EQ(output.shape().dim(1).size(), 3);
  EXPECT_EQ(output.allocation_description().requested_bytes(), 24);
  EXPECT_EQ(output.allocation_description().allocator_name(), "cpu");
  ASSERT_EQ(a.memory_size(), 1);
  EXPECT_EQ(a.memory(0).allocator_name(), "cpu");
  EXPECT_EQ(a.memory(0).total_bytes(), 124);
  EXPECT_EQ(a.memory_stats().temp_memory_size(), 100);
  // An output that nobody wanted was left unset.
  const NodeExecStats& c = device.node_stats(1);
  ASSERT_EQ(c.output_size(), 1);
  EXPECT_EQ(c.output(0).slot(), 1);
}

TEST(RunMetadataTest, CostsComeWithNumberedNodesAndMicroseconds) {
  StepReport report;
  report.cost_graph = {{.node = "a",
                        .op = "Exp",
                        .device = kCpu0,
                        .outputs = {{kFloat, {2}, 8, -1}},
                        .compute_ns = 1500},
                       {.node = "b",
                        .op = "Neg",
                        .device = kCpu1,
                        .inputs = {{0, 2}},
                        .control_inputs = {0},
                        .outputs = {{kFloat, Shape::Unknown(), -1, 0}},
                        .scratch_bytes = 64,
                        .compute_ns = 499,
                        .is_final = true}};
  RunMetadata metadata;
  ASSERT_OK(ToRunMetadata(report, metadata));
  EXPECT_FALSE(metadata.has_step_stats());
  ASSERT_EQ(metadata.cost_graph().node_size(), 2);
  const CostGraphDef::Node& a = metadata.cost_graph().node(0);
  EXPECT_EQ(a.id(), 0);
  EXPECT_EQ(a.compute_cost(), 2);
  EXPECT_FALSE(a.is_final());
  EXPECT_EQ(a.output_info(0).size(), 8);
  EXPECT_EQ(a.output_info(0).alias_input_port(), -1);
  EXPECT_EQ(a.output_info(0).dtype(), DT_FLOAT);
  const CostGraphDef::Node& b = metadata.cost_graph().node(1);
  EXPECT_EQ(b.id(), 1);
  EXPECT_EQ(b.name(), "b");
  EXPECT_EQ(b.device(), kCpu1);
  EXPECT_EQ(b.input_info(0).preceding_node(), 0);
  EXPECT_EQ(b.input_info(0).preceding_port(), 2);
  EXPECT_THAT(b.control_input(), ElementsAre(0));
  EXPECT_TRUE(b.output_info(0).shape().unknown_rank());
  EXPECT_EQ(b.output_info(0).size(), -1);
  EXPECT_EQ(b.output_info(0).alias_input_port(), 0);
  EXPECT_EQ(b.temporary_memory_size(), 64);
  EXPECT_EQ(b.compute_cost(), 0);
  EXPECT_TRUE(b.is_final());
}

TEST(RunMetadataTest, ARunAskedForEverythingFillsEveryPart) {
  Graph graph;
  Output x = Placeholder(graph, kFloat, {2}).Named("x"), y;
  {
    auto device = graph.WithDevice("/cpu:1");
    y = Exp(x).Named("y");
  }
  ASSERT_OK_AND_ASSIGN(
      Session session,
      Session::Create(graph, {.num_threads = 1, .device_count = {{"CPU", 2}}}));
  RunOptions asked;
  asked.set_trace_level(RunOptions::FULL_TRACE);
  asked.set_output_partition_graphs(true);
  asked.set_inter_op_thread_pool(-1);
  asked.set_timeout_in_ms(60000);
  ASSERT_OK_AND_ASSIGN(StepOptions options, FromRunOptions(asked));
  EXPECT_EQ(options.timeout_ms, 60000);
  EXPECT_EQ(options.thread_pool, -1);
  options.cost_graph = true;
  StepReport report;
  ASSERT_OK(session.Run({{x, Tensor::Of<float>({2}, {0, 1})}}, {y}, {}, options,
                        &report));
  RunMetadata metadata = [] {
    RunMetadata stale;
    stale.add_function_graphs();
    return stale;
  }();
  ASSERT_OK(ToRunMetadata(report, metadata));
  EXPECT_EQ(metadata.function_graphs_size(), 0);
  EXPECT_EQ(metadata.step_stats().dev_stats_size(), 2);
  EXPECT_EQ(metadata.partition_graphs_size(), 2);
  std::vector<std::string> nodes;
  for (const CostGraphDef::Node& node : metadata.cost_graph().node()) {
    nodes.push_back(node.name());
  }
  EXPECT_THAT(nodes, testing::Contains("y"));
  // The wire, too, holds it.
  RunMetadata read;
  ASSERT_TRUE(read.ParseFromString(metadata.SerializeAsString()));
  EXPECT_EQ(read.partition_graphs(1).node_size(),
            metadata.partition_graphs(1).node_size());
}

TEST(RunMetadataTest, RunOptionsAskForNothingByDefault) {
  ASSERT_OK_AND_ASSIGN(const StepOptions options, FromRunOptions({}));
  EXPECT_EQ(options.timeout_ms, 0);
  EXPECT_EQ(options.thread_pool, 0);
  EXPECT_FALSE(options.trace);
  EXPECT_FALSE(options.partition_graphs);
  EXPECT_FALSE(options.cost_graph);
}

TEST(RunMetadataTest, ADebuggerIsRefused) {
  RunOptions options;
  options.set_debug_options("x");
  EXPECT_THAT(FromRunOptions(options),
              StatusIs(absl::StatusCode::kUnimplemented, "debug_options"));
}

}  // namespace
}  // namespace thalweg
