#include "thalweg/runtime/passes/emit.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "thalweg/graph/graph.h"
#include "thalweg/kernels/device.h"

namespace thalweg {
namespace {

class Emitter {
 public:
  Emitter(const CompileEnvironment& environment, StepGraph step,
          const MemoryPlan& memory)
      : memory_(memory), plan_(std::make_unique<Plan>()) {
    plan_->graph = std::move(step);
    plan_->devices = environment.devices;
    plan_->arena_bytes = memory.arena_bytes;
    plan_->arena_lower_bound = memory.lower_bound;
    made_by_.assign(memory.slots.size(), -1);
  }

  std::unique_ptr<Plan> Run() {
    AddSlots();
    for (Node* node : plan_->graph.order) AddStep(*node);
    for (Node* feed : plan_->graph.feeds) {
      plan_->feed_slots.push_back(SlotOf(feed->output(0)));
      plan_->feeds.push_back({feed->output_dtype(0), feed->output_shape(0)});
    }
    AddFetches();
    AddReleases();
    return std::move(plan_);
  }

 private:
  int SlotOf(const Edge& edge) const {
    return memory_.first_slot[edge.node->id()] + edge.index;
  }

  int DeviceIndex(const Device* device) const {
    return static_cast<int>(absl::c_find(plan_->devices, device) -
                            plan_->devices.begin());
  }

  void AddSlots() {
    for (const SlotPlan& from : memory_.slots) {
      PlanSlot slot;
      slot.kind = from.kind;
      // What a reference carries is a handle.
      slot.dtype = from.edge.node->output_is_ref(from.edge.index)
                       ? kResource
                       : from.edge.dtype();
      Device* const memory = plan_->graph.MemoryOf(from.edge);
      slot.device = DeviceIndex(memory);
      slot.offset = from.offset;
      slot.shape = from.edge.shape();
      if (from.kind == SlotKind::kConstant) {
        slot.constant =
            plan_->graph
                .constant_outputs[from.edge.node->id()][from.edge.index];
      }
      plan_->slot_dtypes.push_back(slot.dtype);
      plan_->slot_memory.push_back(memory->host_memory() ? nullptr : memory);
      plan_->slots.push_back(std::move(slot));
    }
  }

  void AddStep(Node& node) {
    const Kernel* kernel = plan_->graph.kernels[node.id()].get();
    if (kernel == nullptr || memory_.is_alias[node.id()]) return;
    PlanStep step;
    step.kernel = kernel;
    step.node = &node;
    step.device = plan_->graph.device_of[node.id()];
    step.inputs = static_cast<int>(plan_->tables.size());
    step.num_inputs = node.num_inputs();
    for (const Edge& edge : node.inputs()) {
      plan_->tables.push_back(SlotOf(edge));
    }
    step.first_output = memory_.first_slot[node.id()];
    step.num_outputs = node.num_outputs();
    step.scratch_offset = memory_.scratch_offset[node.id()];
    for (int i = 0; i < node.num_outputs(); ++i) {
      const int slot = step.first_output + i;
      made_by_[slot] = static_cast<int>(plan_->steps.size());
      if (i < 64 && plan_->slots[slot].kind == SlotKind::kArena) {
        step.planned |= uint64_t{1} << i;
      }
    }
    plan_->steps.push_back(step);
  }

  // By slot: true where kernels may have passed on, without a copy, memory
  // that is a feed's or a reference variable's. What lies in the arena was
  // copied there.
  std::vector<bool> MayShareOutside() const {
    std::vector<bool> may(plan_->slots.size(), false);
    for (Node* node : plan_->graph.order) {
      const bool from_inputs = absl::c_any_of(
          node->inputs(), [&](const Edge& edge) { return may[SlotOf(edge)]; });
      const bool outside =
          node->Is(Trait::kFeed) || node->Is(Trait::kReadReference);
      for (int i = 0; i < node->num_outputs(); ++i) {
        const int slot = SlotOf(node->output(i));
        may[slot] = outside || (from_inputs &&
                                plan_->slots[slot].kind == SlotKind::kDynamic);
      }
    }
    return may;
  }

  void AddFetches() {
    const std::vector<bool> may_share = MayShareOutside();
    std::vector<int> times(memory_.slots.size(), 0);
    for (Node* fetch : plan_->graph.fetches) ++times[SlotOf(fetch->input(0))];
    for (Node* node : plan_->graph.fetches) {
      PlanFetch fetch;
      fetch.slot = SlotOf(node->input(0));
      const PlanSlot& slot = plan_->slots[fetch.slot];
      // The caller's own memory must not come back as a result.
      fetch.copy = PassedOnFrom(node->input(0))->Is(Trait::kFeed) ||
                   MayAliasReference(node->input(0));
      fetch.copy_if_shared = may_share[fetch.slot];
      fetch.step = made_by_[fetch.slot];
      if (fetch.step >= 0) {
        fetch.output = fetch.slot - plan_->steps[fetch.step].first_output;
        fetch.reusable = !fetch.copy && times[fetch.slot] == 1 &&
                         fetch.output < 64 && IsPlain(slot.dtype) &&
                         slot.shape.IsFullyDefined() &&
                         plan_->slot_memory[fetch.slot] == nullptr;
      }
      plan_->fetches.push_back(fetch);
    }
  }

  // A dynamic slot is dropped after the last step that reads it, or that makes
  // it when nobody does; fetched ones stay to the end.
  void AddReleases() {
    // Whoever runs steps in another order knows when a slot is done with.
    if (plan_->graph.in_pieces) return;
    std::vector<int> last(memory_.slots.size(), -1);
    for (size_t s = 0; s < plan_->steps.size(); ++s) {
      const PlanStep& step = plan_->steps[s];
      for (int i = 0; i < step.num_inputs; ++i) {
        last[plan_->tables[step.inputs + i]] = static_cast<int>(s);
      }
      for (int i = 0; i < step.num_outputs; ++i) {
        last[step.first_output + i] = static_cast<int>(s);
      }
    }
    for (const PlanFetch& fetch : plan_->fetches) last[fetch.slot] = -1;
    std::vector<std::vector<int>> releases(plan_->steps.size());
    for (size_t slot = 0; slot < last.size(); ++slot) {
      if (last[slot] >= 0 && plan_->slots[slot].kind == SlotKind::kDynamic) {
        releases[last[slot]].push_back(static_cast<int>(slot));
      }
    }
    for (size_t s = 0; s < releases.size(); ++s) {
      plan_->steps[s].releases = static_cast<int>(plan_->tables.size());
      plan_->steps[s].num_releases = static_cast<int>(releases[s].size());
      plan_->tables.insert(plan_->tables.end(), releases[s].begin(),
                           releases[s].end());
    }
  }

  const MemoryPlan& memory_;
  std::unique_ptr<Plan> plan_;
  std::vector<int> made_by_;  // By slot: the step, or -1.
};

}  // namespace

std::unique_ptr<Plan> Emit(const CompileEnvironment& environment,
                           StepGraph step, const MemoryPlan& memory) {
  return Emitter(environment, std::move(step), memory).Run();
}

}  // namespace thalweg
