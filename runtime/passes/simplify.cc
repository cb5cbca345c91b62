#include "thalweg/runtime/passes/simplify.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/passes/bypass_unread.h"
#include "thalweg/runtime/passes/drop_unread.h"
#include "thalweg/runtime/passes/fold_constants.h"
#include "thalweg/runtime/passes/merge_duplicates.h"
#include "thalweg/runtime/passes/remove_identities.h"

namespace thalweg {
namespace {

// Each round finds only what the one before uncovered; graphs met so far
// settle in two.
constexpr int kMaxRounds = 4;

}  // namespace

absl::StatusOr<std::string> Simplify(const CompileEnvironment& environment,
                                     StepGraph& step) {
  int folded = 0, identities = 0, merged = 0, dropped = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    ASSIGN_OR_RETURN(const int folds, FoldConstants(environment, step));
    ASSIGN_OR_RETURN(const int removed, RemoveIdentities(step));
    ASSIGN_OR_RETURN(const int merges, MergeDuplicates(step));
    ASSIGN_OR_RETURN(const int bypassed, BypassUnread(step));
    dropped += bypassed + DropUnread(step);
    folded += folds;
    identities += removed;
    merged += merges;
    if (folds + removed + merges == 0) break;
  }
  return absl::StrCat(folded, " folded, ", identities, " identities, ", merged,
                      " merged, ", dropped, " dropped");
}

}  // namespace thalweg
