// InTopK and InTopKV1 on the CPU.
#include "thalweg/ops/nn/in_top_k.h"

#include <algorithm>
#include <cmath>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// Predictions compared that are worth handing to another thread.
constexpr int64_t kGrain = 32768;

bool IsInTopK(const float* row, int64_t classes, int64_t target, int64_t k) {
  if (target < 0 || target >= classes || !std::isfinite(row[target])) {
    return false;
  }
  int64_t larger = 0;
  for (int64_t i = 0; i < classes && larger < k; ++i) {
    if (!std::isfinite(row[i])) return false;
    larger += row[i] > row[target];
  }
  return larger < k;
}

class InTopKKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<InTopKKernel>> Create(
      const KernelInfo& info) {
    int64_t k = 0;
    if (info.num_inputs() == 2) {
      ASSIGN_OR_RETURN(const auto attrs, info.attrs<InTopKV1Attrs>());
      k = attrs.k;
    }
    return std::make_unique<InTopKKernel>(k);
  }
  explicit InTopKKernel(int64_t k) : k_(k) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& predictions = context.input(0);
    const Tensor& targets = context.input(1);
    int64_t k = k_;
    if (context.num_inputs() > 2) {
      ASSIGN_OR_RETURN(k, ReadIndex(context.input(2), "k"));
    }
    ASSIGN_OR_RETURN(const Shape shape,
                     InTopKShape(predictions.shape(), targets.shape()));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    const int64_t classes = predictions.dim(1);
    context.ParallelRange(
        shape.dim(0), kGrain / std::clamp<int64_t>(classes, 1, kGrain),
        [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) {
            int64_t target = 0;
            ReadIndexRange(targets, i, {&target, 1});
            output->mutable_data<bool>()[i] = IsInTopK(
                predictions.data<float>() + i * classes, classes, target, k);
          }
        });
    return absl::OkStatus();
  }

 private:
  const int64_t k_;
};

const KernelRegistration kInTopKV1 = CpuKernel<InTopKKernel>("InTopK");
const KernelRegistration kInTopK = CpuKernel<InTopKKernel>("InTopKV2");

}  // namespace
}  // namespace thalweg
