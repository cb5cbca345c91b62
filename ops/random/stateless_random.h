// Random numbers of a key and a counter: the same in each run.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// What the ops below draw from, of a seed whose bits it mixes.
//   seed  vector of two int32 or int64
//     ->  [0] key      [1] uint64
//         [1] counter  [2] uint64
// Not differentiable: it yields integers. Errors: a seed of another shape.
// Equals TensorFlow's StatelessRandomGetKeyCounter.
Operation StatelessRandomGetKeyCounter(At graph, Input seed);

// The algorithm that suits the device best: 1, Philox 4x32-10.
//   ->  scalar int32
// Not differentiable: it yields an integer.
// Equals TensorFlow's StatelessRandomGetAlg.
Output StatelessRandomGetAlg(At graph);

// Independent numbers of [0, 1), a function of the inputs alone and bit for
// bit TensorFlow's.
//   shape    vector of int32 or int64
//   key      [1] uint64
//   counter  [2] uint64, or longer: the first two count
//   alg      scalar int32: 1 for Philox 4x32-10, 3 for the device's choice
//   dtype    floating   ->   a tensor of that shape
// Not differentiable: its inputs are integers.
// Errors: a negative dimension, a key, counter or alg of another shape,
// another algorithm. Equals TensorFlow's StatelessRandomUniformV2.
Output StatelessRandomUniform(At graph, Input shape, Input key, Input counter,
                              Input alg, DType dtype = kFloat);

// The same of mean 0 and standard deviation 1, by Box and Muller.
//   shape    vector of int32 or int64
//   key, counter, alg  as StatelessRandomUniform's
//   dtype    floating   ->   a tensor of that shape
// Not differentiable: its inputs are integers.
// Errors: as StatelessRandomUniform's.
// Equals TensorFlow's StatelessRandomNormalV2.
Output StatelessRandomNormal(At graph, Input shape, Input key, Input counter,
                             Input alg, DType dtype = kFloat);

// The same, but numbers of magnitude 2 or more are drawn again.
//   shape    vector of int32 or int64
//   key, counter, alg  as StatelessRandomUniform's
//   dtype    floating   ->   a tensor of that shape
// Not differentiable: its inputs are integers.
// Errors: as StatelessRandomUniform's.
// Equals TensorFlow's StatelessTruncatedNormalV2.
Output StatelessTruncatedNormal(At graph, Input shape, Input key, Input counter,
                                Input alg, DType dtype = kFloat);

// Independent integers of [minval, maxval); slightly more often the small ones
// where the range is no power of two.
//   shape   vector of int32 or int64
//   key, counter, alg  as StatelessRandomUniform's
//   minval  int32 or int64 scalar
//   maxval  its dtype, scalar   ->   a tensor of that dtype and shape
// Not differentiable: it yields integers.
// Errors: as StatelessRandomUniform's; minval >= maxval, unless there is
// nothing to draw. Equals TensorFlow's StatelessRandomUniformIntV2.
Output StatelessRandomUniformInt(At graph, Input shape, Input key,
                                 Input counter, Input alg, Input minval,
                                 Input maxval);

// Independent integers, each value of the dtype as likely as any other.
//   shape   vector of int32 or int64
//   key, counter, alg  as StatelessRandomUniform's
//   dtype   int32, int64, uint32 or uint64   ->   a tensor of that shape
// Not differentiable: it yields integers.
// Errors: as StatelessRandomUniform's.
// Equals TensorFlow's StatelessRandomUniformFullIntV2.
Output StatelessRandomUniformFullInt(At graph, Input shape, Input key,
                                     Input counter, Input alg,
                                     DType dtype = kUint64);

}  // namespace thalweg
