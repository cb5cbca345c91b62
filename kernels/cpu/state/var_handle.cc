// VarHandleOp on any device.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/state/variable_handle.h"

namespace thalweg {
namespace {

const KernelRegistration kVarHandleOp =
    AnyDeviceKernel<VariableHandleKernel>("VarHandleOp");

}  // namespace
}  // namespace thalweg
