// HistogramFixedWidth on the CPU.
#include "thalweg/ops/math/histogram_fixed_width.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// In double, so that a range of all integers has a width.
template <class T, class C>
absl::Status Count(const Tensor& values, const T* range, absl::Span<C> counts) {
  const int64_t nbins = static_cast<int64_t>(counts.size());
  std::fill(counts.begin(), counts.end(), C{0});
  const double low = static_cast<double>(range[0]);
  const double step =
      (static_cast<double>(range[1]) - low) / static_cast<double>(nbins);
  const double last = static_cast<double>(nbins - 1);
  for (T value : values.flat<T>()) {
    if (value != value) {
      return absl::InvalidArgumentError(
          "Histogram values must not contain NaN");
    }
    const double place =
        (static_cast<double>(std::max(value, range[0])) - low) / step;
    // Not a number where the range is infinite.
    const double bin = place > 0 ? std::min(place, last) : 0;
    ++counts[static_cast<int64_t>(bin)];
  }
  return absl::OkStatus();
}

template <class T>
class HistogramKernel final : public Kernel {
 public:
  explicit HistogramKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& value_range = context.input(1);
    RETURN_IF_ERROR(
        CheckHistogramShapes(value_range.shape(), context.input(2).shape()));
    const T* range = value_range.data<T>();
    if (!(range[0] < range[1])) {
      return absl::InvalidArgumentError(
          absl::StrCat("value_range should satisfy value_range[0] < "
                       "value_range[1], but got '[",
                       range[0], ", ", range[1], "]'"));
    }
    const int32_t nbins = context.input(2).scalar<int32_t>();
    RETURN_IF_ERROR(CheckBins(nbins));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, {nbins}));
    const Tensor& values = context.input(0);
    return output->dtype() == kInt64
               ? Count(values, range, output->mutable_flat<int64_t>())
               : Count(values, range, output->mutable_flat<int32_t>());
  }
};

const CpuKernelOf<HistogramKernel, int32_t, int64_t, float, double>
    kHistogramFixedWidth("HistogramFixedWidth", "T");

}  // namespace
}  // namespace thalweg
