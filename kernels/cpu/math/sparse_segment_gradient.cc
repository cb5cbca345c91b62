// SparseSegmentSumGrad, -MeanGrad and -SqrtNGrad on the CPU, of all rows and of
// those that are named.
#include "thalweg/ops/math/sparse_segment_gradient.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/segment_reducer.h"
#include "thalweg/ops/math/segment_shape.h"

namespace thalweg {
namespace {

struct GradState : SegmentReducer::State {
  // How often each segment is named.
  std::vector<int64_t> counts;
  // The rows of the gradient, divided for that.
  Tensor divided;
  // The distinct indices, ascending.
  std::vector<int64_t> unique;
};

using DivideRowsFunction = void (*)(const Tensor& rows,
                                    const std::vector<int64_t>& counts,
                                    bool by_root, Tensor& divided);

template <class T, class S>
void DivideRows(const Tensor& rows, const std::vector<int64_t>& counts,
                bool by_root, Tensor& divided) {
  const T* from = rows.data<T>();
  S* to = divided.mutable_data<S>();
  const int64_t columns =
      rows.num_elements() / static_cast<int64_t>(counts.size());
  for (int64_t count : counts) {
    const double exact = static_cast<double>(std::max<int64_t>(count, 1));
    const S divisor = static_cast<S>(by_root ? std::sqrt(exact) : exact);
    to = std::transform(from, from + columns, to,
                        [divisor](T x) { return static_cast<S>(x) / divisor; });
    from += columns;
  }
}

DivideRowsFunction FindDivideRows(DType dtype) {
  switch (dtype) {
    case kHalf:
      return &DivideRows<Half, float>;
    case kBfloat16:
      return &DivideRows<BFloat16, float>;
    case kFloat:
      return &DivideRows<float, float>;
    default:
      return &DivideRows<double, double>;
  }
}

// `unique`: only the rows that the indices name, and those indices.
template <SegmentReduction reduction, bool unique>
class SparseSegmentGradKernel final : public Kernel {
 public:
  explicit SparseSegmentGradKernel(const KernelInfo& info)
      : sum_dtype_(SumDType(info.input_dtype(0))),
        divide_(FindDivideRows(info.input_dtype(0))),
        adder_(SegmentReduction::kSum, EmptySegment::kNeutral,
               info.input_dtype(0), kDivides ? sum_dtype_ : kInvalid) {}

  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return std::make_unique<GradState>();
  }

  absl::Status Compute(KernelContext& context) const override {
    auto& state = static_cast<GradState&>(*context.state());
    ASSIGN_OR_RETURN(int64_t rows, ReadInputs(context, state));
    if (unique) {
      rows = NumberUnique(state);
      RETURN_IF_ERROR(WriteUnique(context, state.unique));
    }
    const Tensor& grad = context.input(0);
    ASSIGN_OR_RETURN(const Shape shape, SegmentedShape(grad.shape(), rows));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    if (!kDivides || output->num_elements() == 0 || grad.num_elements() == 0) {
      return adder_.Reduce(context, grad, state, *output);
    }
    RETURN_IF_ERROR(Divide(grad, state));
    return adder_.Reduce(context, state.divided, state, *output);
  }

 private:
  static constexpr bool kDivides = reduction != SegmentReduction::kSum;

  // Row numbers from the inputs; the number of data's rows.
  static absl::StatusOr<int64_t> ReadInputs(const KernelContext& context,
                                            GradState& state) {
    const Tensor& grad = context.input(0);
    const Tensor& indices = context.input(1);
    const Tensor& segment_ids = context.input(2);
    RETURN_IF_ERROR(SegmentedShape(grad.shape(), 0).status());
    RETURN_IF_ERROR(
        CheckSparseSegmentIds(indices.shape(), segment_ids.shape()));
    ASSIGN_OR_RETURN(const int64_t rows,
                     ReadIndex(context.input(3), "output_dim0"));
    RETURN_IF_ERROR(CheckRowsOfData(rows));
    ReadRowNumbers(indices, state.targets);
    ReadRowNumbers(segment_ids, state.sources);
    if (rows == 0) {
      // Of no rows nothing is looked at.
      state.targets.clear();
      state.sources.clear();
    }
    int64_t bad = FindOutside(state.sources, grad.dim(0));
    if (bad >= 0) {
      return RowNumberError("segment_ids", segment_ids, bad, "is out of range",
                            grad.dim(0));
    }
    bad = FindOutside(state.targets, rows);
    if (bad >= 0) {
      return RowNumberError("indices", indices, bad, "is out of range", rows);
    }
    return rows;
  }

  // Renumbers the targets by their rank among the distinct ones.
  static int64_t NumberUnique(GradState& state) {
    std::vector<int64_t>& all = state.unique;
    all = state.targets;
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (int64_t& target : state.targets) {
      target = std::lower_bound(all.begin(), all.end(), target) - all.begin();
    }
    return static_cast<int64_t>(all.size());
  }

  static absl::Status WriteUnique(KernelContext& context,
                                  const std::vector<int64_t>& indices) {
    if (!context.wanted(1)) return absl::OkStatus();
    const int64_t size = static_cast<int64_t>(indices.size());
    ASSIGN_OR_RETURN(Tensor * output, context.Output(1, Shape({size})));
    if (output->dtype() == kInt64) {
      std::copy(indices.begin(), indices.end(),
                output->mutable_data<int64_t>());
    } else {
      std::transform(indices.begin(), indices.end(),
                     output->mutable_data<int32_t>(),
                     [](int64_t index) { return static_cast<int32_t>(index); });
    }
    return absl::OkStatus();
  }

  absl::Status Divide(const Tensor& grad, GradState& state) const {
    if (!state.divided || state.divided.shape() != grad.shape()) {
      ASSIGN_OR_RETURN(state.divided,
                       Tensor::Allocate(sum_dtype_, grad.shape()));
    }
    state.counts.assign(grad.dim(0), 0);
    for (int64_t source : state.sources) ++state.counts[source];
    divide_(grad, state.counts, reduction == SegmentReduction::kSqrtN,
            state.divided);
    return absl::OkStatus();
  }

  const DType sum_dtype_;
  const DivideRowsFunction divide_;
  const SegmentReducer adder_;
};

// Both forms of one reduction.
template <SegmentReduction reduction>
void Register(const char* dense, const char* slices) {
  KernelRegistration(
      CpuKernel<SparseSegmentGradKernel<reduction, false>>(dense).HostMemory(
          "output_dim0"));
  KernelRegistration(
      CpuKernel<SparseSegmentGradKernel<reduction, true>>(slices).HostMemory(
          "dense_output_dim0"));
}

const bool kRegistered = [] {
  Register<SegmentReduction::kSum>("SparseSegmentSumGrad",
                                   "SparseSegmentSumGradV2");
  Register<SegmentReduction::kMean>("SparseSegmentMeanGrad",
                                    "SparseSegmentMeanGradV2");
  Register<SegmentReduction::kSqrtN>("SparseSegmentSqrtNGrad",
                                     "SparseSegmentSqrtNGradV2");
  return true;
}();

}  // namespace
}  // namespace thalweg
