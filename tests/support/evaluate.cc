#include "thalweg/tests/support/evaluate.h"

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/flush_denormals.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

absl::Status Located(const Node& node, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrCat(node.Describe(), ": ", status.message()));
}

// The nodes that `roots` need, each after those it takes inputs and control
// edges from; an output with a value needs nothing.
std::vector<Node*> ExecutionOrder(
    const std::vector<Edge>& roots,
    const absl::flat_hash_map<Edge, Tensor>& values) {
  std::vector<Node*> order;
  absl::flat_hash_set<Node*> entered, left;
  std::vector<Node*> stack;
  auto push = [&](const Edge& edge) {
    if (edge && !values.contains(edge)) stack.push_back(edge.node);
  };
  // In reverse, so that the first root is the first to run.
  for (auto root = roots.rbegin(); root != roots.rend(); ++root) push(*root);
  while (!stack.empty()) {
    Node* node = stack.back();
    if (!entered.insert(node).second) {
      stack.pop_back();
      if (left.insert(node).second) order.push_back(node);
      continue;
    }
    for (const Edge& input : node->inputs()) push(input);
    for (Node* control : node->control_inputs()) stack.push_back(control);
  }
  return order;
}

absl::StatusOr<Tensor> ReadReference(const Tensor& reference) {
  ASSIGN_OR_RETURN(VariableState * variable, VariableOf(reference));
  Tensor value = variable->Read();
  if (value) return value;
  const auto& handle = reference.scalar<ResourceHandle>();
  return absl::FailedPreconditionError(
      absl::StrCat("Attempting to use uninitialized value ", handle.name()));
}

// What a slot of the output holds.
DType SlotDType(const Node& node, int i) {
  return node.output_is_ref(i) ? kResource : node.output_dtype(i);
}

// The constants among the inputs.
std::vector<Tensor> ConstantInputs(const Node& node) {
  std::vector<Tensor> constants(node.num_inputs());
  for (int i = 0; i < node.num_inputs(); ++i) {
    const Node* producer = node.input(i).node;
    if (!producer->Is(Trait::kConstant)) continue;
    const Tensor* value = producer->attrs().Get<Tensor>("value");
    if (value != nullptr) constants[i] = *value;
  }
  return constants;
}

std::vector<Tensor*> Pointers(std::vector<Tensor>& tensors) {
  std::vector<Tensor*> pointers;
  for (Tensor& tensor : tensors) pointers.push_back(&tensor);
  return pointers;
}

}  // namespace

Evaluator::Evaluator(EvaluateOptions options)
    : options_(options),
      pool_(std::make_shared<ThreadPool>(options.num_threads)) {
  for (const DeviceFactory* factory : DeviceFactory::All()) {
    if (std::string(factory->type()) != "CPU") continue;
    auto devices = factory->CreateDevices(
        {.num_threads = options.num_threads, .count = 1}, pool_);
    if (devices.ok()) devices_ = *std::move(devices);
  }
}

absl::StatusOr<std::vector<Tensor>> Evaluator::Inputs(
    const Node& node, const Values& values) const {
  std::vector<Tensor> inputs;
  for (int i = 0; i < node.num_inputs(); ++i) {
    const Edge& edge = node.input(i);
    const auto found = values.find(edge);
    if (found == values.end()) {
      return absl::InternalError(
          absl::StrCat("input ", i, ", ", edge.ToString(), ", has no value"));
    }
    // A fed reference is a plain value.
    if (edge.node->output_is_ref(edge.index) && !node.input_is_ref(i) &&
        found->second.dtype() == kResource) {
      ASSIGN_OR_RETURN(Tensor value, ReadReference(found->second));
      inputs.push_back(std::move(value));
    } else {
      inputs.push_back(found->second);
    }
  }
  return inputs;
}

