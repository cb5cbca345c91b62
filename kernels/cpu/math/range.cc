// Range on the CPU.
#include "thalweg/ops/math/range.h"

#include <type_traits>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

constexpr int64_t kGrain = 32768;

// Half and BFloat16 are rounded after each operation, as in TensorFlow.
template <class T>
T ElementAt(T start, T delta, int64_t i) {
  if constexpr (std::is_integral_v<T>) {
    // Unsigned: a product out of range wraps back into it.
    return static_cast<T>(static_cast<uint64_t>(start) +
                          static_cast<uint64_t>(i) *
                              static_cast<uint64_t>(delta));
  } else if constexpr (std::is_floating_point_v<T>) {
    return start + static_cast<T>(i) * delta;
  } else {
    const float index(T(static_cast<float>(i)));
    return T(float(start) + float(T(index * float(delta))));
  }
}

template <class T>
class RangeKernel final : public Kernel {
 public:
  explicit RangeKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    for (int i = 0; i < 3; ++i) {
      RETURN_IF_ERROR(CheckRangeInput(i, context.input(i).shape()));
    }
    const T start = context.input(0).scalar<T>();
    const T limit = context.input(1).scalar<T>();
    const T delta = context.input(2).scalar<T>();
    using Wide = std::conditional_t<std::is_integral_v<T>, int64_t, double>;
    ASSIGN_OR_RETURN(const int64_t size,
                     RangeSize(ToWide<Wide>(start), ToWide<Wide>(limit),
                               ToWide<Wide>(delta)));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, Shape({size})));
    T* out = output->mutable_data<T>();
    context.ParallelRange(size, kGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        out[i] = ElementAt(start, delta, i);
      }
    });
    return absl::OkStatus();
  }

 private:
  template <class Wide>
  static Wide ToWide(T value) {
    if constexpr (std::is_arithmetic_v<T>) {
      return static_cast<Wide>(value);
    } else {
      return static_cast<Wide>(static_cast<float>(value));
    }
  }
};

const CpuKernelOf<RangeKernel, Half, BFloat16, float, double, int32_t, int64_t>
    kRange("Range", "Tidx");

}  // namespace
}  // namespace thalweg
