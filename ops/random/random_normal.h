// RandomStandardNormal, TruncatedNormal: normally distributed numbers.
#pragma once

#include "thalweg/ops/random/random_attrs.h"

namespace thalweg {

// Independent numbers of mean 0 and standard deviation 1. Philox 4x32-10 and
// Box-Muller: with seeds the values are TensorFlow's, in each run of a
// session; without they differ from session to session.
//   shape  vector of int32 or int64
//   dtype  floating   ->   a tensor of that shape
// Not differentiable: it depends on no element of its input.
// Errors: a negative dimension. Equals TensorFlow's RandomStandardNormal.
Output RandomStandardNormal(At graph, Input shape, DType dtype = kFloat,
                            RandomAttrs attrs = {});

// The same, but numbers of magnitude 2 or more are drawn again.
//   shape  vector of int32 or int64
//   dtype  floating   ->   a tensor of that shape
// Not differentiable: it depends on no element of its input.
// Errors: a negative dimension. Equals TensorFlow's TruncatedNormal.
Output TruncatedNormal(At graph, Input shape, DType dtype = kFloat,
                       RandomAttrs attrs = {});

}  // namespace thalweg
