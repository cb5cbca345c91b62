// The incomplete gamma functions: a power series where x is below a, a
// continued fraction above, and Temme's uniform expansion where both are large
// and close. Section numbers are those of the NIST Digital Library of
// Mathematical Functions (DLMF).
#include <cmath>
#include <limits>
#include <numbers>

#include "thalweg/kernels/cpu/math/special/gamma.h"

namespace thalweg::special {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon() / 2;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// More terms than any argument outside Temme's region needs.
constexpr int kMaxTerms = 20000;

// A number and its derivative by a.
struct Dual {
  double value = 0;
  double slope = 0;
};

// log(x / a), also where x and a are close.
double LogRatio(double a, double x) {
  const double excess = (x - a) / a;
  return std::abs(excess) < 0.5 ? std::log1p(excess) : std::log(x / a);
}

// x^a exp(-x) / gamma(a).
double Weight(double a, double x) {
  if (a < 10) return std::exp(a * std::log(x) - x - LogGamma(a));
  const double excess = (x - a) / a;
  const double exponent =
      std::abs(excess) < 0.4 ? Log1pMinus(excess) : std::log(x / a) - excess;
  return std::exp(a * exponent - StirlingRest(a)) *
         std::sqrt(a / (2 * std::numbers::pi));
}

// P / Weight: the sum of x^n / (a (a + 1) ... (a + n)) (8.7.1), times a.
Dual Series(double a, double x) {
  Dual term{1, 0}, sum{1, 0};
  for (int n = 1; n < kMaxTerms; ++n) {
    const double ratio = x / (a + n);
    term.slope = ratio * (term.slope - term.value / (a + n));
    term.value *= ratio;
    sum.value += term.value;
    sum.slope += term.slope;
    if (term.value <= kEpsilon * sum.value &&
        std::abs(term.slope) <= kEpsilon * std::abs(sum.slope)) {
      break;
    }
  }
  return sum;
}

// Q / Weight: the continued fraction 8.9.2 by the modified method of Lentz
// (Applied Optics 15, 1976), differentiated on the way.
Dual Fraction(double a, double x) {
  double b = x + 1 - a;
  constexpr double kTiny = 1e-300;
  if (std::abs(b) < kTiny) b = kTiny;
  Dual c{1 / kTiny, 0};
  Dual d{1 / b, 1 / (b * b)};
  Dual h = d;
  for (int n = 1; n < kMaxTerms; ++n) {
    const double numerator = -n * (n - a);  // Its slope is n, that of b is -1.
    b += 2;
    Dual divisor{b + numerator * d.value,
                 -1 + n * d.value + numerator * d.slope};
    c = {b + numerator / c.value,
         -1 + (n - numerator * c.slope / c.value) / c.value};
    if (std::abs(divisor.value) < kTiny) divisor.value = kTiny;
    if (std::abs(c.value) < kTiny) c.value = kTiny;
    d.value = 1 / divisor.value;
    d.slope = -divisor.slope * d.value * d.value;
    const Dual step{c.value * d.value, c.slope * d.value + c.value * d.slope};
    const double change = h.value * step.slope;
    h = {h.value * step.value, h.slope * step.value + change};
    if (std::abs(step.value - 1) <= 2 * kEpsilon &&
        std::abs(change) <= 2 * kEpsilon * std::abs(h.slope)) {
      break;
    }
  }
  return h;
}

// Temme's expansion (8.12): with eta^2 / 2 = x / a - 1 - log(x / a),
// P = erfc(-eta sqrt(a / 2)) / 2 - S, Q = erfc(eta sqrt(a / 2)) / 2 + S, and
// S = exp(-a eta^2 / 2) / sqrt(2 pi a) * (c0 + c1 / a + ...).
struct Temme {
  Temme(double a, double x) : a(a) {
    const double excess = (x - a) / a;
    eta = std::copysign(std::sqrt(-2 * Log1pMinus(excess)), excess);
    log_ratio = std::log1p(excess);
    c0 = -1.0 / 3 +
         eta * (1.0 / 12 +
                eta * (-2.0 / 135 +
                       eta * (1.0 / 864 +
                              eta * (1.0 / 2835 - eta * (139.0 / 777600)))));
    c0_slope =
        1.0 / 12 +
        eta * (-4.0 / 135 +
               eta * (1.0 / 288 + eta * (4.0 / 2835 - eta * (139.0 / 155520))));
    c1 = -1.0 / 540 - eta / 288;
  }

