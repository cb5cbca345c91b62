#include "thalweg/runtime/passes/fold_constants.h"

#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/traverse.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/flush_denormals.h"
#include "thalweg/kernels/kernel_registry.h"

namespace thalweg {
namespace {

// Constants up to this size may grow out of smaller ones.
constexpr size_t kMaxGrownBytes = 100 << 10;

const Tensor* ConstantOf(const Edge& edge) {
  return edge.node->Is(Trait::kConstant)
             ? edge.node->attrs().Get<Tensor>("value")
             : nullptr;
}

bool MayFold(const Node& node) {
  return node.op().pure() && !node.Is(Trait::kConstant) &&
         node.num_outputs() > 0 && node.control_inputs().empty() &&
         absl::c_all_of(node.inputs(), [](const Edge& edge) {
           return IsPlain(edge.dtype()) || edge.dtype() == kString;
         });
}

// The tensor that inference knows output 0 to be.
std::optional<Tensor> KnownValue(const Node& node) {
  if (node.num_outputs() != 1) return std::nullopt;
  const PartialValue* value = node.output_value(0);
  const Shape& shape = node.output_shape(0);
  if (value == nullptr || !value->IsKnown() || !shape.IsFullyDefined() ||
      shape.num_elements() != static_cast<int64_t>(value->elements.size())) {
    return std::nullopt;
  }
  if (node.output_dtype(0) == kInt64) {
    return Tensor::Of<int64_t>(shape, value->elements);
  }
  if (node.output_dtype(0) != kInt32) return std::nullopt;
  const std::vector<int32_t> narrow(value->elements.begin(),
                                    value->elements.end());
  return Tensor::Of<int32_t>(shape, narrow);
}

bool GrowsTooMuch(size_t in_bytes, size_t out_bytes) {
  return out_bytes > kMaxGrownBytes && out_bytes > in_bytes;
}

// True for a node that changes something beyond its outputs, or may fail the
// run for want of a feed. A read of a variable changes nothing.
bool HasEffect(const Node& node) {
  const bool only_reads =
      node.Is(Trait::kReadReference) ||
      (node.Is(Trait::kReadsVariable) && !node.Is(Trait::kWritesVariable));
  return !node.op().pure() && !only_reads && !node.Is(Trait::kFeed) &&
         !node.Is(Trait::kHandle) && !node.Is(Trait::kGroup);
}

// By node id: true for nodes with an effect, and for all that depend on one.
std::vector<bool> DependsOnEffect(const std::vector<Node*>& nodes,
                                  int num_ids) {
  std::vector<bool> depends(num_ids, false);
  for (const Node* node : nodes) {
    depends[node->id()] =
        HasEffect(*node) ||
        absl::c_any_of(node->inputs(),
                       [&](const Edge& e) { return depends[e.node->id()]; }) ||
        absl::c_any_of(node->control_inputs(),
                       [&](const Node* n) { return depends[n->id()]; });
  }
  return depends;
}

class Folder {
 public:
  Folder(const CompileEnvironment& environment, StepGraph& step)
      : environment_(environment),
        step_(step),
        targets_(step.targets.begin(), step.targets.end()) {}

  absl::StatusOr<int> Run() {
    ASSIGN_OR_RETURN(std::vector<Node*> nodes, TopologicalOrder(step_.graph));
    depends_on_effect_ = DependsOnEffect(nodes, step_.graph.num_node_ids());
    int folded = 0;
    for (Node* node : nodes) {
      if (!MayFold(*node)) continue;
      std::optional<std::vector<Tensor>> values;
      if (std::optional<Tensor> known = KnownValue(*node)) {
        values = {*std::move(known)};
      } else {
        values = Compute(*node);
      }
      if (!values.has_value()) continue;
      RETURN_IF_ERROR(Replace(node, *values));
      ++folded;
    }
    return folded;
  }

