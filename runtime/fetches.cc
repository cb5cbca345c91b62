#include "thalweg/runtime/fetches.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"

namespace thalweg {
namespace {

absl::Status NoValue(size_t i) {
  return absl::InvalidArgumentError(
      absl::StrCat("Retval[", i, "] does not have value"));
}

bool MustCopy(const PlanFetch& fetch, const Tensor& slot) {
  return fetch.copy || (fetch.copy_if_shared && !slot.unique());
}

}  // namespace

void OfferFetches(const Plan& plan, PlanInstance& instance,
                  absl::Span<Tensor> fetches) {
  for (size_t i = 0; i < fetches.size(); ++i) {
    const PlanFetch& fetch = plan.fetches[i];
    if (!fetch.reusable) continue;
    const PlanSlot& slot = plan.slots[fetch.slot];
    const bool fits = fetches[i].dtype() == slot.dtype && fetches[i].unique() &&
                      fetches[i].shape() == slot.shape;
    if (fits) instance.slots[fetch.slot] = std::move(fetches[i]);
    instance.contexts[fetch.step].set_planned(fetch.output, fits);
  }
}

absl::Status TakeFetches(const Plan& plan, PlanInstance& instance,
                         absl::Span<Tensor> fetches) {
  for (size_t i = 0; i < fetches.size(); ++i) {
    const PlanFetch& fetch = plan.fetches[i];
    Tensor& slot = instance.slots[fetch.slot];
    if (!slot) return NoValue(i);
    if (MustCopy(fetch, slot)) {
      ASSIGN_OR_RETURN(fetches[i], CopyOn(plan.slot_memory[fetch.slot], slot));
    } else if (fetch.reusable) {
      fetches[i] = std::move(slot);
    } else {
      fetches[i] = slot;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Tensor> ReadFetch(const Plan& plan, const PlanInstance& instance,
                                 size_t i, bool shared) {
  const PlanFetch& fetch = plan.fetches[i];
  const Tensor& slot = instance.slots[fetch.slot];
  if (!slot) return NoValue(i);
  if (!shared || MustCopy(fetch, slot))
    return CopyOn(plan.slot_memory[fetch.slot], slot);
  return slot;
}

}  // namespace thalweg
