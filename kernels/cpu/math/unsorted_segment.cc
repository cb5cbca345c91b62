// UnsortedSegmentSum, -Prod, -Min and -Max on the CPU.
#include "thalweg/ops/math/unsorted_segment.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/segment_reducer.h"

namespace thalweg {
namespace {

template <SegmentReduction reduction>
class UnsortedSegmentKernel final : public Kernel {
 public:
  explicit UnsortedSegmentKernel(const KernelInfo& info)
      : reducer_(reduction, EmptySegment::kNeutral, info.input_dtype(0)) {}

  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return std::make_unique<SegmentReducer::State>();
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& data = context.input(0);
    const Tensor& segment_ids = context.input(1);
    ASSIGN_OR_RETURN(const int64_t num_segments,
                     ReadIndex(context.input(2), "num_segments"));
    if (num_segments < 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Input num_segments == ", num_segments, " must not be negative."));
    }
    ASSIGN_OR_RETURN(
        const Shape shape,
        UnsortedSegmentShape(data.shape(), segment_ids.shape(), num_segments));
    auto& state = static_cast<SegmentReducer::State&>(*context.state());
    ReadRowNumbers(segment_ids, state.targets);
    RETURN_IF_ERROR(CheckIds(segment_ids, state.targets, num_segments));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    return reducer_.Reduce(context, data, state, *output);
  }

 private:
  // Negative ids are allowed.
  static absl::Status CheckIds(const Tensor& segment_ids,
                               const std::vector<int64_t>& ids,
                               int64_t num_segments) {
    const auto bad =
        std::find_if(ids.begin(), ids.end(),
                     [num_segments](int64_t id) { return id >= num_segments; });
    if (bad == ids.end()) return absl::OkStatus();
    return RowNumberError("segment_ids", segment_ids, bad - ids.begin(),
                          "is out of range", num_segments);
  }

  const SegmentReducer reducer_;
};

const KernelRegistration kUnsortedSegmentSum =
    CpuKernel<UnsortedSegmentKernel<SegmentReduction::kSum>>(
        "UnsortedSegmentSum")
        .For("T", kNumbers)
        .HostMemory("num_segments");
const KernelRegistration kUnsortedSegmentProd =
    CpuKernel<UnsortedSegmentKernel<SegmentReduction::kProd>>(
        "UnsortedSegmentProd")
        .For("T", kNumbers)
        .HostMemory("num_segments");
const KernelRegistration kUnsortedSegmentMin =
    CpuKernel<UnsortedSegmentKernel<SegmentReduction::kMin>>(
        "UnsortedSegmentMin")
        .HostMemory("num_segments");
const KernelRegistration kUnsortedSegmentMax =
    CpuKernel<UnsortedSegmentKernel<SegmentReduction::kMax>>(
        "UnsortedSegmentMax")
        .HostMemory("num_segments");

}  // namespace
}  // namespace thalweg
