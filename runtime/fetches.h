// OfferFetches, TakeFetches, ReadFetch: fetched values on their way from a plan
// instance to the caller.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/runtime/plan.h"

namespace thalweg {

// Before a run: puts the caller's tensors where steps can write straight into
// them. REQUIRES: as many as the plan has fetches.
void OfferFetches(const Plan& plan, PlanInstance& instance,
                  absl::Span<Tensor> fetches);

// After a run: moves the values out. INVALID_ARGUMENT "Retval[0] does not have
// value" for one that was not computed.
absl::Status TakeFetches(const Plan& plan, PlanInstance& instance,
                         absl::Span<Tensor> fetches);

// Fetch number `i`, which stays where it is; a copy when it must not be
// `shared` with the caller. Errors as of TakeFetches.
absl::StatusOr<Tensor> ReadFetch(const Plan& plan, const PlanInstance& instance,
                                 size_t i, bool shared);

}  // namespace thalweg
