#include "thalweg/ops/random/random_uniform.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"

namespace thalweg {
namespace {

const OpRegistration kRandomUniform =
    OpSchema("RandomUniform")
        .Input("shape", "T")
        .Output("output", "dtype")
        .Attrs<RandomAttrs>()
        .Allowed("dtype", kFloating)
        .Attr("T", kIndices)
        .Traits({Trait::kStateful})
        .Shape(RandomShape)
        .NotDifferentiable("depends on no element of its input");

const OpRegistration kRandomUniformInt =
    OpSchema("RandomUniformInt")
        .Input("shape", "T")
        .Input("minval", "Tout")
        .Input("maxval", "Tout")
        .Output("output", "Tout")
        .Attrs<SeedAttrs>()
        .Attr("Tout", kIndices)
        .Attr("T", kIndices)
        .Traits({Trait::kStateful})
        .Shape(RandomShape)
        .NotDifferentiable("yields integers");

}  // namespace

Output RandomUniform(At graph, Input shape, DType dtype, RandomAttrs attrs) {
  attrs.dtype = dtype;
  return Build(graph, kRandomUniform, {shape}, attrs);
}

Output RandomUniformInt(At graph, Input shape, Input minval, Input maxval,
                        SeedAttrs attrs) {
  return Build(graph, kRandomUniformInt, {shape, minval, maxval}, attrs);
}

}  // namespace thalweg