absl::StatusOr<std::vector<Tensor>> Evaluator::Compute(
    const Node& node, std::vector<Tensor> inputs) {
  if (devices_.empty()) return absl::InternalError("there is no CPU device");
  Device& device = *devices_.front();
  std::vector<Tensor> constants;
  if (options_.planned) constants = ConstantInputs(node);
  const KernelInfo info(&node, &device, &resources_, constants);
  ASSIGN_OR_RETURN(std::unique_ptr<Kernel> kernel,
                   KernelRegistry::Create(info, device.type()));

  std::vector<Tensor> outputs(node.num_outputs());
  std::vector<DType> dtypes(node.num_outputs());
  uint64_t planned = 0;
  for (int i = 0; i < node.num_outputs(); ++i) {
    dtypes[i] = SlotDType(node, i);
    if (!options_.planned || i >= 64 || !IsPlain(dtypes[i]) ||
        !node.output_shape(i).IsFullyDefined()) {
      continue;
    }
    ASSIGN_OR_RETURN(outputs[i],
                     Tensor::Allocate(dtypes[i], node.output_shape(i)));
    planned |= uint64_t{1} << i;
  }

  RunContext run;
  run.pool = pool_.get();
  run.step_resources = &step_resources_;
  const std::vector<Tensor*> input_slots = Pointers(inputs);
  const std::vector<Tensor*> output_slots = Pointers(outputs);
  KernelContext context(input_slots, output_slots, planned, dtypes.data(),
                        &device, &run);
  ASSIGN_OR_RETURN(std::unique_ptr<KernelState> state, kernel->Bind());
  context.set_state(state.get());
  const BufferRef scratch = AllocateBuffer(kernel->scratch_bytes());
  if (scratch) context.set_scratch(scratch->data());
  const FlushDenormals flush;
  RETURN_IF_ERROR(kernel->Compute(context));
  return outputs;
}

absl::Status Evaluator::RunNode(Node& node, Values& values) {
  ASSIGN_OR_RETURN(std::vector<Tensor> inputs, Inputs(node, values));
  ASSIGN_OR_RETURN(std::vector<Tensor> outputs,
                   Compute(node, std::move(inputs)));
  for (int i = 0; i < node.num_outputs(); ++i) {
    if (outputs[i].dtype() != SlotDType(node, i) ||
        !outputs[i].shape().IsCompatibleWith(
            node.output_is_ref(i) ? Shape() : node.output_shape(i))) {
      return absl::InternalError(
          absl::StrCat("output ", i, " is ", outputs[i].ToString(), " but ",
                       DTypeName(SlotDType(node, i)), " ",
                       node.output_shape(i).ToString(), " was inferred"));
    }
    // A fed output keeps what was fed.
    values.try_emplace(node.output(i), std::move(outputs[i]));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Tensor>> Evaluator::Run(
    const Feeds& feeds, const std::vector<Output>& fetches,
    const std::vector<Operation>& targets) {
  Values values;
  for (const auto& [output, tensor] : feeds) {
    if (!output) return absl::InvalidArgumentError("a feed is invalid");
    if (tensor.dtype() != output.dtype() ||
        !tensor.shape().IsCompatibleWith(output.shape())) {
      return absl::InvalidArgumentError(absl::StrCat(
          output.name(), " is fed with ", tensor.ToString(), ", expected ",
          DTypeName(output.dtype()), " ", output.shape().ToString()));
    }
    values[output.edge()] = tensor;
  }
  std::vector<Edge> roots;
  for (const Output& fetch : fetches) {
    RETURN_IF_ERROR(fetch.graph().state() ? fetch.graph().status()
                                          : absl::OkStatus());
    if (!fetch) return absl::InvalidArgumentError("a fetch is invalid");
    roots.push_back(fetch.edge());
  }
  for (const Operation& target : targets) {
    if (!target) return absl::InvalidArgumentError("a target is invalid");
    roots.push_back({target.node(), -1});
  }
  bool has_references = false;
  for (Node* node : ExecutionOrder(roots, values)) {
    RETURN_IF_ERROR(Located(*node, RunNode(*node, values)));
    for (int i = 0; i < node->num_outputs(); ++i) {
      has_references = has_references || node->output_is_ref(i);
    }
  }
  std::vector<Tensor> results;
  for (const Output& fetch : fetches) {
    Tensor value = values.at(fetch.edge());
    if (fetch.node()->output_is_ref(fetch.index()) &&
        value.dtype() == kResource) {
      ASSIGN_OR_RETURN(value, ReadReference(value));
    }
    // What was read from a reference variable may change with it.
    if (has_references) {
      ASSIGN_OR_RETURN(value, value.Copy());
    }
    results.push_back(std::move(value));
  }
  return results;
}

absl::StatusOr<Tensor> Evaluator::Run(const Output& fetch, const Feeds& feeds) {
  ASSIGN_OR_RETURN(std::vector<Tensor> results,
                   Run(feeds, std::vector<Output>{fetch}));
  return results[0];
}

absl::StatusOr<std::vector<Tensor>> Evaluate(const Feeds& feeds,
                                             const std::vector<Output>& fetches,
                                             EvaluateOptions options) {
  return Evaluator(options).Run(feeds, fetches);
}

absl::StatusOr<Tensor> Evaluate(const Output& fetch, const Feeds& feeds,
                                EvaluateOptions options) {
  return Evaluator(options).Run(fetch, feeds);
}

}  // namespace thalweg
