// Sum, Mean, Prod, Max, Min, EuclideanNorm, All, Any.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/reducer.h"

namespace thalweg {
namespace {

absl::StatusOr<AxisMask> ReadAxes(int rank, const Tensor& axes) {
  if (axes.rank() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("Shape must be at most rank 1 but is rank ", axes.rank()));
  }
  ASSIGN_OR_RETURN(const IndexVector elements, ReadIndices(axes));
  return ReducedAxes(rank, elements);
}

class ReductionKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<ReductionKernel>> Create(
      const KernelInfo& info, ReductionOp op) {
    ASSIGN_OR_RETURN(const ReductionAttrs attrs, info.attrs<ReductionAttrs>());
    auto kernel = std::make_unique<ReductionKernel>();
    kernel->reducer_ = Reducer(op, info.input_dtype(0));
    kernel->keep_dims_ = attrs.keep_dims;
    kernel->keeps_single_elements_ = KeepsSingleElements(op);
    const Shape& input = info.input_shape(0);
    const Tensor* axes = info.constant(1);
    if (axes != nullptr && input.IsFullyDefined()) {
      ASSIGN_OR_RETURN(const AxisMask mask, ReadAxes(input.rank(), *axes));
      kernel->plan_ = kernel->Plan(input, mask);
    }
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    if (plan_.has_value()) {
      return reducer_.Run(context, *plan_, context.scratch());
    }
    const Tensor& input = context.input(0);
    ASSIGN_OR_RETURN(const AxisMask mask,
                     ReadAxes(input.rank(), context.input(1)));
    return reducer_.Run(context, Plan(input.shape(), mask));
  }

  size_t scratch_bytes() const override {
    return plan_.has_value() ? reducer_.ScratchBytes(*plan_) : 0;
  }

 private:
  ReductionPlan Plan(const Shape& input, const AxisMask& mask) const {
    return PlanReduction(input, mask, keep_dims_, keeps_single_elements_);
  }

  Reducer reducer_;
  bool keep_dims_ = false;
  bool keeps_single_elements_ = true;
  // Made once where shape and axes are the same in every run.
  std::optional<ReductionPlan> plan_;
};

template <ReductionOp op>
struct ReductionOf {
  static absl::StatusOr<std::unique_ptr<ReductionKernel>> Create(
      const KernelInfo& info) {
    return ReductionKernel::Create(info, op);
  }
};

template <ReductionOp op>
KernelCandidateBuilder Reduction(const char* name) {
  return CpuKernel<ReductionOf<op>>(name).HostMemory("reduction_indices");
}

const KernelRegistration kSum =
    Reduction<ReductionOp::kSum>("Sum").For("T", kNumbers);
const KernelRegistration kMean =
    Reduction<ReductionOp::kMean>("Mean").For("T", kNumbers);
const KernelRegistration kProd =
    Reduction<ReductionOp::kProd>("Prod").For("T", kNumbers);
const KernelRegistration kMax =
    Reduction<ReductionOp::kMax>("Max").For("T", kRealNumbers);
const KernelRegistration kMin =
    Reduction<ReductionOp::kMin>("Min").For("T", kRealNumbers);
const KernelRegistration kEuclideanNorm =
    Reduction<ReductionOp::kEuclideanNorm>("EuclideanNorm").For("T", kNumbers);
const KernelRegistration kAll = Reduction<ReductionOp::kAll>("All");
const KernelRegistration kAny = Reduction<ReductionOp::kAny>("Any");

}  // namespace
}  // namespace thalweg
