// Softmax, LogSoftmax: scores as probabilities.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// Softmax over the last axis: p[i] = exp(x[i]) / sum_j exp(x[j]), whatever is
// added to all x. Of no classes: nothing.
//   logits  [..., n] floating, rank >= 1   ->   same shape and dtype
// Gradient: p (g - sum(g p)). Errors: a scalar.
// Equals TensorFlow's Softmax.
Output Softmax(Input logits);

// The logarithm of Softmax: x[i] - log(sum_j exp(x[j])).
//   logits  [..., n] floating, rank >= 1   ->   same shape and dtype
// Gradient: g - softmax(x) sum(g). Errors: a scalar.
// Equals TensorFlow's LogSoftmax.
Output LogSoftmax(Input logits);

}  // namespace thalweg
