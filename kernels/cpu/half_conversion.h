// Conversions of half and bfloat16 from and to float, by vectors.
#pragma once

#include <cstdint>

#include "thalweg/graph/float16.h"

namespace thalweg {

// n elements each; `from` and `to` do not overlap. They round to nearest, ties
// to even.
void ConvertToFloat(const Half* from, float* to, int64_t n);
void ConvertToFloat(const BFloat16* from, float* to, int64_t n);
void ConvertFromFloat(const float* from, Half* to, int64_t n);
void ConvertFromFloat(const float* from, BFloat16* to, int64_t n);

}  // namespace thalweg
