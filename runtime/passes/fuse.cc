#include "thalweg/runtime/passes/fuse.h"

#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/passes/fuse_contraction.h"
#include "thalweg/runtime/passes/fuse_loss.h"

namespace thalweg {

absl::StatusOr<int> Fuse(const CompileEnvironment& environment,
                         StepGraph& step) {
  ASSIGN_OR_RETURN(const int contractions, FuseContractions(environment, step));
  ASSIGN_OR_RETURN(const int losses, FuseLosses(environment, step));
  return contractions + losses;
}

}  // namespace thalweg
