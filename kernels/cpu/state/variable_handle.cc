#include "thalweg/kernels/cpu/state/variable_handle.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
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
  ASSIGN_OR_RETURN(std::shared_ptr<VariableState> variable,
                   info.resources().FindOrCreate<VariableState>(
                       key.container, key.name, [&] {
                         return std::make_shared<VariableState>(
                             attrs.dtype, attrs.shape,
                             info.node().output_is_ref(0) ? Reads::kAlias
                                                          : Reads::kSnapshot);
                       }));
  if (variable->dtype() != attrs.dtype ||
      !variable->shape().IsCompatibleWith(attrs.shape)) {
    return OtherVariable(key.name, *variable, attrs);
  }
  return std::unique_ptr<VariableHandleKernel>(
      new VariableHandleKernel(Tensor::Scalar(
          ResourceHandle(key.container, key.name, std::move(variable)))));
}

absl::Status VariableHandleKernel::Compute(KernelContext& context) const {
  return context.SetOutput(0, handle_);
}

}  // namespace thalweg
