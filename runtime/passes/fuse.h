// Fuse: joins ops whose results only the next one reads into one kernel.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// kContraction + kBias (+ kActivation) becomes the contraction's fused form;
// kLossWithGradient whose gradient output is only multiplied by an expanded
// upstream vector becomes its fused form. Runs after Place: all nodes of a
// fusion are on one device that has a kernel for the fused form. Returns the
// number of fusions.
absl::StatusOr<int> Fuse(const CompileEnvironment& environment,
                         StepGraph& step);

}  // namespace thalweg
