// RandomStandardNormal and TruncatedNormal on the CPU.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/random/random_kernel.h"

namespace thalweg {
namespace {

const KernelRegistration kRandomStandardNormal =
    CpuKernel<RandomKernel<StatefulSource, FindNormalFill>>(
        "RandomStandardNormal")
        .For("dtype", kFloating);
const KernelRegistration kTruncatedNormal =
    CpuKernel<RandomKernel<StatefulSource, FindTruncatedNormalFill>>(
        "TruncatedNormal")
        .For("dtype", kFloating);

}  // namespace
}  // namespace thalweg
