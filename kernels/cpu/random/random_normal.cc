// RandomStandardNormal and TruncatedNormal on the CPU.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/random/fill_random.h"
#include "thalweg/kernels/functors/random_values.h"

namespace thalweg {
namespace {

template <class T>
using RandomNormalKernel = FillRandomKernel<NormalDistribution, T>;
template <class T>
using TruncatedNormalKernel = FillRandomKernel<TruncatedNormalDistribution, T>;

const CpuKernelOf<RandomNormalKernel, Half, BFloat16, float, double>
    kRandomStandardNormal("RandomStandardNormal", "dtype");
const CpuKernelOf<TruncatedNormalKernel, Half, BFloat16, float, double>
    kTruncatedNormal("TruncatedNormal", "dtype");

}  // namespace
}  // namespace thalweg
