// VariableV2 on any device.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/state/variable_handle.h"

namespace thalweg {
namespace {

const KernelRegistration kVariableV2 =
    AnyDeviceKernel<VariableHandleKernel>("VariableV2");

}  // namespace
}  // namespace thalweg
