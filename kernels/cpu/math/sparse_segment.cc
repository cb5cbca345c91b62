// SparseSegmentSum, -Mean and -SqrtN on the CPU, of given and of as many
// segments as there are.
#include "thalweg/ops/math/sparse_segment.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/segment_reducer.h"
#include "thalweg/kernels/cpu/math/sorted_segments.h"
#include "thalweg/ops/math/segment_shape.h"

namespace thalweg {
namespace {

template <SegmentReduction reduction>
class SparseSegmentKernel final : public Kernel {
 public:
  explicit SparseSegmentKernel(const KernelInfo& info)
      : reducer_(reduction, EmptySegment::kPlain, info.input_dtype(0)) {}

  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return std::make_unique<SegmentReducer::State>();
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& data = context.input(0);
    const Tensor& indices = context.input(1);
    const Tensor& segment_ids = context.input(2);
    RETURN_IF_ERROR(SegmentedShape(data.shape(), 0).status());
    RETURN_IF_ERROR(
        CheckSparseSegmentIds(indices.shape(), segment_ids.shape()));
    auto& state = static_cast<SegmentReducer::State&>(*context.state());
    ReadRowNumbers(indices, state.sources);
    ReadRowNumbers(segment_ids, state.targets);
    ASSIGN_OR_RETURN(const int64_t rows, CountRows(context, state.targets));
    const int64_t bad = FindOutside(state.sources, data.dim(0));
    if (bad >= 0) {
      return RowNumberError("indices", indices, bad, "is out of range",
                            data.dim(0));
    }
    ASSIGN_OR_RETURN(const Shape shape, SegmentedShape(data.shape(), rows));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    return reducer_.Reduce(context, data, state, *output);
  }

 private:
  static absl::StatusOr<int64_t> CountRows(const KernelContext& context,
                                           const std::vector<int64_t>& ids) {
    ASSIGN_OR_RETURN(const int64_t rows, CountSortedSegments(ids));
    if (context.num_inputs() < 4) return rows;
    ASSIGN_OR_RETURN(const int64_t given,
                     ReadIndex(context.input(3), "num_segments"));
    if (given < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("num_segments must be >= 0, got ", given));
    }
    if (rows <= given) return given;
    return absl::InvalidArgumentError(
        absl::StrCat("segment ids must be < num_segments: the last is ",
                     rows - 1, ", num_segments ", given));
  }

  const SegmentReducer reducer_;
};

using SumKernel = SparseSegmentKernel<SegmentReduction::kSum>;
using MeanKernel = SparseSegmentKernel<SegmentReduction::kMean>;
using SqrtNKernel = SparseSegmentKernel<SegmentReduction::kSqrtN>;

const KernelRegistration kSparseSegmentSum =
    CpuKernel<SumKernel>("SparseSegmentSum");
const KernelRegistration kSparseSegmentSumWithNumSegments =
    CpuKernel<SumKernel>("SparseSegmentSumWithNumSegments")
        .HostMemory("num_segments");
const KernelRegistration kSparseSegmentMean =
    CpuKernel<MeanKernel>("SparseSegmentMean");
const KernelRegistration kSparseSegmentMeanWithNumSegments =
    CpuKernel<MeanKernel>("SparseSegmentMeanWithNumSegments")
        .HostMemory("num_segments");
const KernelRegistration kSparseSegmentSqrtN =
    CpuKernel<SqrtNKernel>("SparseSegmentSqrtN");
const KernelRegistration kSparseSegmentSqrtNWithNumSegments =
    CpuKernel<SqrtNKernel>("SparseSegmentSqrtNWithNumSegments")
        .HostMemory("num_segments");

}  // namespace
}  // namespace thalweg
