// RandomUniform and RandomUniformInt on the CPU.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/random/random_kernel.h"

namespace thalweg {
namespace {

const KernelRegistration kRandomUniform =
    CpuKernel<RandomKernel<StatefulSource, FindUniformFill>>("RandomUniform")
        .For("dtype", kFloating);
const KernelRegistration kRandomUniformInt =
    CpuKernel<RandomIntegersKernel<StatefulSource, 1>>("RandomUniformInt")
        .For("Tout", kIndices);

}  // namespace
}  // namespace thalweg
