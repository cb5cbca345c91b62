// LowerBound and UpperBound on the CPU.
#include "thalweg/ops/array/search_sorted.h"

#include <algorithm>
#include <type_traits>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/real_types.h"

namespace thalweg {
namespace {

// Values searched that are worth handing to another thread.
constexpr int64_t kGrain = 2048;

struct SearchRun {
  const void* sorted;
  int64_t sorted_columns;
  const void* values;
  int64_t value_columns;
  void* output;
  bool wide;  // int64 results.
};

// Values [begin, end) of all rows.
template <class T, bool upper>
void Search(const SearchRun& run, int64_t begin, int64_t end) {
  const auto less = [](const T& x, const T& y) {
    return WideValue(x) < WideValue(y);
  };
  const T* values = static_cast<const T*>(run.values);
  for (int64_t i = begin; i < end; ++i) {
    const T* row = static_cast<const T*>(run.sorted) +
                   i / run.value_columns * run.sorted_columns;
    const T* row_end = row + run.sorted_columns;
    const T* at = upper ? std::upper_bound(row, row_end, values[i], less)
                        : std::lower_bound(row, row_end, values[i], less);
    if (run.wide) {
      static_cast<int64_t*>(run.output)[i] = at - row;
    } else {
      static_cast<int32_t*>(run.output)[i] = static_cast<int32_t>(at - row);
    }
  }
}

template <bool upper>
class SearchSortedKernel final : public Kernel {
 public:
  explicit SearchSortedKernel(const KernelInfo& info)
      : function_(VisitRealType(
            info.input_dtype(0),
            [](auto* type) -> Function {
              return &Search<std::remove_pointer_t<decltype(type)>, upper>;
            })),
        out_type_(info.output_dtype(0)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& sorted = context.input(0);
    const Tensor& values = context.input(1);
    ASSIGN_OR_RETURN(
        const Shape shape,
        SearchSortedShape(sorted.shape(), values.shape(), out_type_));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    const SearchRun run = {sorted.raw(),          sorted.dim(1),
                           values.raw(),          values.dim(1),
                           output->mutable_raw(), out_type_ == kInt64};
    context.ParallelRange(
        shape.num_elements(), kGrain,
        [&](int64_t begin, int64_t end) { function_(run, begin, end); });
    return absl::OkStatus();
  }

 private:
  using Function = void (*)(const SearchRun&, int64_t begin, int64_t end);

  const Function function_;
  const DType out_type_;
};

const KernelRegistration kLowerBound =
    CpuKernel<SearchSortedKernel<false>>("LowerBound").For("T", kRealNumbers);
const KernelRegistration kUpperBound =
    CpuKernel<SearchSortedKernel<true>>("UpperBound").For("T", kRealNumbers);

}  // namespace
}  // namespace thalweg
