#include "thalweg/ops/training/momentum.h"

#include "thalweg/ops/training/apply_momentum.h"
#include "thalweg/ops/training/sparse_apply_momentum.h"

namespace thalweg {

void Momentum::MakeSlots(const Target& target) {
  MakeSlot(target, "momentum", "Momentum");
}

Operation Momentum::Apply(const Target& target, const Output& gradient) {
  const Graph& graph = gradient.graph();
  const Output rate =
      Setting("learning_rate", learning_rate_, graph, target.dtype);
  const Output momentum = Setting("momentum", momentum_, graph, target.dtype);
  const Output slot = SlotState(target, "momentum");
  const ApplyMomentumAttrs attrs = {.use_nesterov = options_.use_nesterov};
  return target.is_reference()
             ? ApplyMomentum(target.state, slot, rate, gradient, momentum,
                             attrs)
                   .operation()
             : ResourceApplyMomentum(target.state, slot, rate, gradient,
                                     momentum, attrs);
}

Operation Momentum::ApplySparse(const Target& target,
                                const IndexedSlices& gradient) {
  const auto [values, indices, shape] = SumDuplicates(gradient);
  const Graph& graph = values.graph();
  const Output rate =
      Setting("learning_rate", learning_rate_, graph, target.dtype);
  const Output momentum = Setting("momentum", momentum_, graph, target.dtype);
  const Output slot = SlotState(target, "momentum");
  const SparseApplyMomentumAttrs attrs = {.use_nesterov =
                                              options_.use_nesterov};
  return target.is_reference()
             ? SparseApplyMomentum(target.state, slot, rate, values, indices,
                                   momentum, attrs)
                   .operation()
             : ResourceSparseApplyMomentum(target.state, slot, rate, values,
                                           indices, momentum, attrs);
}

}  // namespace thalweg
