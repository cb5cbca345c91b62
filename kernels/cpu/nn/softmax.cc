#include "thalweg/ops/nn/softmax.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/softmax_rows.h"

namespace thalweg {
namespace {

template <SoftmaxRows SoftmaxFunctions::*function>
class SoftmaxKernel final : public Kernel {
 public:
  explicit SoftmaxKernel(const KernelInfo& info)
      : rows_function_(FindSoftmaxFunctions(info.input_dtype(0)).*function),
        element_size_(DTypeSize(info.input_dtype(0))) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& x = context.input(0);
    if (x.rank() < 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          "logits must have >= 1 dimension, got ", x.shape().ToString()));
    }
    ASSIGN_OR_RETURN(Tensor * y, context.Output(0, x.shape()));
    if (x.num_elements() == 0) return absl::OkStatus();
    const int64_t n = x.dim(x.rank() - 1);
    const int64_t row_bytes = n * element_size_;
    const char* const from = static_cast<const char*>(x.raw());
    char* const to = static_cast<char*>(y->mutable_raw());
    context.ParallelRange(
        x.num_elements() / n, SoftmaxGrain(n), [&](int64_t begin, int64_t end) {
          rows_function_(from + begin * row_bytes, to + begin * row_bytes,
                         end - begin, n);
        });
    return absl::OkStatus();
  }

 private:
  const SoftmaxRows rows_function_;
  const int64_t element_size_;
};

const KernelRegistration kSoftmax =
    CpuKernel<SoftmaxKernel<&SoftmaxFunctions::softmax>>("Softmax").For(
        "T", kFloating);
const KernelRegistration kLogSoftmax =
    CpuKernel<SoftmaxKernel<&SoftmaxFunctions::log_softmax>>("LogSoftmax")
        .For("T", kFloating);

}  // namespace
}  // namespace thalweg