 private:
  std::optional<std::vector<Tensor>> Compute(const Node& node) {
    if (node.num_inputs() == 0) return std::nullopt;
    std::vector<Tensor> inputs;
    size_t in_bytes = 0;
    for (const Edge& edge : node.inputs()) {
      const Tensor* constant = ConstantOf(edge);
      if (constant == nullptr) return std::nullopt;
      in_bytes += constant->num_bytes();
      inputs.push_back(*constant);
    }
    for (int i = 0; i < node.num_outputs(); ++i) {
      const int64_t elements = node.output_shape(i).num_elements();
      // Division keeps a hostile shape from overflowing the product.
      if (elements > 0 &&
          GrowsTooMuch(in_bytes / DTypeSize(node.output_dtype(i)), elements)) {
        return std::nullopt;
      }
    }
    absl::StatusOr<std::vector<Tensor>> outputs = RunKernel(node, inputs);
    if (!outputs.ok()) return std::nullopt;
    return *std::move(outputs);
  }

  absl::StatusOr<std::vector<Tensor>> RunKernel(const Node& node,
                                                std::vector<Tensor>& inputs) {
    Device* device = environment_.devices[0];
    KernelInfo info(&node, device, environment_.resources, inputs);
    ASSIGN_OR_RETURN(std::unique_ptr<Kernel> kernel,
                     KernelRegistry::Create(info, device->type()));
    ASSIGN_OR_RETURN(std::unique_ptr<KernelState> state, kernel->Bind());
    std::vector<Tensor> outputs(node.num_outputs());
    std::vector<Tensor*> in, out;
    std::vector<DType> dtypes;
    for (Tensor& input : inputs) in.push_back(&input);
    for (int i = 0; i < node.num_outputs(); ++i) {
      out.push_back(&outputs[i]);
      dtypes.push_back(node.output_dtype(i));
    }
    RunContext run;
    run.pool = &device->thread_pool();
    KernelContext context(in, out, /*planned=*/0, dtypes.data(), device, &run);
    BufferRef scratch = AllocateBuffer(kernel->scratch_bytes());
    context.set_scratch(scratch ? scratch->data() : nullptr);
    context.set_state(state.get());
    const FlushDenormals flush;
    RETURN_IF_ERROR(kernel->Compute(context));
    return outputs;
  }

  absl::Status Replace(Node* node, const std::vector<Tensor>& values) {
    Node* first = nullptr;
    for (int i = 0; i < node->num_outputs(); ++i) {
      Output constant =
          Constant(step_.graph, values[i], node->name() + "/folded");
      if (!constant) return step_.graph.status();
      step_.graph.SetDevice(constant.node(), node->device());
      KeepEffects(*node, constant.node());
      step_.graph.ReplaceUses(node->output(i), constant.edge());
      if (i == 0) first = constant.node();
    }
    if (targets_.contains(node)) absl::c_replace(step_.targets, node, first);
    step_.graph.MoveControlConsumers(node, first);
    step_.Note(Rewrite::Kind::kFolded, *node, *first);
    return absl::OkStatus();
  }

  // An update of which only the shape was read runs all the same.
  void KeepEffects(const Node& node, Node* constant) {
    bool depends = false;
    for (const Edge& edge : node.inputs()) {
      if (!depends_on_effect_[edge.node->id()]) continue;
      step_.graph.AddControlEdge(edge.node, constant);
      depends = true;
    }
    depends_on_effect_.resize(step_.graph.num_node_ids(), false);
    depends_on_effect_[constant->id()] = depends;
  }

  const CompileEnvironment& environment_;
  StepGraph& step_;
  const absl::flat_hash_set<const Node*> targets_;  // As they were.
  std::vector<bool> depends_on_effect_;             // By node id.
};

}  // namespace

absl::StatusOr<int> FoldConstants(const CompileEnvironment& environment,
                                  StepGraph& step) {
  return Folder(environment, step).Run();
}

}  // namespace thalweg
