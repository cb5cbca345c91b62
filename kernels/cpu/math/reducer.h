// Reducer: runs a planned reduction of a kernel's input 0 into its output 0.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "thalweg/kernels/cpu/math/reduction_plan.h"
#include "thalweg/kernels/cpu/math/reduction_tile.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// An operation on elements of one dtype. Pieces do not depend on the number of
// threads.
class Reducer {
 public:
  Reducer() = default;
  Reducer(ReductionOp op, DType dtype)
      : functions_(FindReductionFunctions(op, dtype)) {}

  // What Run needs for this plan.
  size_t ScratchBytes(const ReductionPlan& plan) const;
  absl::Status Run(KernelContext& context, const ReductionPlan& plan,
                   void* scratch) const;
  // With scratch memory of its own.
  absl::Status Run(KernelContext& context, const ReductionPlan& plan) const;
  // From and to memory anywhere. REQUIRES: the plan has passes.
  void RunPasses(const KernelContext& context, const ReductionPlan& plan,
                 const char* input, char* scratch, char* output) const;

 private:
  size_t RegionBytes(const ReductionPlan& plan, int parity) const;
  void Finish(const void* accumulators, void* results,
              const ReductionPlan& plan) const;

  ReductionFunctions functions_;
};

}  // namespace thalweg
