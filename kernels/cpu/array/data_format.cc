// DataFormatDimMap and DataFormatVecPermute on the CPU.
#include "thalweg/ops/array/data_format.h"

#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

template <class T>
class DimMapKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<DimMapKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<DataFormatAttrs>());
    ASSIGN_OR_RETURN(std::vector<int> places, FormatPermutation(attrs));
    return std::make_unique<DimMapKernel>(std::move(places));
  }
  explicit DimMapKernel(std::vector<int> places) : places_(std::move(places)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * y, context.Output(0, x.shape()));
    const T rank = static_cast<T>(places_.size());
    for (int64_t i = 0; i < x.num_elements(); ++i) {
      const T dim = (x.data<T>()[i] % rank + rank) % rank;
      y->mutable_data<T>()[i] = static_cast<T>(places_[dim]);
    }
    return absl::OkStatus();
  }

 private:
  const std::vector<int> places_;
};

const CpuKernelOf<DimMapKernel, int32_t, int64_t> kDimMap("DataFormatDimMap",
                                                          "T");

template <class T>
class VecPermuteKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<VecPermuteKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto attrs, info.attrs<DataFormatAttrs>());
    return std::make_unique<VecPermuteKernel>(std::move(attrs));
  }
  explicit VecPermuteKernel(DataFormatAttrs attrs) : attrs_(std::move(attrs)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    RETURN_IF_ERROR(CheckVecPermute(x.shape(), attrs_));
    const bool only_space =
        x.dim(0) < static_cast<int64_t>(attrs_.src_format.size());
    ASSIGN_OR_RETURN(const std::vector<int> places,
                     FormatPermutation(attrs_, only_space));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * y, context.Output(0, x.shape()));
    const int64_t width = x.num_elements() / x.dim(0);
    for (int64_t i = 0; i < x.num_elements(); ++i) {
      y->mutable_data<T>()[places[i / width] * width + i % width] =
          x.data<T>()[i];
    }
    return absl::OkStatus();
  }

 private:
  const DataFormatAttrs attrs_;
};

const CpuKernelOf<VecPermuteKernel, int32_t, int64_t> kVecPermute(
    "DataFormatVecPermute", "T");

}  // namespace
}  // namespace thalweg
