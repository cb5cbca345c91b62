// ApproxTopK on the CPU: exact.
#include "thalweg/ops/nn/approx_top_k.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/ordering.h"

namespace thalweg {
namespace {

// Elements looked at that are worth handing to another thread.
constexpr int64_t kGrain = 16384;

template <class T>
class ApproxTopKKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<ApproxTopKKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<ApproxTopKAttrs>());
    return std::make_unique<ApproxTopKKernel>(attrs);
  }
  explicit ApproxTopKKernel(ApproxTopKAttrs attrs) : attrs_(attrs) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    ASSIGN_OR_RETURN(const ApproxTopKExtent extent,
                     ResolveApproxTopK(input.shape(), attrs_));
    const int64_t size = input.dim(extent.axis);
    if (size > std::numeric_limits<int32_t>::max()) {
      return absl::InvalidArgumentError(
          absl::StrCat("indices of int32 can't name ", size, " elements"));
    }
    Tensor* outputs[2] = {};
    for (int i : {0, 1}) {
      if (!context.wanted(i)) continue;
      ASSIGN_OR_RETURN(outputs[i], context.Output(i, extent.output));
    }
    if (extent.output.num_elements() == 0) return absl::OkStatus();
    const int64_t inner =
        input.shape().Slice(extent.axis + 1, input.rank()).num_elements();
    context.ParallelRange(input.num_elements() / size,
                          std::max<int64_t>(kGrain / size, 1),
                          [&](int64_t begin, int64_t end) {
                            RunLines(input, inner, static_cast<int32_t>(size),
                                     begin, end, outputs[0], outputs[1]);
                          });
    return absl::OkStatus();
  }

 private:
  // Lines along the dimension, `inner` elements apart within.
  void RunLines(const Tensor& input, int64_t inner, int32_t size, int64_t begin,
                int64_t end, Tensor* values, Tensor* indices) const {
    std::vector<float> line(size);
    std::vector<int32_t> order;
    const float sign = attrs_.is_max_k ? 1 : -1;
    for (int64_t i = begin; i < end; ++i) {
      const int64_t outer = i / inner, place = i % inner;
      const T* from = input.data<T>() + outer * size * inner + place;
      for (int32_t j = 0; j < size; ++j) {
        line[j] = sign * static_cast<float>(from[j * inner]);
      }
      FindFirst(size, static_cast<int32_t>(attrs_.k), /*sorted=*/true,
                ByFallingValue<float>{line.data()}, order);
      const int64_t to = outer * attrs_.k * inner + place;
      for (int64_t j = 0; j < attrs_.k; ++j) {
        if (values != nullptr) {
          values->mutable_data<T>()[to + j * inner] = from[order[j] * inner];
        }
        if (indices != nullptr) {
          indices->mutable_data<int32_t>()[to + j * inner] = order[j];
        }
      }
    }
  }

  const ApproxTopKAttrs attrs_;
};

const CpuKernelOf<ApproxTopKKernel, Half, BFloat16, float> kApproxTopK(
    "ApproxTopK", "T");

}  // namespace
}  // namespace thalweg
