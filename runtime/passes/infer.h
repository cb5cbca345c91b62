// Infer: shapes and small values forward through a step graph.
#pragma once

#include "absl/status/status.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Runs every shape function again, from the shapes actually fed, so that later
// passes know as much as this kind of run allows.
absl::Status Infer(StepGraph& step);

}  // namespace thalweg
