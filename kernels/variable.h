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

class Device;

// Who sees an update of a value that was read before it.
enum class Reads {
  // Nobody: an update writes in place only while nobody else shares the
  // buffer. Resource variables.
  kSnapshot,
  // Everyone who still holds it in the step: an update of the same shape
  // always writes in place. Reference variables, as in TensorFlow 1.
  kAlias,
};

// Read shares the buffer. Thread-safe; concurrent updates come one after
// another.
class VariableState : public Resource {
 public:
  // The value lies in the memory of `memory`, null for the host's. A device
  // must outlive the variable.
  VariableState(DType dtype, Shape shape, Reads reads = Reads::kSnapshot,
                Device* memory = nullptr)
      : dtype_(dtype),
        shape_(std::move(shape)),
        reads_(reads),
        memory_(memory) {}
  absl::string_view type_name() const override { return "Variable"; }

  DType dtype() const { return dtype_; }
  // As declared; may be partial.
  const Shape& shape() const { return shape_; }
  Device* memory() const { return memory_; }

  // dtype kInvalid when uninitialised.
  Tensor Read() const;
  bool initialized() const { return static_cast<bool>(Read()); }
  // Replaces the value. REQUIRES: value.owned(), and that nobody else shares
  // it where reads are aliases.
  void Assign(Tensor value);
  void Clear() { Assign(Tensor()); }
  // Copies `value` in: into the memory at hand when that fits and may be
  // written, so that a step that stores allocates nothing.
  absl::Status Store(const Tensor& value);

  // Calls `update` on the value, which may be written while it runs (a
  // snapshot that someone shares is copied before; dtype kInvalid when
  // uninitialised: `update` then returns an error or sets it).
  absl::Status Update(absl::FunctionRef<absl::Status(Tensor&)> update);

 private:
  bool MayWrite() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return reads_ == Reads::kAlias || value_.unique();
  }

  const DType dtype_;
  const Shape shape_;
  const Reads reads_;
  Device* const memory_;
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
