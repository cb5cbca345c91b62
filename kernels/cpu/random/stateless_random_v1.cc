// Random numbers of a seed on the CPU.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/random/random_kernel.h"
#include "thalweg/ops/random/random_attrs.h"

namespace thalweg {
namespace {

const KernelRegistration kUniform =
    CpuKernel<RandomKernel<SeedSource<1>, FindUniformFill>>(
        "StatelessRandomUniform")
        .For("dtype", kFloating);
const KernelRegistration kNormal =
    CpuKernel<RandomKernel<SeedSource<1>, FindNormalFill>>(
        "StatelessRandomNormal")
        .For("dtype", kFloating);
const KernelRegistration kTruncatedNormal =
    CpuKernel<RandomKernel<SeedSource<1>, FindTruncatedNormalFill>>(
        "StatelessTruncatedNormal")
        .For("dtype", kFloating);
const KernelRegistration kUniformInt =
    CpuKernel<RandomIntegersKernel<SeedSource<1>, 2>>(
        "StatelessRandomUniformInt")
        .For("dtype", kIndices);
const KernelRegistration kUniformFullInt =
    CpuKernel<RandomKernel<SeedSource<1>, FindFullIntegerFill>>(
        "StatelessRandomUniformFullInt")
        .For("dtype", kFullIntegers);

}  // namespace
}  // namespace thalweg
