// OnEveryTarget: code of all instruction sets that this processor has.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "hwy/targets.h"

namespace thalweg {

// Calls test() once for each instruction set of the build and the processor:
// functions that kernels look up meanwhile are those of that set.
inline void OnEveryTarget(const std::function<void()>& test) {
  const int64_t supported = hwy::SupportedTargets();
  for (int64_t targets = supported & HWY_TARGETS; targets != 0;
       targets &= targets - 1) {
    const int64_t target = targets & -targets;
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    test();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace thalweg
