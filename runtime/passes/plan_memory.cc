#include "thalweg/runtime/passes/plan_memory.h"

#include <algorithm>
#include <utility>

#include "thalweg/kernels/kernel.h"
#include "thalweg/runtime/arena_planner.h"

namespace thalweg {
namespace {

// Larger values are left to the allocator, which can refuse them by name.
constexpr int64_t kMaxPlannedBytes = int64_t{1} << 40;

// Kernels are told by a word of bits which outputs have their memory.
constexpr int kMaxPlannedOutputs = 64;

int64_t BytesOf(const Edge& edge) {
  return edge.shape().num_elements() *
         static_cast<int64_t>(DTypeSize(edge.dtype()));
}

bool HasFixedSize(const Edge& edge) {
  if (!IsPlain(edge.dtype()) || edge.node->output_is_ref(edge.index)) {
    return false;
  }
  const int64_t elements = edge.shape().num_elements();
  return elements >= 0 &&
         elements <
             kMaxPlannedBytes / static_cast<int64_t>(DTypeSize(edge.dtype()));
}

class MemoryPlanner {
 public:
  MemoryPlanner(const CompileEnvironment& environment, const StepGraph& step)
      : environment_(environment),
        step_(step),
        position_(step.graph.num_node_ids(), -1) {}

  MemoryPlan Run() {
    const int num_ids = step_.graph.num_node_ids();
    plan_.first_slot.assign(num_ids, -1);
    plan_.is_alias.assign(num_ids, false);
    plan_.scratch_offset.assign(num_ids, -1);
    for (size_t i = 0; i < step_.order.size(); ++i) {
      position_[step_.order[i]->id()] = static_cast<int>(i);
    }
    for (Node* node : step_.order) AddSlots(node);
    for (Node* node : step_.order) Assign(node);
    PlaceBuffers();
    return std::move(plan_);
  }

 private:
  int SlotOf(const Edge& edge) const {
    return plan_.first_slot[edge.node->id()] + edge.index;
  }

  int BufferOf(const Edge& edge) const {
    return plan_.slots[SlotOf(edge)].buffer;
  }

  void AddSlots(Node* node) {
    plan_.first_slot[node->id()] = static_cast<int>(plan_.slots.size());
    for (int i = 0; i < node->num_outputs(); ++i) {
      SlotPlan slot;
      slot.edge = node->output(i);
      plan_.slots.push_back(slot);
      fetched_.push_back(false);
    }
    for (const Consumer& consumer : node->consumers()) {
      const int slot = SlotOf(node->output(consumer.output));
      plan_.slots[slot].last_use =
          std::max(plan_.slots[slot].last_use, position_[consumer.node->id()]);
      if (consumer.node->Is(Trait::kFetch)) fetched_[slot] = true;
    }
    for (int i = 0; i < node->num_outputs(); ++i) {
      plan_.slots[SlotOf(node->output(i))].kind = KindOf(node->output(i));
    }
  }

  SlotKind KindOf(const Edge& edge) const {
    const Node& node = *edge.node;
    if (!step_.constant_outputs[node.id()].empty()) return SlotKind::kConstant;
    if (node.Is(Trait::kFeed)) return SlotKind::kFeed;
    if (step_.in_pieces || fetched_[SlotOf(edge)] || !HasFixedSize(edge) ||
        SharesBuffer(node) || edge.index >= kMaxPlannedOutputs) {
      return SlotKind::kDynamic;
    }
    return SlotKind::kArena;
  }

  // True when the kernel passes on memory that is not the arena's: what it
  // reads from a variable, or a view of a feed. What is told which part of a
  // variable to read copies it.
  bool SharesBuffer(const Node& node) const {
    if (node.Is(Trait::kReadReference)) return true;
    if (node.Is(Trait::kReadsVariable)) return node.num_inputs() == 1;
    return (node.Is(Trait::kView) || node.Is(Trait::kIdentity)) &&
           plan_.slots[SlotOf(node.input(0))].kind != SlotKind::kArena;
  }

