// ShapePlanKernel: kernels whose work is prepared for fixed shapes.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "thalweg/graph/mutex.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

// All that can be decided once shapes are known: primitives, how the work is
// cut, the output's shape. Immutable and shared, as a kernel is.
class ShapePlan {
 public:
  virtual ~ShapePlan() = default;
  // As Kernel's.
  virtual std::string implementation() const = 0;
  virtual size_t scratch_bytes() const { return 0; }
  virtual absl::StatusOr<std::unique_ptr<KernelState>> Bind() const {
    return std::unique_ptr<KernelState>();
  }
  // `state` is what Bind returned, `scratch` has scratch_bytes() bytes.
  [[nodiscard]] virtual absl::Status Compute(KernelContext& context,
                                             KernelState* state,
                                             void* scratch) const = 0;
};

// Where the shapes are static, the plan is made with the kernel; else for the
// shapes at hand, and kept for when they come again.
class ShapePlanKernel : public Kernel {
 public:
  // What a plan depends on: the shapes of inputs, or what shape arguments
  // spell.
  using Key = absl::InlinedVector<Shape, 3>;

  absl::Status Compute(KernelContext& context) const final;
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const final;
  size_t scratch_bytes() const final;
  std::string implementation() const final;

 protected:
  virtual absl::StatusOr<Key> KeyOf(const KernelContext& context) const;
  // Checks the shapes too.
  virtual absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const = 0;
  // To be called when the kernel is made: with the shapes that every run has.
  absl::Status PlanFor(const Key& key);
  // The same with the inputs' shapes, if they are all known.
  absl::Status PlanForInputs(const KernelInfo& info);

 private:
  using PlanRef = std::shared_ptr<const ShapePlan>;

  absl::StatusOr<PlanRef> FindOrMakePlan(const Key& key) const;
  absl::Status ComputeDynamic(KernelContext& context) const;

  PlanRef static_plan_;
  mutable Mutex mutex_;
  // The newest last.
  mutable std::vector<std::pair<Key, PlanRef>> plans_ ABSL_GUARDED_BY(mutex_);
};

// The elements of an int32 or int64 vector as a shape. INVALID_ARGUMENT for
// other tensors and for negative or too large dimensions.
absl::StatusOr<Shape> ShapeFromTensor(const Tensor& tensor);

}  // namespace thalweg
