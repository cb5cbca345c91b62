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

// Slots that share memory.
struct Group {
  int64_t size = 0;
  int first = 0;
  int last = 0;
  Device* device = nullptr;
};

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
    PlaceGroups();
    return std::move(plan_);
  }

 private:
  int SlotOf(const Edge& edge) const {
    return plan_.first_slot[edge.node->id()] + edge.index;
  }

  void AddSlots(Node* node) {
    plan_.first_slot[node->id()] = static_cast<int>(plan_.slots.size());
    for (int i = 0; i < node->num_outputs(); ++i) {
      SlotPlan slot;
      slot.edge = node->output(i);
      plan_.slots.push_back(slot);
      group_of_.push_back(-1);
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
    if (fetched_[SlotOf(edge)] || !HasFixedSize(edge) || SharesBuffer(node) ||
        edge.index >= kMaxPlannedOutputs) {
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
      int group = i == 0 ? SharedGroup(node) : -1;
      if (group < 0) {
        group = NewGroup(BytesOf(node->output(i)), position, node);
      }
      group_of_[slot] = group;
      groups_[group].last =
          std::max({groups_[group].last, position, plan_.slots[slot].last_use});
    }
    const Kernel* kernel = step_.kernels[node->id()].get();
    if (kernel != nullptr && kernel->scratch_bytes() > 0) {
      scratch_group_.emplace_back(
          node->id(), NewGroup(static_cast<int64_t>(kernel->scratch_bytes()),
                               position, node));
    }
  }

  int NewGroup(int64_t size, int position, const Node* node) {
    groups_.push_back({size, position, position, step_.device_of[node->id()]});
    return static_cast<int>(groups_.size()) - 1;
  }

  // The group of an input that output 0 can lie on, or -1.
  int SharedGroup(Node* node) {
    if (node->Is(Trait::kView) || node->Is(Trait::kIdentity)) {
      const int group = group_of_[SlotOf(node->input(0))];
      if (group >= 0 && SameDevice(group, node) &&
          BytesOf(node->input(0)) == BytesOf(node->output(0))) {
        plan_.is_alias[node->id()] = true;
        return group;
      }
    }
    for (int i = 0; i < node->num_inputs(); ++i) {
      if (!node->op().may_overwrite(i)) continue;
      const int group = group_of_[SlotOf(node->input(i))];
      if (group >= 0 && MayOverwrite(*node, i, group)) {
        ++plan_.num_in_place;
        return group;
      }
    }
    return -1;
  }

  bool SameDevice(int group, const Node* node) const {
    return groups_[group].device == step_.device_of[node->id()];
  }

  bool MayOverwrite(Node& node, int input, int group) const {
    if (groups_[group].last != position_[node.id()] ||
        !SameDevice(group, &node) ||
        node.input(input).shape() != node.output_shape(0) ||
        BytesOf(node.input(input)) != BytesOf(node.output(0))) {
      return false;
    }
    // Another input on the same memory is read at other places, unless the op
    // goes element by element.
    for (int i = 0; i < node.num_inputs(); ++i) {
      if (i != input && group_of_[SlotOf(node.input(i))] == group &&
          !(node.Is(Trait::kElementwise) &&
            node.input(i).shape() == node.output_shape(0))) {
        return false;
      }
    }
    return true;
  }

  void PlaceGroups() {
    std::vector<int64_t> offsets(groups_.size(), 0);
    for (Device* device : environment_.devices) {
      std::vector<Lifetime> lifetimes;
      std::vector<size_t> members;
      for (size_t i = 0; i < groups_.size(); ++i) {
        if (groups_[i].device != device) continue;
        lifetimes.push_back(
            {groups_[i].size, groups_[i].first, groups_[i].last});
        members.push_back(i);
      }
      const ArenaPlan arena = PlanArena(lifetimes);
      for (size_t i = 0; i < members.size(); ++i) {
        offsets[members[i]] = arena.offsets[i];
      }
      plan_.arena_bytes.push_back(arena.size);
      plan_.lower_bound += arena.lower_bound;
    }
    for (size_t i = 0; i < group_of_.size(); ++i) {
      if (group_of_[i] >= 0) plan_.slots[i].offset = offsets[group_of_[i]];
    }
    for (const auto& [id, group] : scratch_group_) {
      plan_.scratch_offset[id] = offsets[group];
    }
    plan_.num_buffers = static_cast<int>(groups_.size());
  }

  const CompileEnvironment& environment_;
  const StepGraph& step_;
  MemoryPlan plan_;
  std::vector<int> position_;
  std::vector<int> group_of_;  // By slot; -1 when not in the arena.
  std::vector<bool> fetched_;  // By slot.
  std::vector<Group> groups_;
  std::vector<std::pair<int, int>> scratch_group_;  // Node id, group.
};

}  // namespace

MemoryPlan PlanMemory(const CompileEnvironment& environment,
                      const StepGraph& step) {
  return MemoryPlanner(environment, step).Run();
}

}  // namespace thalweg
