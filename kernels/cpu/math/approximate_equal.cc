// ApproximateEqual on the CPU.
#include "thalweg/ops/math/approximate_equal.h"

#include <cmath>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

template <class T>
class ApproximateEqualKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<ApproximateEqualAttrs>());
    return std::make_unique<ApproximateEqualKernel>(attrs.tolerance);
  }
  explicit ApproximateEqualKernel(float tolerance)
      : tolerance_(static_cast<T>(tolerance)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Shape& shape = context.input(0).shape();
    if (shape != context.input(1).shape()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "x and y must be of the same shape. x shape: ", shape.ToString(),
          ". y shape: ", context.input(1).shape().ToString()));
    }
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    const T* x = context.input(0).data<T>();
    const T* y = context.input(1).data<T>();
    auto* z = static_cast<uint8_t*>(output->mutable_raw());
    context.ParallelRange(
        output->num_elements(), kCheapGrain, [&](int64_t begin, int64_t end) {
          StoreEach(z + begin, end - begin, [=, this](int64_t i) {
            return IsNear(x[begin + i], y[begin + i]);
          });
        });
    return absl::OkStatus();
  }

 private:
  uint8_t IsNear(T x, T y) const {
    return std::abs(x - y) < tolerance_ ? 1 : 0;
  }

  const T tolerance_;
};

const CpuKernelOf<ApproximateEqualKernel, float, double> kApproximateEqual(
    "ApproximateEqual", "T");

}  // namespace
}  // namespace thalweg
