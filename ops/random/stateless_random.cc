#include "thalweg/ops/random/stateless_random.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/random/random_attrs.h"
#include "thalweg/ops/random/rng_algorithm.h"

namespace thalweg {
namespace {

absl::Status KeyCounterShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireSeed(context.input(0)));
  context.set_output(0, {kRngKeySize});
  context.set_output(1, {kRngCounterSize});
  return absl::OkStatus();
}

OpSchema KeyedSchema(const char* name, const char* file = __builtin_FILE(),
                     int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .Input("shape", "Tshape")
      .Input("key", kUint64)
      .Input("counter", kUint64)
      .Input("alg", kInt32);
}

OpSchema KeyedFloatingSchema(const char* name,
                             const char* file = __builtin_FILE(),
                             int line = __builtin_LINE()) {
  return KeyedSchema(name, file, line)
      .Output("output", "dtype")
      .Attrs<StatelessRandomAttrs>()
      .Allowed("dtype", kFloating)
      .Attr("Tshape", kIndices, kInt32)
      .Shape(KeyedRandomShape)
      .NotDifferentiable("has integer inputs");
}

const OpRegistration kGetKeyCounter = OpSchema("StatelessRandomGetKeyCounter")
                                          .Input("seed", "Tseed")
                                          .Output("key", kUint64)
                                          .Output("counter", kUint64)
                                          .Attr("Tseed", kIndices, kInt64)
                                          .Shape(KeyCounterShape)
                                          .NotDifferentiable("yields integers");

const OpRegistration kGetAlg = OpSchema("StatelessRandomGetAlg")
                                   .Output("alg", kInt32)
                                   .Traits({Trait::kStateful})
                                   .Shape(ScalarOutput)
                                   .NotDifferentiable("yields an integer");

const OpRegistration kUniform = KeyedFloatingSchema("StatelessRandomUniformV2");
const OpRegistration kNormal = KeyedFloatingSchema("StatelessRandomNormalV2");
const OpRegistration kTruncatedNormal =
    KeyedFloatingSchema("StatelessTruncatedNormalV2");

const OpRegistration kUniformInt = KeyedSchema("StatelessRandomUniformIntV2")
                                       .Input("minval", "dtype")
                                       .Input("maxval", "dtype")
                                       .Output("output", "dtype")
                                       .Attr("dtype", kFullIntegers)
                                       .Attr("Tshape", kIndices, kInt32)
                                       .Shape(KeyedRandomShape)
                                       .NotDifferentiable("yields integers");

const OpRegistration kUniformFullInt =
    KeyedSchema("StatelessRandomUniformFullIntV2")
        .Output("output", "dtype")
        .Attrs<StatelessFullIntAttrs>()
        .Allowed("dtype", kFullIntegers)
        .Attr("Tshape", kIndices, kInt32)
        .Shape(KeyedRandomShape)
        .NotDifferentiable("yields integers");

}  // namespace

Operation StatelessRandomGetKeyCounter(At graph, Input seed) {
  return Build(graph, kGetKeyCounter, {seed});
}

Output StatelessRandomGetAlg(At graph) { return Build(graph, kGetAlg, {}); }

Output StatelessRandomUniform(At graph, Input shape, Input key, Input counter,
                              Input alg, DType dtype) {
  return Build(graph, kUniform, {shape, key, counter, alg},
               StatelessRandomAttrs{dtype});
}

Output StatelessRandomNormal(At graph, Input shape, Input key, Input counter,
                             Input alg, DType dtype) {
  return Build(graph, kNormal, {shape, key, counter, alg},
               StatelessRandomAttrs{dtype});
}

Output StatelessTruncatedNormal(At graph, Input shape, Input key, Input counter,
                                Input alg, DType dtype) {
  return Build(graph, kTruncatedNormal, {shape, key, counter, alg},
               StatelessRandomAttrs{dtype});
}

Output StatelessRandomUniformInt(At graph, Input shape, Input key,
                                 Input counter, Input alg, Input minval,
                                 Input maxval) {
  return Build(graph, kUniformInt, {shape, key, counter, alg, minval, maxval});
}

Output StatelessRandomUniformFullInt(At graph, Input shape, Input key,
                                     Input counter, Input alg, DType dtype) {
  return Build(graph, kUniformFullInt, {shape, key, counter, alg},
               StatelessFullIntAttrs{dtype});
}

}  // namespace thalweg
