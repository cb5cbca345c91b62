// Adam: the optimizer that scales each step by the gradient's moments.
#pragma once

#include "thalweg/ops/training/optimizer.h"

namespace thalweg {

struct AdamOptions {
  Input beta1 = 0.9;
  Input beta2 = 0.999;
  Input epsilon = 1e-8;
};

// Kingma and Ba, "Adam: a method for stochastic optimization" (2014), in the
// form of its section 2.1's end; see ApplyAdam. The slots "m" and "v" hold the
// decaying means of gradient and squared gradient, in the graph W/Adam and
// W/Adam_1; beta1_power and beta2_power count the steps. A sparse gradient is
// 0 in rows that it does not name: the slots decay there too, and w changes.
class Adam : public Optimizer {
 public:
  // Numbers, or floating scalars of the graph.
  explicit Adam(Input learning_rate = 0.001, AdamOptions options = {})
      : Optimizer("Adam"),
        learning_rate_(std::move(learning_rate)),
        options_(std::move(options)) {}

 private:
  void MakeSlots(const Target& target) override;
  void Prepare(const std::vector<Target>& targets) override;
  Operation Apply(const Target& target, const Output& gradient) override;
  Operation ApplySparse(const Target& target,
                        const IndexedSlices& gradient) override;
  std::vector<Operation> Finish(Graph graph) override;

  Output Decayed(const Target& target, const char* slot, const Output& beta,
                 const Output& indices, const Output& values);

  Input learning_rate_;
  AdamOptions options_;
  // Values of the variables beta^step.
  Output beta1_power_;
  Output beta2_power_;
};

}  // namespace thalweg
