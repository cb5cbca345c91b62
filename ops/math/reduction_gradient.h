// Gradient functions of the reductions.
#pragma once

#include "thalweg/ops/gradient_context.h"

namespace thalweg {

absl::Status SumGradient(GradientContext& context);
absl::Status MeanGradient(GradientContext& context);
// Of Max and Min.
absl::Status MaxGradient(GradientContext& context);
absl::Status ProdGradient(GradientContext& context);
absl::Status EuclideanNormGradient(GradientContext& context);

}  // namespace thalweg
