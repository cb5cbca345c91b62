// FuseContractions: bias and activation into matrix products and convolutions.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// A kContraction, the bias added to it (kBias, or kAdd of a vector that static
// shapes show to lie along the last dimension) and a kActivation of that, if
// there is one, become the contraction's fused form. Returns how many did.
absl::StatusOr<int> FuseContractions(const CompileEnvironment& environment,
                                     StepGraph& step);

}  // namespace thalweg
