// FromPositions: the oracle of all kernels that move elements.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "thalweg/graph/tensor.h"

namespace thalweg {

using Position = std::vector<int64_t>;

// The element of the output at a position comes from this position of the
// input; from nowhere (zero) when absent.
using SourceOf = std::function<std::optional<Position>(const Position&)>;

// A tensor of input's dtype, numbers or strings, made element by element.
Tensor FromPositions(const Tensor& input, const Shape& shape,
                     const SourceOf& source_of);

// 0, 1, 2, ... as the dtype's bytes allow, each element unlike its neighbours;
// "0", "1", ... for strings.
Tensor Counting(DType dtype, const Shape& shape);

}  // namespace thalweg
