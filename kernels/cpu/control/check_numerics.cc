// CheckNumerics on the CPU.
#include "thalweg/ops/control/check_numerics.h"

#include <atomic>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/pass_through.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"

namespace thalweg {
namespace {

constexpr int kInfinite = 1;
constexpr int kNaN = 2;

// Which of them are among x[begin] .. x[end - 1], numbers by their bits.
using Scan = int (*)(const void* x, int64_t begin, int64_t end);

// The exponent's bits are all set in both, others in NaN only.
template <class Word, Word exponent>
int ScanWords(const void* data, int64_t begin, int64_t end) {
  const auto* x = static_cast<const Word*>(data);
  constexpr Word kSign = static_cast<Word>(Word{1} << (8 * sizeof(Word) - 1));
  // All at once first, as nearly always there is nothing to be found.
  Word found = 0;
  for (int64_t i = begin; i < end; ++i) {
    found |= static_cast<Word>((x[i] & exponent) == exponent);
  }
  if (found == 0) return 0;
  int kinds = 0;
  for (int64_t i = begin; i < end; ++i) {
    const Word size = static_cast<Word>(x[i] & ~kSign);
    if (size >= exponent) kinds |= size == exponent ? kInfinite : kNaN;
  }
  return kinds;
}

Scan FindScan(DType dtype) {
  switch (dtype) {
    case kFloat:
      return &ScanWords<uint32_t, 0x7f800000>;
    case kDouble:
      return &ScanWords<uint64_t, 0x7ff0000000000000>;
    case kHalf:
      return &ScanWords<uint16_t, 0x7c00>;
    default:
      return &ScanWords<uint16_t, 0x7f80>;
  }
}

class CheckNumericsKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(CheckNumericsAttrs attrs,
                     info.attrs<CheckNumericsAttrs>());
    return std::make_unique<CheckNumericsKernel>(std::move(attrs.message),
                                                 FindScan(info.input_dtype(0)));
  }
  CheckNumericsKernel(std::string message, Scan scan)
      : message_(std::move(message)), scan_(scan) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& tensor = context.input(0);
    std::atomic<int> found = 0;
    context.ParallelRange(tensor.num_elements(), kCheapGrain,
                          [&](int64_t begin, int64_t end) {
                            found |= scan_(tensor.raw(), begin, end);
                          });
    if (found != 0) return Refusal(found);
    return PassThrough(context);
  }

 private:
  absl::Status Refusal(int found) const {
    static constexpr const char* kKinds[] = {"Inf", "NaN", "Inf and NaN"};
    return absl::InvalidArgumentError(
        absl::StrCat(message_, " : Tensor had ", kKinds[found - 1], " values"));
  }

  const std::string message_;
  const Scan scan_;
};

const KernelRegistration kCheckNumerics =
    CpuKernel<CheckNumericsKernel>("CheckNumerics").For("T", kFloating);

}  // namespace
}  // namespace thalweg
