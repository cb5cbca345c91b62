#include "thalweg/ops/math/add_n.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status AddNGradient(GradientContext& context) {
  for (int i = 0; i < context.num_inputs(); ++i) {
    context.set(i, context.upstream(0));
  }
  return absl::OkStatus();
}

absl::Status AccumulateNShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(AccumulateNAttrs attrs, context.attrs<AccumulateNAttrs>());
  RETURN_IF_ERROR(MergeInputs(context));
  ASSIGN_OR_RETURN(Shape shape,
                   context.node().output_shape(0).MergeWith(attrs.shape));
  context.set_output(0, std::move(shape));
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

const OpRegistration kAccumulateN =
    OpSchema("AccumulateNV2")
        .InputList("inputs", "N", "T")
        .Output("sum", "T")
        .Number("N", 1)
        .Attr("T", kNumbersAndQuantized)
        .Attrs<AccumulateNAttrs>()
        .Traits({Trait::kElementwise, Trait::kCommutative, Trait::kAggregate})
        .MayOverwrite({0, 1, 2, 3})
        .Shape(AccumulateNShape)
        .Gradient(AddNGradient);

}  // namespace

Output AddN(InputList inputs) { return Build(kAddN, {inputs}); }

Output AccumulateN(InputList inputs, Shape shape) {
  return Build(kAccumulateN, {inputs}, AccumulateNAttrs{std::move(shape)});
}

}  // namespace thalweg
