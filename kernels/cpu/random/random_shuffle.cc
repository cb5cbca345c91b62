// RandomShuffle on the CPU.
#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/random_state.h"

namespace thalweg {
namespace {

// Fisher and Yates, forwards: one word for each row but the last. Rows change
// places where they lie, so that no permutation has to be kept.
template <class T>
absl::Status ShuffleRows(PhiloxWords words, Tensor& rows) {
  const auto count = static_cast<uint64_t>(rows.dim(0));
  const int64_t size = rows.num_elements() / rows.dim(0);
  T* const data = static_cast<T*>(rows.mutable_raw());
  for (uint64_t i = 0; i + 1 < count; ++i) {
    const uint64_t other = i + words.Next() % (count - i);
    if (other == i) continue;
    std::swap_ranges(data + i * size, data + (i + 1) * size,
                     data + other * size);
  }
  return absl::OkStatus();
}

class RandomShuffleKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<RandomShuffleKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto state, FindRandomState(info));
    return std::make_unique<RandomShuffleKernel>(std::move(state));
  }
  explicit RandomShuffleKernel(std::shared_ptr<RandomState> state)
      : state_(std::move(state)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& value = context.input(0);
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, value.shape()));
    CopyElements(value, *output);
    if (value.num_elements() <= 1 || value.dim(0) <= 1) {
      return absl::OkStatus();
    }
    const auto draws = static_cast<uint64_t>(value.dim(0) - 1);
    const PhiloxWords words(state_->ReserveBlocks((draws + 3) / 4));
    return VisitElementType(value.dtype(), [&](auto* type) {
      return ShuffleRows<std::remove_pointer_t<decltype(type)>>(words, *output);
    });
  }

 private:
  const std::shared_ptr<RandomState> state_;
};

const KernelRegistration kRandomShuffle =
    CpuKernel<RandomShuffleKernel>("RandomShuffle");

}  // namespace
}  // namespace thalweg
