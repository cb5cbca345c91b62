// Softmax and cross-entropy of rows, for each floating dtype.
#pragma once

#include <cstdint>

#include "thalweg/graph/dtype.h"

namespace thalweg {

// y = softmax(x) or its logarithm for `rows` rows of n elements. y may be x.
using SoftmaxRows = void (*)(const void* x, void* y, int64_t rows, int64_t n);

// Cross-entropy of rows of n scores. One kind of labels is set.
struct CrossEntropyArgs {
  const void* x = nullptr;
  // A probability for each class, of x's dtype.
  const void* dense_labels = nullptr;
  // A class in [0, n) for each row.
  const int32_t* int32_labels = nullptr;
  const int64_t* int64_labels = nullptr;
  // What a row's gradient is multiplied by; null for 1.
  const void* scale = nullptr;
  // Results; null for what nobody wants.
  void* loss = nullptr;
  void* backprop = nullptr;
};
// Rows [begin, end).
using CrossEntropyRows = void (*)(const CrossEntropyArgs& args, int64_t begin,
                                  int64_t end, int64_t n);

struct SoftmaxFunctions {
  SoftmaxRows softmax;
  SoftmaxRows log_softmax;
  CrossEntropyRows cross_entropy;
};

// REQUIRES: dtype is one of kFloating.
SoftmaxFunctions FindSoftmaxFunctions(DType dtype);

// How many rows of n elements are worth another thread.
inline int64_t SoftmaxGrain(int64_t n) { return 8 * 1024 / (n + 1) + 1; }

}  // namespace thalweg
