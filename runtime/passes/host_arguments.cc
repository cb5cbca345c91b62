#include "thalweg/runtime/passes/host_arguments.h"

#include "absl/algorithm/container.h"
#include "thalweg/graph/arg_count.h"
#include "thalweg/kernels/kernel_registry.h"

namespace thalweg {
namespace {

// By the number of the tensor: true where its argument is named.
std::vector<bool> Named(absl::Span<const std::string> names,
                        const std::vector<ArgSpec>& args, const Node& node) {
  std::vector<bool> named;
  for (const ArgSpec& arg : args) {
    named.resize(named.size() + ArgCount(arg, node.attrs()),
                 absl::c_linear_search(names, arg.name));
  }
  return named;
}

}  // namespace

HostArguments FindHostArguments(const Node& node,
                                const std::string& device_type) {
  const auto names = KernelRegistry::HostArguments(node, device_type);
  HostArguments host = {Named(names, node.op().inputs(), node),
                        Named(names, node.op().outputs(), node)};
  host.inputs.resize(node.num_inputs());
  host.outputs.resize(node.num_outputs());
  for (int i = 0; i < node.num_inputs(); ++i) {
    const Edge& edge = node.input(i);
    if (!IsPlain(edge.dtype()) || edge.node->output_is_ref(edge.index)) {
      host.inputs[i] = true;
    }
  }
  for (int i = 0; i < node.num_outputs(); ++i) {
    if (!IsPlain(node.output_dtype(i)) || node.output_is_ref(i) ||
        node.Is(Trait::kConstant)) {
      host.outputs[i] = true;
    }
  }
  return host;
}

}  // namespace thalweg
