// Bucketize on the CPU.
#include "thalweg/ops/math/bucketize.h"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// Elements that are worth handing to another thread.
constexpr int64_t kGrain = 4096;

template <class T>
class BucketizeKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<BucketizeKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto attrs, info.attrs<BucketizeAttrs>());
    RETURN_IF_ERROR(CheckBoundaries(attrs.boundaries));
    return std::make_unique<BucketizeKernel>(std::move(attrs.boundaries));
  }
  explicit BucketizeKernel(std::vector<float> boundaries)
      : boundaries_(std::move(boundaries)) {}

  absl::Status Compute(KernelContext& context) const override {
    if (!context.wanted(0)) return absl::OkStatus();
    const Tensor& input = context.input(0);
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, input.shape()));
    const T* x = input.data<T>();
    int32_t* to = output->mutable_data<int32_t>();
    context.ParallelRange(input.num_elements(), kGrain,
                          [&](int64_t begin, int64_t end) {
                            std::transform(x + begin, x + end, to + begin,
                                           [this](T v) { return Bucket(v); });
                          });
    return absl::OkStatus();
  }

 private:
  // Integers compare as floats, as TensorFlow's do.
  using Value = std::conditional_t<std::is_same_v<T, double>, double, float>;

  int32_t Bucket(T value) const {
    const auto above = std::upper_bound(
        boundaries_.begin(), boundaries_.end(), static_cast<Value>(value),
        [](Value x, float boundary) { return x < boundary; });
    return static_cast<int32_t>(above - boundaries_.begin());
  }

  const std::vector<float> boundaries_;
};

const CpuKernelOf<BucketizeKernel, int32_t, int64_t, float, double> kBucketize(
    "Bucketize", "T");

}  // namespace
}  // namespace thalweg
