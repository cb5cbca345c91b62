// RandomUniform and RandomUniformInt on the CPU.
#include <memory>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/random/fill_random.h"
#include "thalweg/kernels/functors/random_values.h"

namespace thalweg {
namespace {

template <class T>
using RandomUniformKernel = FillRandomKernel<UniformDistribution, T>;

template <class T>
class RandomUniformIntKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<RandomUniformIntKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(RandomSource source, RandomSource::Create(info));
    return std::make_unique<RandomUniformIntKernel>(std::move(source));
  }
  explicit RandomUniformIntKernel(RandomSource source)
      : source_(std::move(source)) {}

  absl::Status Compute(KernelContext& context) const override {
    RETURN_IF_ERROR(RequireScalar("minval", context.input(1)));
    RETURN_IF_ERROR(RequireScalar("maxval", context.input(2)));
    ASSIGN_OR_RETURN(Tensor * output, source_.Output(context));
    // As TensorFlow: nothing to draw, nothing to refuse.
    if (output->num_elements() == 0) return absl::OkStatus();
    const T low = context.input(1).scalar<T>();
    const T high = context.input(2).scalar<T>();
    if (low >= high) {
      return absl::InvalidArgumentError(
          absl::StrCat("Need minval < maxval, got ", low, " >= ", high));
    }
    using U = std::make_unsigned_t<T>;
    const IntegerDistribution<T> distribution = {
        low, static_cast<U>(static_cast<U>(high) - static_cast<U>(low))};
    FillRandom(context, distribution, source_.Reserve(*output),
               output->mutable_flat<T>());
    return absl::OkStatus();
  }

 private:
  static absl::Status RequireScalar(const char* name, const Tensor& tensor) {
    if (tensor.rank() == 0) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        name, " must be 0-D, got shape ", tensor.shape().ToString()));
  }

  const RandomSource source_;
};

const CpuKernelOf<RandomUniformKernel, Half, BFloat16, float, double>
    kRandomUniform("RandomUniform", "dtype");
const CpuKernelOf<RandomUniformIntKernel, int32_t, int64_t> kRandomUniformInt(
    "RandomUniformInt", "Tout");

}  // namespace
}  // namespace thalweg