  // Chooses the memory of the node's outputs and scratch.
  void Assign(Node* node) {
    const int position = position_[node->id()];
    for (int i = 0; i < node->num_outputs(); ++i) {
      const int slot = SlotOf(node->output(i));
      if (plan_.slots[slot].kind != SlotKind::kArena) continue;
      int buffer = i == 0 ? SharedBuffer(node) : -1;
      if (buffer < 0) {
        buffer = NewBuffer(BytesOf(node->output(i)), position,
                           step_.MemoryOf(node->output(i)));
      }
      plan_.slots[slot].buffer = buffer;
      int& last = plan_.buffers[buffer].last;
      last = std::max({last, position, plan_.slots[slot].last_use});
    }
    const Kernel* kernel = step_.kernels[node->id()].get();
    if (kernel != nullptr && kernel->scratch_bytes() > 0) {
      plan_.scratch.push_back(
          {node, NewBuffer(static_cast<int64_t>(kernel->scratch_bytes()),
                           position, step_.device_of[node->id()])});
    }
  }

  int NewBuffer(int64_t size, int position, Device* device) {
    plan_.buffers.push_back(
        {.size = size, .first = position, .last = position, .device = device});
    return static_cast<int>(plan_.buffers.size()) - 1;
  }

  // The buffer of an input that output 0 can lie on, or -1.
  int SharedBuffer(Node* node) {
    if (node->Is(Trait::kView) || node->Is(Trait::kIdentity)) {
      const int buffer = BufferOf(node->input(0));
      if (buffer >= 0 && InSameMemory(buffer, *node) &&
          BytesOf(node->input(0)) == BytesOf(node->output(0))) {
        plan_.is_alias[node->id()] = true;
        return buffer;
      }
    }
    for (int i = 0; i < node->num_inputs(); ++i) {
      if (!node->op().may_overwrite(i)) continue;
      const int buffer = BufferOf(node->input(i));
      if (buffer >= 0 && MayOverwrite(*node, i, buffer)) {
        ++plan_.num_in_place;
        plan_.slots[SlotOf(node->output(0))].in_place = true;
        return buffer;
      }
    }
    return -1;
  }

  // True when output 0 of the node lies in the memory that the buffer is in.
  bool InSameMemory(int buffer, Node& node) const {
    return plan_.buffers[buffer].device == step_.MemoryOf(node.output(0));
  }

  bool MayOverwrite(Node& node, int input, int buffer) const {
    if (plan_.buffers[buffer].last != position_[node.id()] ||
        !InSameMemory(buffer, node) ||
        node.input(input).shape() != node.output_shape(0) ||
        BytesOf(node.input(input)) != BytesOf(node.output(0))) {
      return false;
    }
    // Another input on the same memory is read at other places, unless the op
    // goes element by element.
    for (int i = 0; i < node.num_inputs(); ++i) {
      if (i != input && BufferOf(node.input(i)) == buffer &&
          !(node.Is(Trait::kElementwise) &&
            node.input(i).shape() == node.output_shape(0))) {
        return false;
      }
    }
    return true;
  }

  void PlaceBuffers() {
    for (Device* device : environment_.devices) {
      std::vector<Lifetime> lifetimes;
      std::vector<size_t> members;
      for (size_t i = 0; i < plan_.buffers.size(); ++i) {
        if (plan_.buffers[i].device != device) continue;
        lifetimes.push_back({plan_.buffers[i].size, plan_.buffers[i].first,
                             plan_.buffers[i].last});
        members.push_back(i);
      }
      const ArenaPlan arena = PlanArena(lifetimes);
      for (size_t i = 0; i < members.size(); ++i) {
        plan_.buffers[members[i]].offset = arena.offsets[i];
      }
      plan_.arena_bytes.push_back(arena.size);
      plan_.lower_bound += arena.lower_bound;
    }
    for (SlotPlan& slot : plan_.slots) {
      if (slot.buffer >= 0) slot.offset = plan_.buffers[slot.buffer].offset;
    }
    for (const ScratchPlan& scratch : plan_.scratch) {
      plan_.scratch_offset[scratch.node->id()] =
          plan_.buffers[scratch.buffer].offset;
    }
  }

  const CompileEnvironment& environment_;
  const StepGraph& step_;
  MemoryPlan plan_;
  std::vector<int> position_;
  std::vector<bool> fetched_;  // By slot.
};

}  // namespace

MemoryPlan PlanMemory(const CompileEnvironment& environment,
                      const StepGraph& step) {
  return MemoryPlanner(environment, step).Run();
}

}  // namespace thalweg
