// Random numbers of a key and a counter on the CPU.
#include "thalweg/ops/random/stateless_random.h"

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/random/random_kernel.h"
#include "thalweg/ops/random/random_attrs.h"
#include "thalweg/ops/random/rng_algorithm.h"

namespace thalweg {
namespace {

class GetKeyCounterKernel : public Kernel {
 public:
  explicit GetKeyCounterKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const Philox stream, StreamOfSeed(context.input(0)));
    if (context.wanted(0)) {
      ASSIGN_OR_RETURN(Tensor * key, context.Output(0, {kRngKeySize}));
      *key->mutable_data<uint64_t>() = stream.key();
    }
    if (context.wanted(1)) {
      ASSIGN_OR_RETURN(Tensor * counter, context.Output(1, {kRngCounterSize}));
      uint64_t* const words = counter->mutable_data<uint64_t>();
      words[0] = stream.counter_low();
      words[1] = stream.counter_high();
    }
    return absl::OkStatus();
  }
};

class GetAlgKernel : public Kernel {
 public:
  explicit GetAlgKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(Tensor * algorithm, context.Output(0, {}));
    *algorithm->mutable_data<int32_t>() = kRngPhilox;
    return absl::OkStatus();
  }
};

const KernelRegistration kUniform =
    CpuKernel<RandomKernel<KeySource, FindUniformFill>>(
        "StatelessRandomUniformV2")
        .For("dtype", kFloating);
const KernelRegistration kNormal =
    CpuKernel<RandomKernel<KeySource, FindNormalFill>>(
        "StatelessRandomNormalV2")
        .For("dtype", kFloating);
const KernelRegistration kTruncatedNormal =
    CpuKernel<RandomKernel<KeySource, FindTruncatedNormalFill>>(
        "StatelessTruncatedNormalV2")
        .For("dtype", kFloating);
const KernelRegistration kUniformInt =
    CpuKernel<RandomIntegersKernel<KeySource, 4>>("StatelessRandomUniformIntV2")
        .For("dtype", kIndices);
const KernelRegistration kUniformFullInt =
    CpuKernel<RandomKernel<KeySource, FindFullIntegerFill>>(
        "StatelessRandomUniformFullIntV2")
        .For("dtype", kFullIntegers);
const KernelRegistration kGetKeyCounter =
    CpuKernel<GetKeyCounterKernel>("StatelessRandomGetKeyCounter");
const KernelRegistration kGetAlg =
    CpuKernel<GetAlgKernel>("StatelessRandomGetAlg");

}  // namespace
}  // namespace thalweg
