// FindAccumulate: to += from and to -= from, for every dtype of numbers.
#pragma once

#include <cstdint>

#include "thalweg/graph/dtype.h"

namespace thalweg {

// Adds (subtracts) elements [begin, end) of `from` to those of `to`.
using AccumulateFunction = void (*)(const void* from, void* to, int64_t begin,
                                    int64_t end);

// Elements worth a piece of their own.
inline constexpr int64_t kAccumulateGrain = 16384;

enum class Accumulation { kAdd, kSubtract };

// Null for a dtype that is no number. Integers wrap around.
AccumulateFunction FindAccumulate(DType dtype, Accumulation accumulation);

}  // namespace thalweg
