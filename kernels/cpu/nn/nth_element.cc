// NthElement on the CPU.
#include "thalweg/ops/nn/nth_element.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/ordering.h"

namespace thalweg {
namespace {

// Elements looked at that are worth handing to another thread.
constexpr int64_t kGrain = 16384;

struct NthElementRun {
  const void* input;
  int64_t columns;
  int64_t n;
  void* output;
};

template <class T>
void RunRows(const NthElementRun& run, int64_t begin, int64_t end) {
  std::vector<T> row(run.columns);
  for (int64_t i = begin; i < end; ++i) {
    std::copy_n(static_cast<const T*>(run.input) + i * run.columns, run.columns,
                row.begin());
    std::nth_element(row.begin(), row.begin() + run.n, row.end(),
                     [](const T& x, const T& y) { return IsLarger(y, x); });
    static_cast<T*>(run.output)[i] = row[run.n];
  }
}

class NthElementKernel final : public Kernel {
 public:
  using Function = void (*)(const NthElementRun&, int64_t begin, int64_t end);

  static absl::StatusOr<std::unique_ptr<NthElementKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<NthElementAttrs>());
    const Function function =
        VisitRealType(info.input_dtype(0), [](auto* type) -> Function {
          return &RunRows<std::remove_pointer_t<decltype(type)>>;
        });
    return std::make_unique<NthElementKernel>(function, attrs.reverse);
  }
  NthElementKernel(Function function, bool reverse)
      : function_(function), reverse_(reverse) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    if (context.input(1).rank() != 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "N must be scalar but has rank ", context.input(1).rank()));
    }
    const int64_t n = context.input(1).scalar<int32_t>();
    if (n < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("n must be non-negative but is ", n));
    }
    ASSIGN_OR_RETURN(const Shape shape, NthElementShape(input.shape(), n));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    const int64_t columns = input.dim(input.rank() - 1);
    const NthElementRun run = {input.raw(), columns,
                               reverse_ ? columns - 1 - n : n,
                               output->mutable_raw()};
    context.ParallelRange(
        shape.num_elements(), kGrain / std::clamp<int64_t>(columns, 1, kGrain),
        [&](int64_t begin, int64_t end) { function_(run, begin, end); });
    return absl::OkStatus();
  }

 private:
  const Function function_;
  const bool reverse_;
};

const KernelRegistration kNthElement =
    CpuKernel<NthElementKernel>("NthElement");

}  // namespace
}  // namespace thalweg
