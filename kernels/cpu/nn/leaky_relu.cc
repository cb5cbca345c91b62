// LeakyRelu and LeakyReluGrad on the CPU.
#include "thalweg/ops/nn/leaky_relu.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/half_conversion.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

// out[i] = x[i] > 0 ? g[i] : alpha * g[i] for i < n: the gradient, and with
// g = x the function itself. `out` may be g or x.
using LeakyFunction = void (*)(const void* g, const void* x, void* out,
                               int64_t n, float alpha);

template <class T>
void LeakyLoop(const void* g_data, const void* x_data, void* out, int64_t n,
               float alpha) {
  const auto* g = static_cast<const T*>(g_data);
  const auto* x = static_cast<const T*>(x_data);
  const T slope = alpha;
  StoreEach(static_cast<T*>(out), n, [=](int64_t i) {
    const T leaked = slope * g[i];
    return x[i] > 0 ? g[i] : leaked;
  });
}

// Half and bfloat16, which alpha is rounded to as well.
template <class H>
void LeakyHalves(const void* g, const void* x, void* out, int64_t n,
                 float alpha) {
  constexpr int64_t kTile = 256;
  float tiles[2][kTile];
  for (int64_t i = 0; i < n; i += kTile) {
    const int64_t count = std::min(kTile, n - i);
    ConvertToFloat(static_cast<const H*>(g) + i, tiles[0], count);
    ConvertToFloat(static_cast<const H*>(x) + i, tiles[1], count);
    LeakyLoop<float>(tiles[0], tiles[1], tiles[0], count,
                     static_cast<float>(H(alpha)));
    ConvertFromFloat(tiles[0], static_cast<H*>(out) + i, count);
  }
}

LeakyFunction FindLeaky(DType dtype) {
  switch (dtype) {
    case kFloat:
      return &LeakyLoop<float>;
    case kDouble:
      return &LeakyLoop<double>;
    case kHalf:
      return &LeakyHalves<Half>;
    default:
      return &LeakyHalves<BFloat16>;
  }
}

// Of both ops: the features are the last input.
class LeakyKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<LeakyKernel>();
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<LeakyReluAttrs>());
    kernel->alpha_ = attrs.alpha;
    kernel->leaky_ = FindLeaky(info.output_dtype(0));
    kernel->size_ = DTypeSize(info.output_dtype(0));
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& g = context.input(0);
    const Tensor& x = context.input(context.num_inputs() - 1);
    if (g.shape() != x.shape()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "inputs must have the same shape: input 0 is ", g.shape().ToString(),
          ", input 1 is ", x.shape().ToString()));
    }
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, x.shape()));
    const auto* from = static_cast<const char*>(g.raw());
    const auto* features = static_cast<const char*>(x.raw());
    auto* out = static_cast<char*>(output->mutable_raw());
    context.ParallelRange(x.num_elements(), kCheapGrain,
                          [=, this](int64_t begin, int64_t end) {
                            const size_t first = begin * size_;
                            leaky_(from + first, features + first, out + first,
                                   end - begin, alpha_);
                          });
    return absl::OkStatus();
  }

 private:
  LeakyFunction leaky_ = nullptr;
  float alpha_ = 0;
  size_t size_ = 0;
};

const KernelRegistration kLeakyRelu =
    CpuKernel<LeakyKernel>("LeakyRelu").For("T", kFloating);
const KernelRegistration kLeakyReluGrad =
    CpuKernel<LeakyKernel>("LeakyReluGrad").For("T", kFloating);

}  // namespace
}  // namespace thalweg
