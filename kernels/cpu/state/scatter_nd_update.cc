// ScatterNdUpdate, -Add, -Sub, -Min, -Max and their resource forms on the CPU.
#include "thalweg/ops/state/scatter_nd_update.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/scatter_slices.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/state/variable_update.h"

namespace thalweg {
namespace {

template <ScatterRule rule>
class ScatterNdUpdateKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<ScatterNdUpdateKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<BadIndicesAttrs>());
    const DType dtype = info.input_dtype(2);
    ASSIGN_OR_RETURN(const ScatterSlices scatter,
                     ScatterSlices::Create(
                         dtype, {.rule = rule, .flat_vector = true}, attrs));
    return std::make_unique<ScatterNdUpdateKernel>(dtype, scatter);
  }
  ScatterNdUpdateKernel(DType dtype, ScatterSlices scatter)
      : dtype_(dtype), scatter_(scatter) {}

  absl::Status Compute(KernelContext& context) const override {
    return UpdateVariable(context, dtype_, [&](Tensor& value) -> absl::Status {
      ASSIGN_OR_RETURN(const Tensor indices,
                       ApartFrom(value, context.input(1)));
      ASSIGN_OR_RETURN(const Tensor updates,
                       ApartFrom(value, context.input(2)));
      return scatter_.Run(context, indices, updates, value);
    });
  }

 private:
  const DType dtype_;
  const ScatterSlices scatter_;
};

// Both forms of one rule.
template <ScatterRule rule>
void Register(const char* reference, const char* resource, DTypeSet types) {
  for (const char* op : {reference, resource}) {
    KernelRegistration(
        CpuKernel<ScatterNdUpdateKernel<rule>>(op).For("T", types));
  }
}

const bool kRegistered = [] {
  Register<ScatterRule::kAssign>("ScatterNdUpdate", "ResourceScatterNdUpdate",
                                 kNumbers | DTypeSet{kBool, kString});
  Register<ScatterRule::kAdd>("ScatterNdAdd", "ResourceScatterNdAdd",
                              kNumbers | kBool);
  Register<ScatterRule::kSub>("ScatterNdSub", "ResourceScatterNdSub", kNumbers);
  Register<ScatterRule::kMin>("ScatterNdMin", "ResourceScatterNdMin",
                              kRealNumbers);
  Register<ScatterRule::kMax>("ScatterNdMax", "ResourceScatterNdMax",
                              kRealNumbers);
  return true;
}();

}  // namespace
}  // namespace thalweg
