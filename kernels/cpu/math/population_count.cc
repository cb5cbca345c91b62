// PopulationCount.
#include <bit>

#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

template <class T>
void CountBits(const void* x_data, void* y_data, int64_t n) {
  const auto* x = static_cast<const T*>(x_data);
  auto* y = static_cast<uint8_t*>(y_data);
  for (int64_t i = 0; i < n; ++i) {
    y[i] = static_cast<uint8_t>(std::popcount(x[i]));
  }
}

absl::StatusOr<std::unique_ptr<Kernel>> MakePopulationCount(
    const KernelInfo& info) {
  return MakeUnaryKernel(info,
                         UnsignedTypes::For(AsUnsigned(info.input_dtype(0)),
                                            [](auto x) -> UnaryFunction {
                                              return &CountBits<decltype(x)>;
                                            }));
}

const KernelRegistration kPopulationCount =
    KernelCandidateBuilder("PopulationCount", "CPU", &MakePopulationCount)
        .For("T", kIntegers);

}  // namespace
}  // namespace thalweg
