// RandomUniform, RandomUniformInt: uniformly distributed numbers.
#pragma once

#include "thalweg/ops/random/random_attrs.h"

namespace thalweg {

// Independent numbers, each value of [0, 1) that the dtype's mantissa bits
// spell as likely as any other. Philox 4x32-10: with seeds the values are
// TensorFlow's, bit for bit, in each run of a session; without they differ
// from session to session.
//   shape  vector of int32 or int64
//   dtype  floating   ->   a tensor of that shape
// Not differentiable: it depends on no element of its input.
// Errors: a negative dimension. Equals TensorFlow's RandomUniform.
Output RandomUniform(At graph, Input shape, DType dtype = kFloat,
                     RandomAttrs attrs = {});

// Independent integers of [minval, maxval); slightly more often the small ones
// where the range is no power of two. Seeds as RandomUniform's.
//   shape   vector of int32 or int64
//   minval  int32 or int64 scalar
//   maxval  its dtype, scalar   ->   a tensor of that dtype and shape
// Not differentiable: it yields integers.
// Errors: a negative dimension, minval >= maxval.
// Equals TensorFlow's RandomUniformInt.
Output RandomUniformInt(At graph, Input shape, Input minval, Input maxval,
                        SeedAttrs attrs = {});

}  // namespace thalweg
