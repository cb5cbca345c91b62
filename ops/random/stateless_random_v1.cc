#include "thalweg/ops/random/stateless_random_v1.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/ops/random/random_attrs.h"

namespace thalweg {
namespace {

OpSchema SeededSchema(const char* name, const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .Input("shape", "T")
      .Input("seed", "Tseed")
      .Shape(SeededRandomShape);
}

OpSchema SeededFloatingSchema(const char* name,
                              const char* file = __builtin_FILE(),
                              int line = __builtin_LINE()) {
  return SeededSchema(name, file, line)
      .Output("output", "dtype")
      .Attrs<StatelessRandomAttrs>()
      .Allowed("dtype", kFloating)
      .Attr("T", kIndices, kInt32)
      .Attr("Tseed", kIndices, kInt64)
      .NotDifferentiable("has integer inputs");
}

const OpRegistration kUniform = SeededFloatingSchema("StatelessRandomUniform");
const OpRegistration kNormal = SeededFloatingSchema("StatelessRandomNormal");
const OpRegistration kTruncatedNormal =
    SeededFloatingSchema("StatelessTruncatedNormal");

const OpRegistration kUniformInt = SeededSchema("StatelessRandomUniformInt")
                                       .Input("minval", "dtype")
                                       .Input("maxval", "dtype")
                                       .Output("output", "dtype")
                                       .Attr("dtype", kIndices)
                                       .Attr("T", kIndices)
                                       .Attr("Tseed", kIndices, kInt64)
                                       .NotDifferentiable("yields integers");

const OpRegistration kUniformFullInt =
    SeededSchema("StatelessRandomUniformFullInt")
        .Output("output", "dtype")
        .Attrs<StatelessFullIntAttrs>()
        .Allowed("dtype", kFullIntegers)
        .Attr("T", kIndices, kInt32)
        .Attr("Tseed", kFullIntegers, kInt64)
        .NotDifferentiable("yields integers");

}  // namespace

Output StatelessRandomUniformV1(At graph, Input shape, Input seed,
                                DType dtype) {
  return Build(graph, kUniform, {shape, seed}, StatelessRandomAttrs{dtype});
}

Output StatelessRandomNormalV1(At graph, Input shape, Input seed, DType dtype) {
  return Build(graph, kNormal, {shape, seed}, StatelessRandomAttrs{dtype});
}

Output StatelessTruncatedNormalV1(At graph, Input shape, Input seed,
                                  DType dtype) {
  return Build(graph, kTruncatedNormal, {shape, seed},
               StatelessRandomAttrs{dtype});
}

Output StatelessRandomUniformIntV1(At graph, Input shape, Input seed,
                                   Input minval, Input maxval) {
  return Build(graph, kUniformInt, {shape, seed, minval, maxval});
}

Output StatelessRandomUniformFullIntV1(At graph, Input shape, Input seed,
                                       DType dtype) {
  return Build(graph, kUniformFullInt, {shape, seed},
               StatelessFullIntAttrs{dtype});
}

}  // namespace thalweg
