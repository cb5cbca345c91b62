// The algorithms of random numbers that ops name, and what they take.
#pragma once

#include <cstdint>

namespace thalweg {

// With TensorFlow's numbers.
inline constexpr int32_t kRngPhilox = 1;
inline constexpr int32_t kRngThreeFry = 2;
inline constexpr int32_t kRngAutoSelect = 3;

// Elements of the key and of the longest counter.
inline constexpr int64_t kRngKeySize = 1;
inline constexpr int64_t kRngCounterSize = 2;

}  // namespace thalweg
