#include "thalweg/ops/training/momentum.h"

#include "thalweg/ops/training/apply_momentum.h"

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

}  // namespace thalweg
