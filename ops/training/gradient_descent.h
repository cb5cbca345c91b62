// GradientDescent: the optimizer that steps against the gradient.
#pragma once

#include "thalweg/ops/training/optimizer.h"

namespace thalweg {

// w -= learning_rate * gradient; of a sparse gradient, the rows it names.
class GradientDescent : public Optimizer {
 public:
  // A number, or a floating scalar of the graph.
  explicit GradientDescent(Input learning_rate)
      : Optimizer("GradientDescent"),
        learning_rate_(std::move(learning_rate)) {}

 private:
  Operation Apply(const Target& target, const Output& gradient) override;
  Operation ApplySparse(const Target& target,
                        const IndexedSlices& gradient) override;

  Input learning_rate_;
};

}  // namespace thalweg
