// Bind: chooses the kernel of each node, for the shapes it will see.
#pragma once

#include "absl/status/status.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Fills step.kernels and step.constant_outputs: nodes whose outputs are the
// same in every run (constants, handles of the session's resources) have
// values, all others that do work have kernels.
absl::Status Bind(const CompileEnvironment& environment, StepGraph& step);

}  // namespace thalweg
