// The incomplete beta function by its continued fraction. Section numbers are
// those of the NIST Digital Library of Mathematical Functions (DLMF).
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "thalweg/kernels/cpu/math/special/gamma.h"

namespace thalweg::special {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon() / 2;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Stirling's formula is exact enough from here on.
constexpr double kLarge = 10;

// log(gamma(a) gamma(b) / gamma(a + b)) where not both are large.
double LogBeta(double a, double b) {
  const double small = std::min(a, b), large = std::max(a, b);
  const double sum = small + large;
  if (large < kLarge) return LogGamma(a) + LogGamma(b) - LogGamma(sum);
  // The large parts of log(gamma(large) / gamma(sum)) cancel by themselves.
  const double ratio = -(large - 0.5) * std::log1p(small / large) -
                       small * std::log(sum) + small + StirlingRest(large) -
                       StirlingRest(sum);
  return LogGamma(small) + ratio;
}

// x^a (1 - x)^b gamma(a + b) / (gamma(a) gamma(b)).
double Weight(double a, double b, double x) {
  if (a < kLarge || b < kLarge) {
    return std::exp(a * std::log(x) + b * std::log1p(-x) - LogBeta(a, b));
  }
  // Around the mean a / (a + b), to first order, the powers cancel.
  const double sum = a + b;
  const double excess = x - a / sum;
  const double exponent = a * Log1pMinus(excess * (sum / a)) +
                          b * Log1pMinus(-excess * (sum / b)) +
                          StirlingRest(sum) - StirlingRest(a) - StirlingRest(b);
  return std::exp(exponent) * std::sqrt(a / sum * b / (2 * std::numbers::pi));
}

// The continued fraction 8.17.22 by the modified method of Lentz (Applied
// Optics 15, 1976).
double Fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  constexpr int kMaxTerms = 20000;
  const auto nonzero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1 / kTiny, d = 1, h = 1;
  for (int n = 1; n < kMaxTerms; ++n) {
    const double m = n / 2;
    const double factor = n % 2 == 0 ? m * (b - m) / (a + 2 * m - 1)
                                     : -(a + m) * (a + b + m) / (a + 2 * m + 1);
    const double numerator = factor * x / (a + 2 * m);
    d = 1 / nonzero(1 + numerator * d);
    c = nonzero(1 + numerator / c);
    h *= c * d;
    if (std::abs(c * d - 1) <= 2 * kEpsilon) break;
  }
  return h;
}

// Where x is below the mean, about.
double LowerPart(double a, double b, double x) {
  return Weight(a, b, x) / a * Fraction(a, b, x);
}

}  // namespace

double IncompleteBeta(double a, double b, double x) {
  if (!(a > 0 && b > 0) || !(x >= 0 && x <= 1)) return kNaN;
  if (x == 0 || x == 1) return x;
  if (x <= (a + 1) / (a + b + 2)) return LowerPart(a, b, x);
  return 1 - LowerPart(b, a, 1 - x);
}

}  // namespace thalweg::special
