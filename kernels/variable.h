// VariableState: the value behind VariableV2 and VarHandleOp.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/mutex.h"
#include "thalweg/graph/resource.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

// Values are snapshots: Read shares the buffer, and an update writes in place
// only while nobody else shares it. So a value read or fetched never changes.
// Thread-safe; concurrent updates come one after another.
class VariableState : public Resource {
 public:
  VariableState(DType dtype, Shape shape)
      : dtype_(dtype), shape_(std::move(shape)) {}
  absl::string_view type_name() const override { return "Variable"; }

  DType dtype() const { return dtype_; }
  // As declared; may be partial.
  const Shape& shape() const { return shape_; }

  // dtype kInvalid when uninitialised.
  Tensor Read() const;
  bool initialized() const { return static_cast<bool>(Read()); }
  // Replaces the value. REQUIRES: value.owned().
  void Assign(Tensor value);
  void Clear() { Assign(Tensor()); }
  // Copies `value` in: into the memory at hand when that fits and is this
  // variable's alone, so that a step that stores allocates nothing.
  absl::Status Store(const Tensor& value);

  // Calls `update` on the value, which is this variable's alone while it runs
  // (copied before when someone shares it; dtype kInvalid when uninitialised:
  // `update` then returns an error or sets it).
  absl::Status Update(absl::FunctionRef<absl::Status(Tensor&)> update);

 private:
  const DType dtype_;
  const Shape shape_;
  mutable Mutex mutex_;
  Tensor value_ ABSL_GUARDED_BY(mutex_);
};

// Calls `update` on the values of all these variables, each as in
// VariableState::Update; whatever their order, concurrent calls never wait for
// each other in a circle. INVALID_ARGUMENT when a variable is given twice.
// REQUIRES: at most kMaxVariables of them.
inline constexpr int kMaxVariables = 8;
absl::Status UpdateVariables(
    absl::Span<VariableState* const> variables,
    absl::FunctionRef<absl::Status(absl::Span<Tensor* const>)> update);

// The error of reading the variable of a handle, which has no value:
// FAILED_PRECONDITION in TensorFlow's words.
absl::Status UninitializedVariable(const Tensor& handle);

// The variable of a handle or reference tensor (element 0).
// FAILED_PRECONDITION when it names none, INVALID_ARGUMENT when it is no
// variable.
absl::StatusOr<VariableState*> VariableOf(const Tensor& handle);

}  // namespace thalweg
