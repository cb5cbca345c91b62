// Bincount and DenseBincount on the CPU.
#include "thalweg/ops/math/bincount.h"

#include <algorithm>
#include <array>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/first_bad.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// Values counted that are worth handing to another thread.
constexpr int64_t kGrain = 16384;

// Sums of integers wrap.
template <class T>
void AddTo(T& sum, T weight) {
  if constexpr (std::is_integral_v<T>) {
    sum = static_cast<T>(static_cast<uint64_t>(sum) +
                         static_cast<uint64_t>(weight));
  } else {
    sum += weight;
  }
}

// Values lie in rows; each row has its bins.
struct Counting {
  int64_t columns;
  int64_t size;
  bool binary;
};

// Counts rows [begin, end) into zeroed bins. False at a negative value.
template <class T>
bool CountRows(const Tensor& values, const Tensor& weights,
               const Counting& counting, int64_t begin, int64_t end,
               T* output) {
  std::array<int64_t, 256> block;
  const bool weighted = weights.num_elements() > 0 && !counting.binary;
  for (int64_t row = begin; row < end; ++row) {
    T* bins = output + row * counting.size;
    int64_t at = row * counting.columns;
    const int64_t stop = at + counting.columns;
    while (at < stop) {
      const auto part = absl::MakeSpan(block).first(
          std::min<int64_t>(block.size(), stop - at));
      ReadIndexRange(values, at, part);
      for (int64_t value : part) {
        if (value < 0) return false;
        if (value < counting.size) {
          const T weight = weighted ? weights.data<T>()[at] : T{1};
          if (counting.binary) {
            bins[value] = weight;
          } else {
            AddTo(bins[value], weight);
          }
        }
        ++at;
      }
    }
  }
  return true;
}

template <class T>
class BincountKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<BincountKernel>> Create(
      const KernelInfo& info) {
    // Bincount has no attribute, and one row whatever the shape.
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<DenseBincountAttrs>());
    const bool by_rows = info.node().op().FindAttr("binary_output") != nullptr;
    return std::make_unique<BincountKernel>(by_rows, attrs.binary_output);
  }
  BincountKernel(bool by_rows, bool binary)
      : by_rows_(by_rows), binary_(binary) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& values = context.input(0);
    const Tensor& weights = context.input(2);
    RETURN_IF_ERROR(RequireRank(context.input(1).shape(), 0));
    ASSIGN_OR_RETURN(const int64_t size, ReadIndex(context.input(1), "size"));
    RETURN_IF_ERROR(CheckBincount(values.shape(), context.input(1).shape(),
                                  size, weights.shape()));
    Shape shape = {size};
    if (by_rows_) {
      ASSIGN_OR_RETURN(shape, DenseBincountShape(values.shape(), size));
    }
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    return Run(context, values, weights, size, *output);
  }

 private:
  absl::Status Run(const KernelContext& context, const Tensor& values,
                   const Tensor& weights, int64_t size, Tensor& output) const {
    T* bins = output.mutable_data<T>();
    std::fill_n(bins, output.num_elements(), T{0});
    const int64_t rows = output.rank() == 2 ? output.dim(0) : 1;
    if (values.num_elements() == 0) return absl::OkStatus();
    const Counting counting = {values.num_elements() / rows, size, binary_};
    FirstBad first_bad;
    context.ParallelRange(
        rows, std::max<int64_t>(kGrain / counting.columns, 1),
        [&](int64_t begin, int64_t end) {
          if (!CountRows(values, weights, counting, begin, end, bins)) {
            first_bad.Report(begin);
          }
        });
    if (first_bad.none()) return absl::OkStatus();
    return absl::InvalidArgumentError("Input arr must be non-negative!");
  }

  const bool by_rows_;
  const bool binary_;
};

const CpuKernelOf<BincountKernel, int32_t, int64_t, float, double> kBincount(
    "Bincount", "T");
const CpuKernelOf<BincountKernel, int32_t, int64_t, float, double>
    kDenseBincount("DenseBincount", "T");

}  // namespace
}  // namespace thalweg
