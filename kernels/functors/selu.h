// What Selu multiplies by.
#pragma once

namespace thalweg {

// Positive numbers, and exp(x) - 1 of negative ones: such that the mean 0 and
// the variance 1 of what goes through many layers stay.
inline constexpr double kSeluScale = 1.0507009873554804934193349852946;
inline constexpr double kSeluNegativeScale = 1.7580993408473768599402175208123;

}  // namespace thalweg
