// Values that are the same in every program that follows this page, so that
// engines can be held against each other without a file.
#pragma once

#include <string>

#include "thalweg/graph/tensor.h"

namespace thalweg::bench {

// SplitMix64 seeded with FNV-1a-64 of `name`: element i, from 0, mixes
// seed + (i + 1) * 0x9E3779B97F4A7C15, C order.

// Floats in [-scale, scale): the upper 24 bits b give (b * 2^-23 - 1) * scale.
Tensor Uniform(const std::string& name, const Shape& shape, double scale = 1);
// int32 in [0, high), shape [n]: the upper 31 bits modulo `high`.
Tensor Integers(const std::string& name, int64_t n, int64_t high);

// 1 + Uniform().
Tensor NearOne(const std::string& name, const Shape& shape, double scale);
// Uniform within sqrt(6 / fan in) of filters [.., in, out].
Tensor He(const std::string& name, const Shape& shape);
// Uniform within sqrt(3 / fan in) of weights [in, out].
Tensor Xavier(const std::string& name, const Shape& shape);

// Rows of zeros with a one where `classes`, int32 [n], says: [n, depth].
Tensor OneHotRows(const Tensor& classes, int64_t depth);
// [n, n].
Tensor Identity(int64_t n);

}  // namespace thalweg::bench
