// PlanMemory: where each value of a step graph lives.
#pragma once

#include <vector>

#include "thalweg/runtime/step_graph.h"

namespace thalweg {

enum class SlotKind : uint8_t {
  kConstant,  // The same in every run; held by the plan.
  kFeed,      // Given by the caller.
  kArena,     // At a fixed place of its device's arena.
  kDynamic,   // Allocated when it is computed: fetched, or of a shape or dtype
              // that has no fixed size.
};

// The value of one output of one node.
struct SlotPlan {
  Edge edge;
  SlotKind kind = SlotKind::kDynamic;
  int64_t offset = 0;     // In the arena.
  int last_use = -1;      // Index in the order of the last step that reads it.
  int buffer = -1;        // Of MemoryPlan::buffers; -1 when not in the arena.
  bool in_place = false;  // Written over an input.
};

// A stretch of an arena that values share, one after another.
struct BufferPlan {
  int64_t size = 0;
  int first = 0;  // Indices in the order of steps, both included.
  int last = 0;
  Device* device = nullptr;
  int64_t offset = 0;
};

// Where a kernel's scratch memory lies.
struct ScratchPlan {
  const Node* node = nullptr;
  int buffer = 0;
};

struct MemoryPlan {
  std::vector<SlotPlan> slots;
  // By node id: the slot of output 0; the others follow.
  std::vector<int> first_slot;
  // By node id: true for views that need no step, since their slot is their
  // input's memory.
  std::vector<bool> is_alias;
  // By node id: where the kernel's scratch memory lies; -1 for none.
  std::vector<int64_t> scratch_offset;
  // One for each device in the order of CompileEnvironment::devices.
  std::vector<int64_t> arena_bytes;
  int64_t lower_bound = 0;  // Of all arenas together.
  std::vector<BufferPlan> buffers;
  std::vector<ScratchPlan> scratch;
  int num_in_place = 0;
};

// Values of known shape share one arena a device, by lifetime; views lie on
// their input, and an op whose schema allows it writes over an input that
// nobody needs after it. REQUIRES: Order has run.
MemoryPlan PlanMemory(const CompileEnvironment& environment,
                      const StepGraph& step);

}  // namespace thalweg
