#include "thalweg/runtime/explain_memory.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/kernel.h"
#include "thalweg/runtime/arena_planner.h"

namespace thalweg {
namespace {

// Puts what a plan says of memory in terms of its steps.
class MemoryExplainer {
 public:
  MemoryExplainer(const StepGraph& step, const MemoryPlan& memory)
      : step_(step), memory_(memory) {
    int steps = -1;
    for (const Node* node : step.order) {
      // As Emit has it.
      steps +=
          step.kernels[node->id()] != nullptr && !memory.is_alias[node->id()];
      step_at_.push_back(std::max(steps, 0));
    }
    num_steps_ = steps + 1;
    positions_.resize(step.graph.num_node_ids());
    for (size_t i = 0; i < step.order.size(); ++i) {
      positions_[step.order[i]->id()] = static_cast<int>(i);
    }
  }

  void Fill(Explanation& explanation) {
    AddBuffers(explanation);
    for (const SlotPlan& slot : memory_.slots) AddValue(slot);
    for (const ScratchPlan& scratch : memory_.scratch) {
      const int at = StepOf(*scratch.node);
      buffers_[scratch.buffer]->tenants.push_back(
          {ExplainedTenant::Kind::kScratch, scratch.node->name(),
           scratch.node->op().name(), at, at});
    }
    for (const SlotPlan& slot : memory_.slots) {
      AddElsewhere(slot, explanation.elsewhere);
    }
    for (ExplainedArena& arena : explanation.arenas) Finish(arena);
  }

 private:
  int StepOf(const Node& node) const { return step_at_[positions_[node.id()]]; }

  void AddBuffers(Explanation& explanation) {
    absl::flat_hash_map<const Device*, std::vector<int>> of_device;
    std::vector<const Device*> devices;
    for (size_t i = 0; i < memory_.buffers.size(); ++i) {
      auto [found, added] = of_device.try_emplace(memory_.buffers[i].device);
      if (added) devices.push_back(memory_.buffers[i].device);
      found->second.push_back(static_cast<int>(i));
    }
    explanation.arenas.resize(devices.size());
    buffers_.resize(memory_.buffers.size());
    for (size_t d = 0; d < devices.size(); ++d) {
      ExplainedArena& arena = explanation.arenas[d];
      arena.device = devices[d]->name();
      arena.buffers.resize(of_device[devices[d]].size());
      for (size_t i = 0; i < arena.buffers.size(); ++i) {
        const int index = of_device[devices[d]][i];
        const BufferPlan& from = memory_.buffers[index];
        ExplainedBuffer& buffer = arena.buffers[i];
        buffer.offset = from.offset;
        buffer.bytes = from.size;
        buffer.first_step = step_at_[from.first];
        buffer.last_step = step_at_[from.last];
        buffers_[index] = &buffer;
      }
    }
  }

  void AddValue(const SlotPlan& slot) {
    if (slot.buffer < 0) return;
    const Node& node = *slot.edge.node;
    ExplainedTenant tenant;
    tenant.kind = memory_.is_alias[node.id()] ? ExplainedTenant::Kind::kView
                  : slot.in_place             ? ExplainedTenant::Kind::kInPlace
                                  : ExplainedTenant::Kind::kComputed;
    tenant.tensor = slot.edge.ToString();
    tenant.op = node.op().name();
    tenant.first_step = StepOf(node);
    tenant.last_step = std::max(
        tenant.first_step, slot.last_use < 0 ? 0 : step_at_[slot.last_use]);
    buffers_[slot.buffer]->tenants.push_back(std::move(tenant));
  }

  void AddElsewhere(const SlotPlan& slot, ExplainedElsewhere& elsewhere) const {
    const int64_t bytes = std::max<int64_t>(
        0, ExplainedBytes(slot.edge.dtype(), slot.edge.shape()));
    switch (slot.kind) {
      case SlotKind::kConstant:
        if (!slot.edge.node->Is(Trait::kConstant)) return;  // A handle.
        ++elsewhere.constants;
        elsewhere.constant_bytes += bytes;
        return;
      case SlotKind::kFeed:
        ++elsewhere.feeds;
        elsewhere.feed_bytes += bytes;
        return;
      case SlotKind::kDynamic:
        ++elsewhere.dynamic;
        elsewhere.dynamic_bytes += bytes;
        return;
      case SlotKind::kArena:
        return;
    }
  }

  void Finish(ExplainedArena& arena) const {
    std::vector<int64_t> change(num_steps_ + 1, 0);
    for (ExplainedBuffer& buffer : arena.buffers) {
      const int64_t end = AlignedToArena(buffer.offset + buffer.bytes);
      arena.bytes = std::max(arena.bytes, end);
      change[buffer.first_step] += end - buffer.offset;
      change[buffer.last_step + 1] -= end - buffer.offset;
      absl::c_stable_sort(buffer.tenants, [](const auto& a, const auto& b) {
        return a.first_step < b.first_step;
      });
    }
    int64_t live = 0;
    for (int i = 0; i < num_steps_; ++i) {
      live += change[i];
      arena.live_bytes.push_back(live);
      arena.lower_bound = std::max(arena.lower_bound, live);
    }
  }

  const StepGraph& step_;
  const MemoryPlan& memory_;
  // By position in the order: the step of that node, or the last one before.
  std::vector<int> step_at_;
  int num_steps_ = 0;
  std::vector<int> positions_;             // By node id.
  std::vector<ExplainedBuffer*> buffers_;  // By index in the memory plan.
};

}  // namespace

int64_t ExplainedBytes(DType dtype, const Shape& shape) {
  const int64_t elements = shape.num_elements();
  if (!IsPlain(dtype) || elements < 0) return -1;
  const auto size = static_cast<int64_t>(DTypeSize(dtype));
  return elements > INT64_MAX / size ? -1 : elements * size;
}

void ExplainMemory(const StepGraph& step, const MemoryPlan& memory,
                   Explanation& explanation) {
  MemoryExplainer(step, memory).Fill(explanation);
}

}  // namespace thalweg