  static bool Serves(double a, double x) {
    return a > 20000 && std::abs(x - a) < 0.1 * a;
  }

  double S() const {
    return std::exp(-a * eta * eta / 2) / std::sqrt(2 * std::numbers::pi * a) *
           (c0 + c1 / a);
  }
  double P() const { return std::erfc(-eta * std::sqrt(a / 2)) / 2 - S(); }
  double Q() const { return std::erfc(eta * std::sqrt(a / 2)) / 2 + S(); }

  // (dP / da) / Weight.
  double Slope() const {
    // Of eta * sqrt(a / 2), and of eta.
    const double ratio = eta == 0 ? 1 : log_ratio / eta;
    const double scaled_slope = -ratio / std::sqrt(2 * a);
    const double eta_slope = scaled_slope * std::sqrt(2 / a) - eta / (2 * a);
    const double s_slope = (c0 + c1 / a) * (log_ratio - 0.5 / a) +
                           c0_slope * eta_slope - c1 / (a * a);
    return std::exp(StirlingRest(a)) *
           (scaled_slope * std::sqrt(2 / a) - s_slope / a);
  }

  double a, eta, log_ratio, c0, c0_slope, c1;
};

bool InDomain(double a, double x) { return a > 0 && x >= 0; }

// True where Q is the smaller one, which the fraction gives.
bool UsesFraction(double a, double x) { return x > 1 && x > a; }

// (dP / da) / Weight of finite arguments, x > 0.
double RelativeSlope(double a, double x) {
  if (Temme::Serves(a, x)) return Temme(a, x).Slope();
  const double log_a = std::log(a);
  const double log_ratio = LogRatio(a, x);
  // log(x) - digamma(...), in parts that are small where a is large.
  if (UsesFraction(a, x)) {
    const Dual q = Fraction(a, x);
    return -(q.value * (log_ratio + (log_a - Digamma(a))) + q.slope);
  }
  const Dual p = Series(a, x);
  return (p.value * (log_ratio + (log_a - Digamma(a + 1))) + p.slope) / a;
}

}  // namespace

double IncompleteGamma(double a, double x) {
  if (x == 0) return 0;
  if (!InDomain(a, x)) return kNaN;
  if (std::isinf(a)) return 0;
  if (std::isinf(x)) return 1;
  if (Temme::Serves(a, x)) return Temme(a, x).P();
  if (UsesFraction(a, x)) return 1 - Weight(a, x) * Fraction(a, x).value;
  return Weight(a, x) / a * Series(a, x).value;
}

double IncompleteGammaComplement(double a, double x) {
  if (!InDomain(a, x)) return kNaN;
  if (x == 0) return 1;
  if (std::isinf(x)) return 0;
  if (std::isinf(a)) return 1;
  if (Temme::Serves(a, x)) return Temme(a, x).Q();
  if (UsesFraction(a, x)) return Weight(a, x) * Fraction(a, x).value;
  return 1 - Weight(a, x) / a * Series(a, x).value;
}

double IncompleteGammaSlope(double a, double x) {
  if (x == 0) return 0;
  if (!InDomain(a, x)) return kNaN;
  if (std::isinf(a) || std::isinf(x)) return 0;
  const double weight = Weight(a, x);
  return weight == 0 ? 0 : weight * RelativeSlope(a, x);
}

double GammaSampleSlope(double a, double x) {
  if (x == 0) return 0;
  if (!InDomain(a, x)) return kNaN;
  if (std::isinf(a) || std::isinf(x) || Weight(a, x) == 0) return 0;
  return -x * RelativeSlope(a, x);
}

}  // namespace thalweg::special
