#include "thalweg/kernels/cpu/math/special/bessel.h"

#include <cmath>
#include <limits>
#include <numbers>

// Section numbers are those of the NIST Digital Library of Mathematical
// Functions (DLMF).
namespace thalweg::special {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon() / 2;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The sum of (x^2 / 4)^k / (k! (k + order)!) over all k (10.25.2); its terms
// are positive.
double PowerSeries(double x, int order) {
  const double quarter = x * x / 4;
  double term = 1, sum = 1;
  for (int k = 1; term > kEpsilon * sum; ++k) {
    term *= quarter / (k * (k + order));
    sum += term;
  }
  return sum;
}

// The expansion for large x (10.40.1, 10.40.2): the sum of a_k(order) / x^k,
// with alternating signs for functions of the first kind. It diverges in the
// end, but not before its terms are as small as exp(-2x).
double LargeSeries(double x, int order, double sign) {
  double term = 1, sum = 1;
  for (int k = 1; std::abs(term) > kEpsilon * std::abs(sum); ++k) {
    const double odd = 2 * k - 1;
    const double ratio = (4 * order - odd * odd) / (8 * k * x);
    if (std::abs(ratio) >= 1) break;
    term *= sign * ratio;
    sum += term;
  }
  return sum;
}

// exp(-x) times a modified function of the first kind, for x >= 0.
double ScaledFirstKind(double x, int order) {
  constexpr double kLarge = 20;
  if (x > kLarge) {
    return LargeSeries(x, order, -1) / std::sqrt(2 * std::numbers::pi * x);
  }
  const double power = order == 0 ? 1 : x / 2;
  return std::exp(-x) * (power * PowerSeries(x, order));
}

// K0 for small x (10.31.2): the sum takes the harmonic numbers as weights.
double SmallK0(double x) {
  const double quarter = x * x / 4;
  double term = 1, harmonic = 0, sum = 0;
  for (int k = 1; term > kEpsilon; ++k) {
    term *= quarter / (k * k);
    harmonic += 1.0 / k;
    sum += harmonic * term;
  }
  return sum - (std::log(x / 2) + std::numbers::egamma) * PowerSeries(x, 0);
}

// K1 for small x (10.31.1): the weights are digamma(k + 1) + digamma(k + 2).
double SmallK1(double x) {
  const double quarter = x * x / 4;
  double term = 1, weight = 1 - 2 * std::numbers::egamma, sum = weight;
  for (int k = 1; term > kEpsilon; ++k) {
    term *= quarter / (k * (k + 1));
    weight += 1.0 / k + 1.0 / (k + 1);
    sum += weight * term;
  }
  return 1 / x + std::log(x / 2) * (x / 2 * PowerSeries(x, 1)) - x / 4 * sum;
}

// exp(x) times a modified function of the second kind: the integral of
// exp(-x (cosh(t) - 1)) cosh(order * t) over t >= 0 (10.32.9) by the trapezoid
// rule, which converges geometrically for it.
double ScaledSecondKindByIntegral(double x, int order) {
  constexpr double kStep = 0.125;
  double sum = 0.5;
  for (int k = 1;; ++k) {
    const double sinh = std::sinh(k * kStep / 2);
    const double rise = 2 * sinh * sinh;  // cosh(t) - 1
    const double term = std::exp(-x * rise) * (order == 0 ? 1 : rise + 1);
    sum += term;
    if (term < kEpsilon * sum) return kStep * sum;
  }
}

enum class Scaling { kNone, kExponential };

double SecondKind(double x, int order, Scaling scaling) {
  constexpr double kSmall = 2, kLarge = 18;
  if (std::isnan(x)) return x;
  if (x <= 0) return kInfinity;
  if (std::isinf(x)) return 0;
  if (x <= kSmall) {
    const double y = order == 0 ? SmallK0(x) : SmallK1(x);
    return scaling == Scaling::kNone ? y : y * std::exp(x);
  }
  const double y = x < kLarge ? ScaledSecondKindByIntegral(x, order)
                              : LargeSeries(x, order, 1) *
                                    std::sqrt(std::numbers::pi / (2 * x));
  return scaling == Scaling::kNone ? y * std::exp(-x) : y;
}

}  // namespace

double BesselJ0(double x) { return ::j0(x); }
double BesselJ1(double x) { return ::j1(x); }
double BesselY0(double x) { return x <= 0 ? -kInfinity : ::y0(x); }
double BesselY1(double x) { return x <= 0 ? -kInfinity : ::y1(x); }

double BesselI0e(double x) { return ScaledFirstKind(std::abs(x), 0); }

double BesselI1e(double x) {
  return std::copysign(ScaledFirstKind(std::abs(x), 1), x);
}

double BesselK0(double x) { return SecondKind(x, 0, Scaling::kNone); }
double BesselK0e(double x) { return SecondKind(x, 0, Scaling::kExponential); }
double BesselK1(double x) { return SecondKind(x, 1, Scaling::kNone); }
double BesselK1e(double x) { return SecondKind(x, 1, Scaling::kExponential); }

}  // namespace thalweg::special
