#include "thalweg/kernels/cpu/state/variable_handle.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/resource_store.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

// The attributes that VariableV2 and VarHandleOp share.
struct VariableAttrs {
  std::string container = "";
  std::string shared_name = "";
  DType dtype = kInvalid;
  Shape shape = Shape::Unknown();
  void Fields(AttrFields& fields) {
    fields("container", container)("shared_name", shared_name)("dtype", dtype)(
        "shape", shape);
  }
};

// Where the variables of nodes on the device have their value; null is the
// host's memory.
Device* MemoryFor(Device& device) {
  return device.host_memory() ? nullptr : &device;
}

std::string MemoryName(const Device* memory) {
  return memory == nullptr ? "host memory" : memory->name();
}

absl::Status LiesElsewhere(const std::string& name, const VariableState& found,
                           const Device& wanted) {
  return absl::InvalidArgumentError(absl::StrCat(
      "Variable ", name, " lies in ", MemoryName(found.memory()),
      ", where the first run that used it put it, but this run needs it on ",
      wanted.name(),
      ": request one device for it and for all that updates it"));
}

absl::Status OtherVariable(const std::string& name, const VariableState& found,
                           const VariableAttrs& attrs) {
  return absl::InvalidArgumentError(
      absl::StrCat("Variable ", name, " exists as ", DTypeName(found.dtype()),
                   " ", found.shape().ToString(), ", expected ",
                   DTypeName(attrs.dtype), " ", attrs.shape.ToString()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<VariableHandleKernel>>
VariableHandleKernel::Create(const KernelInfo& info) {
  ASSIGN_OR_RETURN(const auto attrs, info.attrs<VariableAttrs>());
  ASSIGN_OR_RETURN(
      const auto key,
      NameResource(attrs.container, attrs.shared_name, info.node().name()));
  ASSIGN_OR_RETURN(
      std::shared_ptr<VariableState> variable,
      info.resources().FindOrCreate<VariableState>(
          key.container, key.name, [&] {
            return std::make_shared<VariableState>(
                attrs.dtype, attrs.shape,
                info.node().output_is_ref(0) ? Reads::kAlias : Reads::kSnapshot,
                MemoryFor(info.device()));
          }));
  if (variable->dtype() != attrs.dtype ||
      !variable->shape().IsCompatibleWith(attrs.shape)) {
    return OtherVariable(key.name, *variable, attrs);
  }
  if (variable->memory() != MemoryFor(info.device())) {
    return LiesElsewhere(key.name, *variable, info.device());
  }
  return std::unique_ptr<VariableHandleKernel>(
      new VariableHandleKernel(Tensor::Scalar(
          ResourceHandle(key.container, key.name, std::move(variable)))));
}

absl::Status VariableHandleKernel::Compute(KernelContext& context) const {
  return context.SetOutput(0, handle_);
}

}  // namespace thalweg
