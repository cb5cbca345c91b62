#include "thalweg/runtime/plan.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"

namespace thalweg {

Plan::~Plan() = default;

absl::StatusOr<std::unique_ptr<PlanInstance>> Plan::Acquire() {
  {
    MutexLock lock(&mutex_);
    if (!pool_.empty()) {
      std::unique_ptr<PlanInstance> instance = std::move(pool_.back());
      pool_.pop_back();
      return instance;
    }
  }
  return PlanInstance::Create(*this);
}

void Plan::Release(std::unique_ptr<PlanInstance> instance) {
  MutexLock lock(&mutex_);
  pool_.push_back(std::move(instance));
}

absl::StatusOr<std::unique_ptr<PlanInstance>> PlanInstance::Create(
    const Plan& plan) {
  std::unique_ptr<PlanInstance> instance(new PlanInstance(plan));
  RETURN_IF_ERROR(instance->AllocateArenas());
  instance->FillSlots();
  RETURN_IF_ERROR(instance->BindSteps());
  return instance;
}

absl::Status PlanInstance::AllocateArenas() {
  for (size_t i = 0; i < plan_.devices.size(); ++i) {
    BufferRef arena;
    if (plan_.arena_bytes[i] > 0) {
      ASSIGN_OR_RETURN(arena, plan_.devices[i]->Allocate(plan_.arena_bytes[i]));
    }
    arenas_.push_back(std::move(arena));
  }
  return absl::OkStatus();
}

void PlanInstance::FillSlots() {
  slots.resize(plan_.slots.size());
  for (size_t i = 0; i < slots.size(); ++i) {
    const PlanSlot& slot = plan_.slots[i];
    if (slot.kind == SlotKind::kConstant) slots[i] = slot.constant;
    if (slot.kind != SlotKind::kArena) continue;
    const BufferRef& arena = arenas_[slot.device];
    char* base = arena ? static_cast<char*>(arena->data()) : nullptr;
    slots[i] = Tensor::View(slot.dtype, slot.shape, base + slot.offset);
  }
}

absl::Status PlanInstance::BindSteps() {
  // Pointers must not move while contexts point to them.
  input_pointers_.reserve(plan_.tables.size());
  output_pointers_.reserve(slots.size());
  for (Tensor& slot : slots) output_pointers_.push_back(&slot);
  for (int slot : plan_.tables) input_pointers_.push_back(&slots[slot]);
  step_resources_ = std::make_unique<ResourceStore>();
  run.step_resources = step_resources_.get();

  contexts.reserve(plan_.steps.size());
  for (const PlanStep& step : plan_.steps) {
    KernelContext context(absl::MakeConstSpan(input_pointers_)
                              .subspan(step.inputs, step.num_inputs),
                          absl::MakeConstSpan(output_pointers_)
                              .subspan(step.first_output, step.num_outputs),
                          step.planned,
                          plan_.slot_dtypes.data() + step.first_output,
                          step.device, &run);
    context.set_output_memory(plan_.slot_memory.data() + step.first_output);
    if (step.scratch_offset >= 0) {
      size_t device = 0;
      while (plan_.devices[device] != step.device) ++device;
      context.set_scratch(static_cast<char*>(arenas_[device]->data()) +
                          step.scratch_offset);
    }
    absl::StatusOr<std::unique_ptr<KernelState>> state = step.kernel->Bind();
    if (!state.ok()) {
      return absl::Status(
          state.status().code(),
          absl::StrCat(step.node->Describe(), ": ", state.status().message()));
    }
    context.set_state(state->get());
    if (*state) states_.push_back(*std::move(state));
    contexts.push_back(context);
  }
  return absl::OkStatus();
}

void PlanInstance::Clear() {
  for (size_t i = 0; i < slots.size(); ++i) {
    const SlotKind kind = plan_.slots[i].kind;
    if (kind == SlotKind::kDynamic || kind == SlotKind::kFeed) {
      slots[i] = Tensor();
    }
  }
}

}  // namespace thalweg
