// Random numbers of a seed: the same in each run.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// Independent numbers of [0, 1), a function of the inputs alone and bit for
// bit TensorFlow's (Philox 4x32-10 of the mixed seed).
//   shape  vector of int32 or int64
//   seed   vector of two int32 or int64
//   dtype  floating   ->   a tensor of that shape
// Not differentiable: its inputs are integers.
// Errors: a negative dimension, a seed of another shape.
// Equals TensorFlow's StatelessRandomUniform.
Output StatelessRandomUniformV1(At graph, Input shape, Input seed,
                                DType dtype = kFloat);

// The same of mean 0 and standard deviation 1, by Box and Muller.
//   shape  vector of int32 or int64
//   seed   vector of two int32 or int64
//   dtype  floating   ->   a tensor of that shape
// Not differentiable: its inputs are integers.
// Errors: a negative dimension, a seed of another shape.
// Equals TensorFlow's StatelessRandomNormal.
Output StatelessRandomNormalV1(At graph, Input shape, Input seed,
                               DType dtype = kFloat);

// The same, but numbers of magnitude 2 or more are drawn again.
//   shape  vector of int32 or int64
//   seed   vector of two int32 or int64
//   dtype  floating   ->   a tensor of that shape
// Not differentiable: its inputs are integers.
// Errors: a negative dimension, a seed of another shape.
// Equals TensorFlow's StatelessTruncatedNormal.
Output StatelessTruncatedNormalV1(At graph, Input shape, Input seed,
                                  DType dtype = kFloat);

// Independent integers of [minval, maxval); slightly more often the small ones
// where the range is no power of two.
//   shape   vector of int32 or int64
//   seed    vector of two int32 or int64
//   minval  int32 or int64 scalar
//   maxval  its dtype, scalar   ->   a tensor of that dtype and shape
// Not differentiable: it yields integers.
// Errors: a negative dimension, a seed of another shape; minval >= maxval,
// unless there is nothing to draw.
// Equals TensorFlow's StatelessRandomUniformInt.
Output StatelessRandomUniformIntV1(At graph, Input shape, Input seed,
                                   Input minval, Input maxval);

// Independent integers, each value of the dtype as likely as any other.
//   shape  vector of int32 or int64
//   seed   vector of two int32, int64, uint32 or uint64
//   dtype  int32, int64, uint32 or uint64   ->   a tensor of that shape
// Not differentiable: it yields integers.
// Errors: a negative dimension, a seed of another shape.
// Equals TensorFlow's StatelessRandomUniformFullInt.
Output StatelessRandomUniformFullIntV1(At graph, Input shape, Input seed,
                                       DType dtype = kUint64);

}  // namespace thalweg
