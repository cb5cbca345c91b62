// Momentum: the optimizer that steps along a decaying sum of gradients.
#pragma once

#include "thalweg/ops/training/optimizer.h"

namespace thalweg {

struct MomentumOptions {
  // Look ahead, after Nesterov.
  bool use_nesterov = false;
};

// a = momentum * a + gradient, w -= learning_rate * a; with use_nesterov
// w -= learning_rate * (gradient + momentum * a). The slot "momentum" holds a,
// in the graph W/Momentum. Of a sparse gradient, only the rows that it names
// change, in w and a.
class Momentum : public Optimizer {
 public:
  // Numbers, or floating scalars of the graph.
  Momentum(Input learning_rate, Input momentum, MomentumOptions options = {})
      : Optimizer("Momentum"),
        learning_rate_(std::move(learning_rate)),
        momentum_(std::move(momentum)),
        options_(options) {}

 private:
  void MakeSlots(const Target& target) override;
  Operation Apply(const Target& target, const Output& gradient) override;
  Operation ApplySparse(const Target& target,
                        const IndexedSlices& gradient) override;

  Input learning_rate_;
  Input momentum_;
  MomentumOptions options_;
};

}  // namespace thalweg
