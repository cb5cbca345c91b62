#include "thalweg/kernels/cpu/shape_plan.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/buffer.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// Batches come in few sizes; more than this are not worth the memory.
constexpr size_t kMaxPlans = 16;

// Follows the plan that the instance ran last.
struct DynamicState : KernelState {
  ShapePlanKernel::Key key;
  std::shared_ptr<const ShapePlan> plan;
  std::unique_ptr<KernelState> state;
  BufferRef scratch;
};

}  // namespace

absl::Status ShapePlanKernel::PlanFor(const Key& key) {
  ASSIGN_OR_RETURN(static_plan_, MakePlan(key));
  return absl::OkStatus();
}

absl::Status ShapePlanKernel::PlanForInputs(const KernelInfo& info) {
  Key key;
  for (int i = 0; i < info.num_inputs(); ++i) {
    if (!info.input_shape(i).IsFullyDefined()) return absl::OkStatus();
    key.push_back(info.input_shape(i));
  }
  return PlanFor(key);
}

absl::StatusOr<ShapePlanKernel::Key> ShapePlanKernel::KeyOf(
    const KernelContext& context) const {
  Key key;
  for (int i = 0; i < context.num_inputs(); ++i) {
    key.push_back(context.input(i).shape());
  }
  return key;
}

absl::Status ShapePlanKernel::Compute(KernelContext& context) const {
  if (static_plan_ == nullptr) return ComputeDynamic(context);
  return static_plan_->Compute(context, context.state(), context.scratch());
}

absl::Status ShapePlanKernel::ComputeDynamic(KernelContext& context) const {
  auto& dynamic = static_cast<DynamicState&>(*context.state());
  ASSIGN_OR_RETURN(Key key, KeyOf(context));
  if (dynamic.plan == nullptr || dynamic.key != key) {
    ASSIGN_OR_RETURN(PlanRef plan, FindOrMakePlan(key));
    ASSIGN_OR_RETURN(dynamic.state, plan->Bind());
    dynamic.scratch = BufferRef();
    dynamic.scratch = AllocateBuffer(plan->scratch_bytes());
    if (!dynamic.scratch) {
      dynamic.plan = nullptr;
      return absl::ResourceExhaustedError(absl::StrCat(
          "cannot allocate ", plan->scratch_bytes(), " bytes of scratch"));
    }
    dynamic.plan = std::move(plan);
    dynamic.key = std::move(key);
  }
  return dynamic.plan->Compute(context, dynamic.state.get(),
                               dynamic.scratch->data());
}

absl::StatusOr<ShapePlanKernel::PlanRef> ShapePlanKernel::FindOrMakePlan(
    const Key& key) const {
  {
    MutexLock lock(&mutex_);
    for (const auto& [known, plan] : plans_) {
      if (known == key) return plan;
    }
  }
  // Outside the lock: it takes long. Two threads may make the same plan.
  ASSIGN_OR_RETURN(PlanRef plan, MakePlan(key));
  MutexLock lock(&mutex_);
  if (plans_.size() == kMaxPlans) plans_.erase(plans_.begin());
  plans_.emplace_back(key, plan);
  return plan;
}

absl::StatusOr<std::unique_ptr<KernelState>> ShapePlanKernel::Bind() const {
  if (static_plan_ != nullptr) return static_plan_->Bind();
  return std::make_unique<DynamicState>();
}

size_t ShapePlanKernel::scratch_bytes() const {
  return static_plan_ == nullptr ? 0 : static_plan_->scratch_bytes();
}

std::string ShapePlanKernel::implementation() const {
  return static_plan_ == nullptr ? "" : static_plan_->implementation();
}

absl::StatusOr<Shape> ShapeFromTensor(const Tensor& tensor) {
  if (tensor.rank() != 1 ||
      (tensor.dtype() != kInt32 && tensor.dtype() != kInt64)) {
    return absl::InvalidArgumentError(
        absl::StrCat("a shape must be a vector of int32 or int64, got ",
                     DTypeName(tensor.dtype()), tensor.shape().ToString()));
  }
  Shape::Dims dims;
  for (int64_t i = 0; i < tensor.num_elements(); ++i) {
    const int64_t dim = tensor.dtype() == kInt32 ? tensor.data<int32_t>()[i]
                                                 : tensor.data<int64_t>()[i];
    if (dim < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("Dimension ", dim, " must be >= 0"));
    }
    dims.push_back(dim);
  }
  return Shape::Make(dims);
}

}  // namespace thalweg
