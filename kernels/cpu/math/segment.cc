// SegmentSum, -Mean, -Prod, -Min and -Max on the CPU.
#include "thalweg/ops/math/segment.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/segment_reducer.h"
#include "thalweg/kernels/cpu/math/sorted_segments.h"
#include "thalweg/ops/math/segment_shape.h"

namespace thalweg {
namespace {

template <SegmentReduction reduction>
class SegmentKernel final : public Kernel {
 public:
  explicit SegmentKernel(const KernelInfo& info)
      : reducer_(reduction, EmptySegment::kPlain, info.input_dtype(0)) {}

  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return std::make_unique<SegmentReducer::State>();
  }

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& data = context.input(0);
    const Tensor& segment_ids = context.input(1);
    RETURN_IF_ERROR(SegmentedShape(data.shape(), 0).status());
    RETURN_IF_ERROR(CheckSegmentIds(data.shape(), segment_ids.shape()));
    auto& state = static_cast<SegmentReducer::State&>(*context.state());
    ReadRowNumbers(segment_ids, state.targets);
    ASSIGN_OR_RETURN(const int64_t rows, CountSortedSegments(state.targets));
    ASSIGN_OR_RETURN(const Shape shape, SegmentedShape(data.shape(), rows));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    return reducer_.Reduce(context, data, state, *output);
  }

 private:
  const SegmentReducer reducer_;
};

const KernelRegistration kSegmentSum =
    CpuKernel<SegmentKernel<SegmentReduction::kSum>>("SegmentSum")
        .For("T", kNumbers);
const KernelRegistration kSegmentMean =
    CpuKernel<SegmentKernel<SegmentReduction::kMean>>("SegmentMean")
        .For("T", kNumbers);
const KernelRegistration kSegmentProd =
    CpuKernel<SegmentKernel<SegmentReduction::kProd>>("SegmentProd")
        .For("T", kNumbers);
const KernelRegistration kSegmentMin =
    CpuKernel<SegmentKernel<SegmentReduction::kMin>>("SegmentMin");
const KernelRegistration kSegmentMax =
    CpuKernel<SegmentKernel<SegmentReduction::kMax>>("SegmentMax");

}  // namespace
}  // namespace thalweg
