#include "thalweg/runtime/passes/bind.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/traverse.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/runtime/state_homes.h"

namespace thalweg {
namespace {

// Moves a value between two devices.
class CopyKernel : public Kernel {
 public:
  explicit CopyKernel(Device* source) : source_(source) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(Tensor * output,
                     context.Output(0, context.input(0).shape()));
    return CopyBetween(*source_, context.input(0), context.device(), *output);
  }

 private:
  Device* const source_;
};

bool NeedsKernel(const Node& node) {
  return !node.Is(Trait::kFeed) && !node.Is(Trait::kFetch) &&
         !node.Is(Trait::kConstant) && !node.Is(Trait::kGroup);
}

class Binder {
 public:
  Binder(const CompileEnvironment& environment, StepGraph& step)
      : environment_(environment), step_(step) {}

  absl::Status Run() {
    step_.kernels.resize(step_.graph.num_node_ids());
    step_.constant_outputs.resize(step_.graph.num_node_ids());
    ASSIGN_OR_RETURN(std::vector<Node*> nodes, TopologicalOrder(step_.graph));
    for (Node* node : nodes) {
      absl::Status status = BindNode(*node);
      if (!status.ok()) {
        return absl::Status(status.code(), absl::StrCat(node->Describe(), ": ",
                                                        status.message()));
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::Status BindNode(const Node& node) {
    if (node.Is(Trait::kConstant)) {
      const Tensor* value = node.attrs().Get<Tensor>("value");
      if (value == nullptr) return absl::InternalError("has no value");
      step_.constant_outputs[node.id()] = {*value};
      return absl::OkStatus();
    }
    if (!NeedsKernel(node)) return absl::OkStatus();
    if (const Tensor* value = CopiedConstant(node)) {
      return CopyConstant(node, *value);
    }
    ASSIGN_OR_RETURN(std::unique_ptr<Kernel> kernel, MakeKernel(node));
    if (node.Is(Trait::kHandle)) return ComputeHandle(node, *kernel);
    step_.kernels[node.id()] = std::move(kernel);
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<Kernel>> MakeKernel(const Node& node) {
    Device* device = step_.device_of[node.id()];
    if (node.Is(Trait::kCopy)) {
      return std::unique_ptr<Kernel>(
          std::make_unique<CopyKernel>(step_.MemoryOf(node.input(0))));
    }
    std::vector<Tensor> constants(node.num_inputs());
    for (int i = 0; i < node.num_inputs(); ++i) {
      if (const Tensor* value = ConstantOf(node.input(i))) {
        constants[i] = *value;
      }
    }
    KernelInfo info(&node, device, environment_.resources, constants);
    return KernelRegistry::Create(info, device->type());
  }

  // The value in host memory of an edge that is the same in every run, also
  // where the edge is its copy on a device; else null.
  const Tensor* ConstantOf(Edge edge) const {
    while (edge.node->Is(Trait::kCopy)) edge = edge.node->input(0);
    const auto& values = step_.constant_outputs[edge.node->id()];
    return values.empty() ? nullptr : &values[edge.index];
  }

  const Tensor* CopiedConstant(const Node& node) const {
    return node.Is(Trait::kCopy) ? ConstantOf(node.input(0)) : nullptr;
  }

  // Constants get to their devices once, not in every run.
  absl::Status CopyConstant(const Node& node, const Tensor& value) {
    Device* const target = step_.device_of[node.id()];
    ASSIGN_OR_RETURN(Tensor copy,
                     AllocateOn(target, value.dtype(), value.shape()));
    RETURN_IF_ERROR(
        CopyBetween(*environment_.devices[0], value, *target, copy));
    step_.constant_outputs[node.id()] = {std::move(copy)};
    return absl::OkStatus();
  }

  // The session decides the handle, not the run.
  absl::Status ComputeHandle(const Node& node, const Kernel& kernel) {
    Tensor handle;
    Tensor* outputs[] = {&handle};
    // Whatever the declared dtype, a reference's value is its handle.
    const DType dtype = kResource;
    RunContext run;
    KernelContext context({}, outputs, /*planned=*/0, &dtype,
                          step_.device_of[node.id()], &run);
    RETURN_IF_ERROR(kernel.Compute(context));
    step_.constant_outputs[node.id()] = {std::move(handle)};
    if (environment_.homes != nullptr) {
      environment_.homes->Remember(node.name(), step_.device_of[node.id()]);
    }
    return absl::OkStatus();
  }

  const CompileEnvironment& environment_;
  StepGraph& step_;
};

}  // namespace

absl::Status Bind(const CompileEnvironment& environment, StepGraph& step) {
  return Binder(environment, step).Run();
}

}  // namespace thalweg
