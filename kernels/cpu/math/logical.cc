// LogicalAnd, LogicalOr, LogicalNot.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

void AndLoop(const void* x_data, const void* y_data, void* z, int64_t n) {
  const auto* x = static_cast<const uint8_t*>(x_data);
  const auto* y = static_cast<const uint8_t*>(y_data);
  StoreEach(static_cast<uint8_t*>(z), n,
            [x, y](int64_t i) -> uint8_t { return x[i] & y[i]; });
}

void OrLoop(const void* x_data, const void* y_data, void* z, int64_t n) {
  const auto* x = static_cast<const uint8_t*>(x_data);
  const auto* y = static_cast<const uint8_t*>(y_data);
  StoreEach(static_cast<uint8_t*>(z), n,
            [x, y](int64_t i) -> uint8_t { return x[i] | y[i]; });
}

void NotLoop(const void* x_data, void* y, int64_t n) {
  const auto* x = static_cast<const uint8_t*>(x_data);
  StoreEach(static_cast<uint8_t*>(y), n,
            [x](int64_t i) -> uint8_t { return x[i] ^ 1; });
}

template <BinaryFunction function>
absl::StatusOr<std::unique_ptr<Kernel>> MakeLogicalBinary(
    const KernelInfo& info) {
  return MakeBinaryKernel(info, function);
}

absl::StatusOr<std::unique_ptr<Kernel>> MakeNot(const KernelInfo& info) {
  return MakeUnaryKernel(info, &NotLoop);
}

const KernelRegistration kLogicalAnd =
    KernelCandidateBuilder("LogicalAnd", "CPU", &MakeLogicalBinary<AndLoop>);
const KernelRegistration kLogicalOr =
    KernelCandidateBuilder("LogicalOr", "CPU", &MakeLogicalBinary<OrLoop>);
const KernelRegistration kLogicalNot =
    KernelCandidateBuilder("LogicalNot", "CPU", &MakeNot);

}  // namespace
}  // namespace thalweg
