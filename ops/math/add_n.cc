#include "thalweg/ops/math/add_n.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status AddNGradient(GradientContext& context) {
  for (int i = 0; i < context.num_inputs(); ++i) {
    context.set(i, context.upstream(0));
  }
  return absl::OkStatus();
}

const OpRegistration kAddN =
    OpSchema("AddN")
        .InputList("inputs", "N", "T")
        .Output("sum", "T")
        .Number("N", 1)
        .Attr("T", kNumbersAndQuantized | kVariant)
        .Traits({Trait::kElementwise, Trait::kCommutative, Trait::kAggregate})
        .MayOverwrite({0, 1, 2, 3})
        .Shape(MergeInputs)
        .Gradient(AddNGradient);

}  // namespace

Output AddN(InputList inputs) { return Build(kAddN, {inputs}); }

}  // namespace thalweg
