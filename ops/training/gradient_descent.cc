#include "thalweg/ops/training/gradient_descent.h"

#include "thalweg/ops/training/apply_gradient_descent.h"

namespace thalweg {

Operation GradientDescent::Apply(const Target& target, const Output& gradient) {
  const Output rate =
      Setting("learning_rate", learning_rate_, gradient.graph(), target.dtype);
  return target.is_reference()
             ? ApplyGradientDescent(target.state, rate, gradient).operation()
             : ResourceApplyGradientDescent(target.state, rate, gradient);
}

}  // namespace thalweg
