#include "thalweg/ops/array/shape_of.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/array/values.h"

namespace thalweg {
namespace {

// Output i is a vector with one element for each dimension of input i.
absl::Status ShapeOfShape(ShapeContext& context) {
  for (int i = 0; i < context.num_inputs(); ++i) {
    context.set_output(i, {context.input(i).rank()});
  }
  return absl::OkStatus();
}

absl::Status ShapeOfValue(ShapeContext& context) {
  for (int i = 0; i < context.num_inputs(); ++i) {
    const Shape& shape = context.input(i);
    if (shape.has_rank()) context.set_output_value(i, DimsAsValue(shape));
  }
  return absl::OkStatus();
}

absl::Status SizeValue(ShapeContext& context) {
  if (context.input(0).IsFullyDefined()) {
    context.set_output_value(0, {{context.input(0).num_elements()}});
  }
  return absl::OkStatus();
}

absl::Status RankValue(ShapeContext& context) {
  if (context.input(0).has_rank()) {
    context.set_output_value(0, {{context.input(0).rank()}});
  }
  return absl::OkStatus();
}

const OpRegistration kShape = OpSchema("Shape")
                                  .Input("input", "T")
                                  .Output("output", "out_type")
                                  .Attr("T", kAnyType)
                                  .Attrs<ShapeAttrs>()
                                  .Allowed("out_type", kIndices)
                                  .Traits({Trait::kShapeOnly})
                                  .Shape(ShapeOfShape)
                                  .Value(ShapeOfValue)
                                  .NotDifferentiable("yields integers");

const OpRegistration kShapeN = OpSchema("ShapeN")
                                   .InputList("input", "N", "T")
                                   .OutputList("output", "N", "out_type")
                                   .Number("N")
                                   .Attr("T", kAnyType)
                                   .Attrs<ShapeAttrs>()
                                   .Allowed("out_type", kIndices)
                                   .Traits({Trait::kShapeOnly})
                                   .Shape(ShapeOfShape)
                                   .Value(ShapeOfValue)
                                   .NotDifferentiable("yields integers");

const OpRegistration kSize = OpSchema("Size")
                                 .Input("input", "T")
                                 .Output("output", "out_type")
                                 .Attr("T", kAnyType)
                                 .Attrs<ShapeAttrs>()
                                 .Allowed("out_type", kIndices)
                                 .Traits({Trait::kShapeOnly})
                                 .Shape(ScalarOutput)
                                 .Value(SizeValue)
                                 .NotDifferentiable("yields an integer");

const OpRegistration kRank = OpSchema("Rank")
                                 .Input("input", "T")
                                 .Output("output", kInt32)
                                 .Attr("T", kAnyType)
                                 .Traits({Trait::kShapeOnly})
                                 .Shape(ScalarOutput)
                                 .Value(RankValue)
                                 .NotDifferentiable("yields an integer");

}  // namespace

Output ShapeOf(Input input, ShapeAttrs attrs) {
  return Build(kShape, {input}, attrs);
}

Operation ShapeN(InputList inputs, ShapeAttrs attrs) {
  return Build(kShapeN, {inputs}, attrs);
}

Output Size(Input input, ShapeAttrs attrs) {
  return Build(kSize, {input}, attrs);
}

Output Rank(Input input) { return Build(kRank, {input}); }

}  // namespace thalweg
