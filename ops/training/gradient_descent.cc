#include "thalweg/ops/training/gradient_descent.h"

#include "thalweg/ops/operators.h"
#include "thalweg/ops/state/resource_scatter.h"
#include "thalweg/ops/state/scatter.h"
#include "thalweg/ops/training/apply_gradient_descent.h"

namespace thalweg {

Operation GradientDescent::Apply(const Target& target, const Output& gradient) {
  const Output rate =
      Setting("learning_rate", learning_rate_, gradient.graph(), target.dtype);
  return target.is_reference()
             ? ApplyGradientDescent(target.state, rate, gradient).operation()
             : ResourceApplyGradientDescent(target.state, rate, gradient);
}

// Rows that are named twice change twice.
Operation GradientDescent::ApplySparse(const Target& target,
                                       const IndexedSlices& gradient) {
  const Output rate = Setting("learning_rate", learning_rate_,
                              gradient.values.graph(), target.dtype);
  const Output delta = gradient.values * rate;
  return target.is_reference()
             ? ScatterSub(target.state, gradient.indices, delta).operation()
             : ResourceScatterSub(target.state, gradient.indices, delta);
}

}  // namespace thalweg
