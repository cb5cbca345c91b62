// KernelContext: all that a kernel sees of one step of one run.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

class Device;
class ResourceStore;
class ThreadPool;

// What a kernel keeps per plan instance; see Kernel::Bind.
class KernelState {
 public:
  virtual ~KernelState() = default;
};

// What all steps of one run share.
struct RunContext {
  ThreadPool* pool = nullptr;
  // Resources that live as long as the run (tensor arrays, stacks).
  ResourceStore* step_resources = nullptr;
  uint64_t step_id = 0;
};

// Made once per step and plan instance, reused by every run: inputs and
// outputs are found by pointer, without a look-up.
class KernelContext {
 public:
  KernelContext() = default;
  KernelContext(absl::Span<Tensor* const> inputs,
                absl::Span<Tensor* const> outputs, uint64_t planned,
                const DType* output_dtypes, Device* device,
                const RunContext* run)
      : inputs_(inputs.data()),
        outputs_(outputs.data()),
        num_inputs_(static_cast<int>(inputs.size())),
        num_outputs_(static_cast<int>(outputs.size())),
        planned_(planned),
        output_dtypes_(output_dtypes),
        device_(device),
        run_(run) {}

  int num_inputs() const { return num_inputs_; }
  int num_outputs() const { return num_outputs_; }
  const Tensor& input(int i) const { return *inputs_[i]; }

  // True when output i has its memory and shape already: always so where the
  // plan knows the shape and the dtype is plain.
  bool planned(int i) const { return i < 64 && ((planned_ >> i) & 1u) != 0; }
  // REQUIRES: planned(i).
  Tensor& output(int i) { return *outputs_[i]; }
  // False when nobody reads output i: it may be left unset.
  bool wanted(int i) const { return outputs_[i] != nullptr; }
  // Output i with this shape: the planned one, or newly allocated. Null never;
  // RESOURCE_EXHAUSTED when there is no memory, INTERNAL when the shape is not
  // the planned one. Output i may lie where input j lies if the schema says
  // MayOverwrite({j}).
  absl::StatusOr<Tensor*> Output(int i, const Shape& shape) {
    if (planned(i) && outputs_[i]->shape() == shape) return outputs_[i];
    return AllocateOutput(i, shape);
  }
  // Output i becomes `value` (shares its buffer; copies when planned).
  absl::Status SetOutput(int i, Tensor value);

  // Kernel::scratch_bytes() bytes.
  void* scratch() const { return scratch_; }
  // What Kernel::Bind returned for this instance.
  KernelState* state() const { return state_; }
  Device& device() const { return *device_; }
  const RunContext& run() const { return *run_; }
  // Calls piece(0) .. piece(count - 1) on the run's threads; see ThreadPool.
  void Parallel(int64_t count, absl::FunctionRef<void(int64_t)> piece) const;
  // The same for ranges: calls body(begin, end) for consecutive ranges of
  // [0, total) of at least `grain` items, cut independently of the thread
  // count. Runs inline when there is one range.
  void ParallelRange(int64_t total, int64_t grain,
                     absl::FunctionRef<void(int64_t, int64_t)> body) const;

  // For plan instances, between runs.
  void set_planned(int i, bool planned) {
    const uint64_t bit = uint64_t{1} << i;
    planned_ = planned ? planned_ | bit : planned_ & ~bit;
  }
  // Whose memory each output lies in, null for the host's; without it all lie
  // in the host's.
  void set_output_memory(Device* const* memory) { output_memory_ = memory; }
  void set_scratch(void* scratch) { scratch_ = scratch; }
  void set_state(KernelState* state) { state_ = state; }

 private:
  absl::StatusOr<Tensor*> AllocateOutput(int i, const Shape& shape);
  Device* output_memory(int i) const {
    return output_memory_ == nullptr ? nullptr : output_memory_[i];
  }

  Tensor* const* inputs_ = nullptr;
  Tensor* const* outputs_ = nullptr;
  int num_inputs_ = 0;
  int num_outputs_ = 0;
  uint64_t planned_ = 0;
  const DType* output_dtypes_ = nullptr;
  void* scratch_ = nullptr;
  KernelState* state_ = nullptr;
  Device* device_ = nullptr;
  const RunContext* run_ = nullptr;
  Device* const* output_memory_ = nullptr;
};

}  // namespace thalweg
