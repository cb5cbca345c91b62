#include "thalweg/runtime/run_metadata.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/device_spec.h"
#include "thalweg/graph/export.h"
#include "thalweg/graph/shape_proto.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/proto/config.pb.h"

namespace thalweg {
namespace {

constexpr int64_t kNanosPerMicro = 1000;

// "cpu" of "/job:localhost/replica:0/task:0/device:CPU:0".
std::string AllocatorName(const std::string& device) {
  absl::StatusOr<DeviceSpec> spec = DeviceSpec::Parse(device);
  return spec.ok() ? absl::AsciiStrToLower(spec->type) : "";
}

void AddOutput(const OutputTrace& output, int slot,
               const std::string& allocator, NodeExecStats& stats) {
  if (output.dtype == kInvalid) return;
  NodeOutput& to = *stats.add_output();
  to.set_slot(slot);
  TensorDescription& tensor = *to.mutable_tensor_description();
  tensor.set_dtype(static_cast<DataType>(output.dtype));
  ShapeToProto(output.shape, *tensor.mutable_shape());
  AllocationDescription& memory = *tensor.mutable_allocation_description();
  memory.set_requested_bytes(output.bytes);
  memory.set_allocated_bytes(output.bytes);
  memory.set_allocator_name(allocator);
}

void AddStep(const StepTrace& step, int64_t run_start_ns,
             NodeExecStats& stats) {
  const int64_t start_ns = run_start_ns + step.start_ns;
  const int64_t duration_ns = step.end_ns - step.start_ns;
  stats.set_node_name(step.node);
  stats.set_all_start_micros(start_ns / kNanosPerMicro);
  stats.set_op_end_rel_micros(duration_ns / kNanosPerMicro);
  stats.set_all_end_rel_micros(duration_ns / kNanosPerMicro);
  stats.set_scheduled_micros(start_ns / kNanosPerMicro);
  stats.set_all_start_nanos(start_ns);
  stats.set_op_end_rel_nanos(duration_ns);
  stats.set_all_end_rel_nanos(duration_ns);
  stats.set_scheduled_nanos(start_ns);
  stats.set_thread_id(static_cast<uint32_t>(step.thread_id));
  stats.set_timeline_label(absl::StrCat(step.node, " = ", step.op, "(",
                                        absl::StrJoin(step.inputs, ", "), ")"));
  const std::string allocator = AllocatorName(step.device);
  int64_t bytes = step.scratch_bytes;
  for (size_t i = 0; i < step.outputs.size(); ++i) {
    AddOutput(step.outputs[i], static_cast<int>(i), allocator, stats);
    bytes += step.outputs[i].bytes;
  }
  AllocatorMemoryUsed& used = *stats.add_memory();
  used.set_allocator_name(allocator);
  used.set_total_bytes(bytes);
  used.set_peak_bytes(bytes);
  stats.mutable_memory_stats()->set_temp_memory_size(step.scratch_bytes);
}

void AddSteps(const StepReport& report, StepStats& stats) {
  absl::flat_hash_map<std::string, DeviceStepStats*> by_device;
  for (const StepTrace& step : report.steps) {
    DeviceStepStats*& device = by_device[step.device];
    if (device == nullptr) {
      device = stats.add_dev_stats();
      device->set_device(step.device);
    }
    AddStep(step, report.start_unix_ns, *device->add_node_stats());
  }
}

void AddCost(const NodeCost& cost, CostGraphDef::Node& node) {
  node.set_name(cost.node);
  node.set_device(cost.device);
  for (const NodeCost::Input& input : cost.inputs) {
    CostGraphDef::Node::InputInfo& info = *node.add_input_info();
    info.set_preceding_node(input.node);
    info.set_preceding_port(input.output);
  }
  for (const NodeCost::Output& output : cost.outputs) {
    CostGraphDef::Node::OutputInfo& info = *node.add_output_info();
    info.set_size(output.bytes);
    info.set_alias_input_port(output.alias_input);
    ShapeToProto(output.shape, *info.mutable_shape());
    info.set_dtype(static_cast<DataType>(output.dtype));
  }
  for (int control : cost.control_inputs) node.add_control_input(control);
  node.set_temporary_memory_size(cost.scratch_bytes);
  node.set_compute_cost((cost.compute_ns + kNanosPerMicro / 2) /
                        kNanosPerMicro);
  node.set_is_final(cost.is_final);
}

}  // namespace

absl::Status ToRunMetadata(const StepReport& report, RunMetadata& metadata) {
  metadata.Clear();
  if (!report.steps.empty()) AddSteps(report, *metadata.mutable_step_stats());
  for (size_t i = 0; i < report.cost_graph.size(); ++i) {
    CostGraphDef::Node& node = *metadata.mutable_cost_graph()->add_node();
    node.set_id(static_cast<int>(i));
    AddCost(report.cost_graph[i], node);
  }
  for (const Graph& graph : report.partition_graphs) {
    RETURN_IF_ERROR(ToGraphDef(graph, *metadata.add_partition_graphs()));
  }
  return absl::OkStatus();
}

absl::StatusOr<StepOptions> FromRunOptions(const RunOptions& options) {
  if (!options.debug_options().empty()) {
    return absl::UnimplementedError(
        "RunOptions.debug_options: there is no debugger to take them");
  }
  return StepOptions{
      .timeout_ms = options.timeout_in_ms(),
      .thread_pool = options.inter_op_thread_pool(),
      .trace = options.trace_level() != RunOptions::NO_TRACE,
      .partition_graphs = options.output_partition_graphs(),
  };
}

}  // namespace thalweg
