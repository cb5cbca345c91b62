#include "thalweg/ops/random/random_normal.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"

namespace thalweg {
namespace {

OpSchema NormalSchema(const char* name, const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .Input("shape", "T")
      .Output("output", "dtype")
      .Attrs<RandomAttrs>()
      .Allowed("dtype", kFloating)
      .Attr("T", kIndices)
      .Traits({Trait::kStateful})
      .Shape(RandomShape)
      .NotDifferentiable("depends on no element of its input");
}

const OpRegistration kRandomStandardNormal =
    NormalSchema("RandomStandardNormal");
const OpRegistration kTruncatedNormal = NormalSchema("TruncatedNormal");

}  // namespace

Output RandomStandardNormal(At graph, Input shape, DType dtype,
                            RandomAttrs attrs) {
  attrs.dtype = dtype;
  return Build(graph, kRandomStandardNormal, {shape}, attrs);
}

Output TruncatedNormal(At graph, Input shape, DType dtype, RandomAttrs attrs) {
  attrs.dtype = dtype;
  return Build(graph, kTruncatedNormal, {shape}, attrs);
}

}  // namespace thalweg
