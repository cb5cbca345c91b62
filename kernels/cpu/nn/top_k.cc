// TopK and TopKV1 on the CPU.
#include "thalweg/ops/nn/top_k.h"

#include <algorithm>
#include <limits>
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

template <class Index>
void WriteIndices(const std::vector<int32_t>& order, int64_t at, Tensor& to) {
  std::copy(order.begin(), order.end(), to.mutable_data<Index>() + at);
}

void WriteIndices(const std::vector<int32_t>& order, int64_t at, Tensor& to) {
  switch (to.dtype()) {
    case kInt16:
      return WriteIndices<int16_t>(order, at, to);
    case kInt32:
      return WriteIndices<int32_t>(order, at, to);
    default:
      return WriteIndices<int64_t>(order, at, to);
  }
}

// The outputs are null where nobody wants them.
struct TopKRun {
  const Tensor& input;
  int32_t columns;
  int32_t k;
  bool sorted;
  Tensor* values;
  Tensor* indices;
};

template <class T>
void RunRows(const TopKRun& run, int64_t begin, int64_t end) {
  std::vector<int32_t> order;
  for (int64_t row = begin; row < end; ++row) {
    const T* x = run.input.data<T>() + row * run.columns;
    FindFirst(run.columns, run.k, run.sorted, ByFallingValue<T>{x}, order);
    if (run.values != nullptr) {
      std::transform(order.begin(), order.end(),
                     run.values->mutable_data<T>() + row * run.k,
                     [x](int32_t i) { return x[i]; });
    }
    if (run.indices != nullptr) {
      WriteIndices(order, row * run.k, *run.indices);
    }
  }
}

int64_t LargestIndex(DType dtype) {
  return dtype == kInt16 ? std::numeric_limits<int16_t>::max()
                         : std::numeric_limits<int32_t>::max();
}

class TopKKernel final : public Kernel {
 public:
  using Function = void (*)(const TopKRun&, int64_t begin, int64_t end);

  static absl::StatusOr<std::unique_ptr<TopKKernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<TopKKernel>(info);
    if (info.num_inputs() == 1) {
      ASSIGN_OR_RETURN(const auto attrs, info.attrs<TopKV1Attrs>());
      kernel->k_ = attrs.k;
      kernel->sorted_ = attrs.sorted;
    } else {
      ASSIGN_OR_RETURN(const auto attrs, info.attrs<TopKAttrs>());
      kernel->sorted_ = attrs.sorted;
    }
    return kernel;
  }
  explicit TopKKernel(const KernelInfo& info)
      : function_(VisitRealType(
            info.input_dtype(0),
            [](auto* type) -> Function {
              return &RunRows<std::remove_pointer_t<decltype(type)>>;
            })),
        max_columns_(LargestIndex(info.output_dtype(1))) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    int64_t k = k_;
    if (context.num_inputs() > 1) {
      ASSIGN_OR_RETURN(k, ReadIndex(context.input(1), "k"));
      if (k < 0) {
        return absl::InvalidArgumentError(absl::StrCat("Need k >= 0, got ", k));
      }
    }
    ASSIGN_OR_RETURN(const Shape shape, TopKShape(input.shape(), k));
    const int64_t columns = input.dim(input.rank() - 1);
    if (columns > max_columns_) {
      return absl::InvalidArgumentError(
          absl::StrCat("indices can name at most ", max_columns_,
                       " columns, got ", columns));
    }
    ASSIGN_OR_RETURN(Tensor * values, Wanted(context, 0, shape));
    ASSIGN_OR_RETURN(Tensor * indices, Wanted(context, 1, shape));
    if (shape.num_elements() == 0) return absl::OkStatus();
    const TopKRun run = {input,
                         static_cast<int32_t>(columns),
                         static_cast<int32_t>(k),
                         sorted_,
                         values,
                         indices};
    context.ParallelRange(
        shape.num_elements() / k, std::max<int64_t>(kGrain / columns, 1),
        [&](int64_t begin, int64_t end) { function_(run, begin, end); });
    return absl::OkStatus();
  }

 private:
  static absl::StatusOr<Tensor*> Wanted(KernelContext& context, int i,
                                        const Shape& shape) {
    if (!context.wanted(i)) return nullptr;
    return context.Output(i, shape);
  }

  const Function function_;
  const int64_t max_columns_;
  int64_t k_ = 0;
  bool sorted_ = true;
};

const KernelRegistration kTopKV1 = CpuKernel<TopKKernel>("TopK");
const KernelRegistration kTopK =
    CpuKernel<TopKKernel>("TopKV2").HostMemory("k");

}  // namespace
}  // namespace thalweg
