// Plan, PlanInstance: a compiled step, and the memory one run of it uses.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/mutex.h"
#include "thalweg/kernels/kernel.h"
#include "thalweg/kernels/resource_store.h"
#include "thalweg/runtime/passes/plan_memory.h"
#include "thalweg/runtime/step_graph.h"
#include "thalweg/runtime/step_report.h"

namespace thalweg {

// One call of one kernel. Ranges index Plan::tables.
struct PlanStep {
  const Kernel* kernel = nullptr;
  const Node* node = nullptr;
  Device* device = nullptr;
  int inputs = 0;
  int num_inputs = 0;
  int first_output = 0;  // Slots of outputs follow each other.
  int num_outputs = 0;
  uint64_t planned = 0;
  int64_t scratch_offset = -1;
  // Dynamic slots that nobody reads after this step.
  int releases = 0;
  int num_releases = 0;
};

struct PlanSlot {
  SlotKind kind = SlotKind::kDynamic;
  DType dtype = DType::kInvalid;
  int device = 0;
  int64_t offset = 0;
  Shape shape;
  Tensor constant;
};

// A fetch, and the step that makes it where the run may write straight into
// the caller's tensor.
struct PlanFetch {
  int slot = 0;
  int step = -1;  // -1: the slot is a feed or constant, or fetched twice.
  int output = 0;
  // True when the caller's tensor may be written in place of a new one: where
  // the value is made in host memory.
  bool reusable = false;
  // True when the slot may share memory that later runs write: a feed's or a
  // reference variable's.
  bool copy = false;
  // The same, where the kernels decide in the run whether they pass memory on.
  bool copy_if_shared = false;
};

class PlanInstance;

// Immutable after the step compiler made it, but for its pool of instances;
// shared by all runs of its kind. Thread-safe.
class Plan {
 public:
  Plan() = default;
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  ~Plan();

  // An instance nobody else uses: a pooled one or a new one.
  // RESOURCE_EXHAUSTED when there is no memory for its arenas.
  absl::StatusOr<std::unique_ptr<PlanInstance>> Acquire();
  void Release(std::unique_ptr<PlanInstance> instance);

  // The compiled graph; owns the kernels' nodes and the kernels.
  StepGraph graph;
  std::vector<Device*> devices;
  std::vector<FeedSpec> feeds;
  std::vector<PlanStep> steps;
  std::vector<PlanSlot> slots;
  std::vector<DType> slot_dtypes;
  std::vector<Device*> slot_memory;  // By slot; null for host memory.
  std::vector<int> tables;
  std::vector<int> feed_slots;
  std::vector<PlanFetch> fetches;
  std::vector<int64_t> arena_bytes;  // By device.
  int64_t arena_lower_bound = 0;
  std::vector<PassRecord> passes;

 private:
  Mutex mutex_;
  std::vector<std::unique_ptr<PlanInstance>> pool_ ABSL_GUARDED_BY(mutex_);
};

// What belongs to one run at a time: arenas, slots, argument blocks.
class PlanInstance {
 public:
  static absl::StatusOr<std::unique_ptr<PlanInstance>> Create(const Plan& plan);

  // Drops what the last run left in dynamic slots.
  void Clear();

  std::vector<Tensor> slots;
  // One for each step.
  std::vector<KernelContext> contexts;
  RunContext run;

 private:
  explicit PlanInstance(const Plan& plan) : plan_(plan) {}
  absl::Status AllocateArenas();
  void FillSlots();
  absl::Status BindSteps();

  const Plan& plan_;
  std::vector<BufferRef> arenas_;
  std::vector<Tensor*> input_pointers_;
  std::vector<Tensor*> output_pointers_;
  std::vector<std::unique_ptr<KernelState>> states_;
  std::unique_ptr<ResourceStore> step_resources_;
};

}  // namespace thalweg
