// Summarize: a tensor's elements as TensorFlow writes them in messages.
#pragma once

#include <cstdint>
#include <string>

#include "thalweg/graph/tensor.h"

namespace thalweg {

// The first `max_elements` (all when < 0): "1 2 3" of a vector, "[1 2][3..."
// of a matrix, "..." at the end where there are more.
std::string Summarize(const Tensor& tensor, int64_t max_elements);

}  // namespace thalweg
