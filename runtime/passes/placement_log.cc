#include "thalweg/runtime/passes/placement_log.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/device.h"

namespace thalweg {

void LogPlacement(const StepGraph& step) {
  // Written at once, so that other threads' lines do not come between.
  std::string text;
  for (const auto& node : step.graph.nodes()) {
    if (!node || node->Is(Trait::kFeed) || node->Is(Trait::kFetch)) continue;
    absl::StrAppend(&text, node->name(), ": (", node->op().name(),
                    "): ", step.device_of[node->id()]->name(), "\n");
  }
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace thalweg
