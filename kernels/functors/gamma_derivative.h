// The derivative of a gamma distributed number by its shape parameter.
#pragma once

#include <cmath>
#include <limits>

namespace thalweg {

// The derivative of log(gamma(x)), for x > 0.
inline double PositiveDigamma(double x) {
  double shift = 0;
  for (; x < 10; ++x) shift -= 1 / x;
  const double r = 1 / (x * x);
  // Bernoulli numbers over their index.
  const double series =
      r *
      (1.0 / 12 -
       r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132)))));
  return shift + std::log(x) - 0.5 / x - series;
}

// A number and its derivative by a.
struct GammaDual {
  double value;
  double slope;
};

// Sum of x^n / ((a + 1) ... (a + n)) over n >= 0.
inline GammaDual LowerGammaSeries(double a, double x, int max_terms) {
  GammaDual term = {1, 0}, sum = {1, 0};
  for (int n = 1; n <= max_terms; ++n) {
    const double factor = x / (a + n);
    term.slope = (term.slope - term.value / (a + n)) * factor;
    term.value *= factor;
    sum.value += term.value;
    sum.slope += term.slope;
    constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
    if (term.value <= kEpsilon * sum.value &&
        std::abs(term.slope) <= kEpsilon * std::abs(sum.slope)) {
      break;
    }
  }
  return sum;
}

// The continued fraction 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - ...)), from
// its end: gamma(a, x) / (x^a exp(-x)).
inline GammaDual UpperGammaFraction(double a, double x, int terms) {
  GammaDual rest = {x + 2 * terms + 1 - a, -1};
  for (int n = terms; n >= 1; --n) {
    const double numerator = n * (n - a);
    const double quotient = numerator / rest.value;
    const double quotient_slope = (-n - quotient * rest.slope) / rest.value;
    rest = {x + 2 * n - 1 - a - quotient, -1 - quotient_slope};
  }
  return {1 / rest.value, -rest.slope / (rest.value * rest.value)};
}

// How the number x, drawn from a gamma distribution of shape a, changes with a
// while its place in the distribution P(a, x) stays: -(dP / da) / (dP / dx).
inline double GammaSampleDerivative(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || !(a > 0) || x < 0) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (x == 0) return 0;
  constexpr int kTerms = 2000;
  if (x > 1 && x > a) {
    // From 1 - P = x^a exp(-x) / gamma(a) fraction.
    const GammaDual f = UpperGammaFraction(a, x, kTerms);
    return x * (f.value * (std::log(x) - PositiveDigamma(a)) + f.slope);
  }
  // From P = x^a exp(-x) / gamma(a + 1) series.
  const GammaDual s = LowerGammaSeries(a, x, kTerms);
  return -x / a * (s.value * (std::log(x) - PositiveDigamma(a + 1)) + s.slope);
}

}  // namespace thalweg
