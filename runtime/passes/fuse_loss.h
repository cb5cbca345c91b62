// FuseLosses: a loss, its gradient, and the upstream gradient in one pass.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// A kLossWithGradient whose gradient [batch, classes] is only multiplied by a
// column [batch, 1] becomes its fused form, which takes the column as a vector
// and gives the product. Only where static shapes show this, and where the
// column does not depend on the loss. Returns how many did.
absl::StatusOr<int> FuseLosses(const CompileEnvironment& environment,
                               StepGraph& step);

}  // namespace thalweg
