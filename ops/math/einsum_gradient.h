// The gradient function of Einsum.
#pragma once

#include "thalweg/ops/gradient_context.h"

namespace thalweg {

absl::Status EinsumGradient(GradientContext& context);

}  // namespace thalweg
