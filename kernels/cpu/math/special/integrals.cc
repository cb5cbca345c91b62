#include "thalweg/kernels/cpu/math/special/integrals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

// Section numbers are those of the NIST Digital Library of Mathematical
// Functions (DLMF).
namespace thalweg::special {
namespace {

using std::numbers::pi;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon() / 2;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// The sum of 1 * ratio(1) * ratio(2) * ..., of positive terms: until they no
// longer count, or begin to grow as those of an asymptotic series do.
template <class RatioOf>
double SumOfRatios(RatioOf ratio_of) {
  double term = 1, sum = 1;
  for (int k = 1; term > kEpsilon * sum; ++k) {
    term *= ratio_of(k);
    sum += term;
  }
  return sum;
}

struct Fresnel {
  double cosine, sine;
};

// 7.6.4 and 7.6.6, for x in [0, 2].
Fresnel SmallFresnel(double x) {
  const double square = pi / 2 * x * x;
  double term = x;  // x * square^k / k!
  const double negligible = kEpsilon * x * std::min(1.0, square);
  Fresnel sum{0, 0};
  for (int k = 0; term > negligible; ++k) {
    const double part = (k % 4 < 2 ? term : -term) / (2 * k + 1);
    (k % 2 == 0 ? sum.cosine : sum.sine) += part;
    term *= square / (k + 1);
  }
  return sum;
}

// By the auxiliary functions f and g (7.5.3, 7.5.4), for x > 2. They are
// integrals over v >= 0 (7.7.10, 7.7.11 with t = (v / x)^2) of
//   sqrt(2) / (pi x) * exp(-pi v^2 / 2) * (1 or (v / x)^2) / (1 + (v / x)^4),
// for which the trapezoid rule converges geometrically.
Fresnel LargeFresnel(double x) {
  if (std::isinf(x)) return {0.5, 0.5};
  constexpr int kNodes = 26;
  constexpr double kStep = 0.2;
  static const auto weights = [] {
    std::array<double, kNodes> weights;
    for (int k = 0; k < kNodes; ++k) {
      const double v = k * kStep;
      weights[k] = kStep * std::numbers::sqrt2 / pi * std::exp(-pi / 2 * v * v);
    }
    weights[0] /= 2;
    return weights;
  }();
  double f = 0, g = 0;
  for (int k = 0; k < kNodes; ++k) {
    const double v = k * kStep / x;
    const double part = weights[k] / (1 + v * v * v * v) / x;
    f += part;
    g += part * v * v;
  }
  // x^2 by its whole periods of 4, and what the square's rounding leaves.
  const double square = x * x;
  const double rest = std::fma(x, x, -square);
  const double angle = pi / 2 * (std::fmod(square, 4) + rest);
  const double sine = std::sin(angle), cosine = std::cos(angle);
  return {0.5 + f * sine - g * cosine, 0.5 - f * cosine - g * sine};
}

Fresnel FresnelOf(double x) {
  return x <= 2 ? SmallFresnel(x) : LargeFresnel(x);
}

// The dilogarithm of 1 - exp(-u), |u| <= log(2), by the Bernoulli numbers
// ('t Hooft and Veltman, Nuclear Physics B 153, 1979).
double Dilogarithm(double u) {
  // B_2k / (2k + 1)!.
  constexpr double kTerms[] = {1.0 / 36,
                               -1.0 / 3600,
                               1.0 / 211680,
                               -1.0 / 10886400,
                               1.0 / 526901760,
                               -691.0 / 16999766784000.0,
                               1.0 / 1120863744000.0,
                               -3617.0 / 181400588328960000.0};
  const double square = u * u;
  double power = u, sum = u - square / 4;
  for (double term : kTerms) {
    power *= square;
    sum += term * power;
  }
  return sum;
}

}  // namespace

double Dawson(double x) {
  const double square = x * x;
  if (square < 40) {  // 7.6.3 without the error function: positive terms.
    double term = 1, sum = 1;
    for (int k = 1; term > kEpsilon * sum; ++k) {
      term *= square / k;
      sum += term / (2 * k + 1);
    }
    return x * std::exp(-square) * sum;
  }
  if (std::isnan(x)) return x;
  return SumOfRatios([&](int k) { return (2 * k - 1) / (2 * square); }) /
         (2 * x);
}

double ExponentialIntegral(double x) {
  if (std::isnan(x) || x < 0) return kNaN;
  if (x == 0) return -kInfinity;
  if (x > 40) {  // 6.12.2.
    if (std::isinf(x)) return x;
    return std::exp(x) / x * SumOfRatios([&](int k) { return k / x; });
  }
  double term = 1, sum = 0;  // 6.6.2.
  for (int k = 1; term > kEpsilon * sum; ++k) {
    term *= x / k;
    sum += term / k;
  }
  return std::numbers::egamma + std::log(x) + sum;
}

double FresnelCosine(double x) {
  return std::isnan(x) ? x : std::copysign(FresnelOf(std::abs(x)).cosine, x);
}

double FresnelSine(double x) {
  return std::isnan(x) ? x : std::copysign(FresnelOf(std::abs(x)).sine, x);
}

double Spence(double x) {
  constexpr double kAtZero = pi * pi / 6;
  if (std::isnan(x) || x < 0) return kNaN;
  if (x == 0) return kAtZero;
  if (std::isinf(x)) return -x;
  const double log = std::log(x);
  // Reflections (25.12.6, 25.12.4) bring what is left near 1.
  if (x > 2) {
    const double inverse = 1 / x;
    const double reflected = kAtZero + log * std::log1p(-inverse) -
                             Dilogarithm(-std::log1p(-inverse));
    return -log * log / 2 - reflected;
  }
  if (x < 0.5) {
    const double complement = std::log1p(-x);
    return kAtZero - log * complement - Dilogarithm(-complement);
  }
  return Dilogarithm(-log);
}

}  // namespace thalweg::special
