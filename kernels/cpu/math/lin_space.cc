// LinSpace on the CPU.
#include "thalweg/ops/math/lin_space.h"

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"

namespace thalweg {
namespace {

template <class T>
class LinSpaceKernel final : public Kernel {
 public:
  explicit LinSpaceKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    for (int i = 0; i < 3; ++i) {
      RETURN_IF_ERROR(CheckLinSpaceInput(i, context.input(i).shape()));
    }
    const T start = context.input(0).scalar<T>();
    const T stop = context.input(1).scalar<T>();
    ASSIGN_OR_RETURN(const int64_t num, ReadIndex(context.input(2), "num"));
    RETURN_IF_ERROR(CheckLinSpaceSize(num));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, Shape({num})));
    T* const out = output->mutable_data<T>();
    const T step = num > 1 ? (stop - start) / static_cast<T>(num - 1) : T(0);
    context.ParallelRange(num, kCheapGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        out[i] = start + step * static_cast<T>(i);
      }
    });
    // Not almost.
    if (num > 1) out[num - 1] = stop;
    return absl::OkStatus();
  }
};

template <class T>
KernelCandidateBuilder LinSpaceOf() {
  return CpuKernel<LinSpaceKernel<T>>("LinSpace")
      .For("T", DTypeOf<T>::value)
      .HostMemory("start")
      .HostMemory("stop")
      .HostMemory("num");
}

const KernelRegistration kLinSpaceOfFloat = LinSpaceOf<float>();
const KernelRegistration kLinSpaceOfDouble = LinSpaceOf<double>();

}  // namespace
}  // namespace thalweg
