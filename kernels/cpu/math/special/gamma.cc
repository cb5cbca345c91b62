#include "thalweg/kernels/cpu/math/special/gamma.h"

#include <math.h>

#include <cmath>
#include <limits>
#include <numbers>

// Section numbers are those of the NIST Digital Library of Mathematical
// Functions (DLMF).
namespace thalweg::special {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon() / 2;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// digamma(x) of x > 0: upwards by digamma(x) = digamma(x + 1) - 1 / x, then
// by the expansion for large x (5.11.2).
double DigammaOfPositive(double x) {
  double y = 0;
  for (; x < 10; ++x) y -= 1 / x;
  // Bernoulli numbers B_2k / (2k).
  constexpr double kTerms[] = {1.0 / 12,   -1.0 / 120,    1.0 / 252,
                               -1.0 / 240, 1.0 / 132,     -691.0 / 32760,
                               1.0 / 12,   -3617.0 / 8160};
  const double inverse_square = 1 / (x * x);
  double power = 1, sum = 0;
  for (double term : kTerms) {
    power *= inverse_square;
    sum += term * power;
  }
  return y + std::log(x) - 0.5 / x - sum;
}

// The terms of Zeta's Euler-Maclaurin sum from (q + k)^-x = `term` on, where
// base = q + k is large compared with x (2.10.1 of f(k) = (q + k)^-x).
double ZetaTail(double x, double base, double term) {
  // B_2k / (2k)!.
  constexpr double kTerms[] = {1.0 / 12,
                               -1.0 / 720,
                               1.0 / 30240,
                               -1.0 / 1209600,
                               1.0 / 47900160,
                               -691.0 / 1307674368000,
                               1.0 / 74724249600,
                               -3617.0 / 10670622842880000.0,
                               43867.0 / 5109094217170944000.0};
  double sum = term * base / (x - 1) + term / 2;
  double factor = term * x / base;  // x (x + 1) ... (x + 2k - 2) base^...
  for (int k = 0; k < 9; ++k) {
    sum += kTerms[k] * factor;
    factor *= (x + 2 * k + 1) / base * ((x + 2 * k + 2) / base);
  }
  return sum;
}

// Zeta of q > 0 and x > 1.
double ZetaOfPositive(double x, double q) {
  double term = std::pow(q, -x), sum = 0, base = q;
  const double enough = 10 + x;
  for (int k = 0; k < 10 || base < enough; ++k) {
    sum += term;
    if (term <= kEpsilon * sum) return sum;
    base = q + (k + 1);
    term = std::pow(base, -x);
  }
  return sum + ZetaTail(x, base, term);
}

// Zeta of q < 0 that is no integer, for whole x > 1: the terms below zero are
// (-1)^x times those of two other sums' difference.
double ZetaOfNegative(double x, double q) {
  const double size = -q;
  const double fraction = size - std::floor(size);
  const double below =
      ZetaOfPositive(x, fraction) - ZetaOfPositive(x, size + 1);
  const bool is_odd = std::fmod(x, 2) != 0;
  return ZetaOfPositive(x, 1 - fraction) + (is_odd ? -below : below);
}

}  // namespace

float LogGamma(float x) {
  int sign;
  return ::lgammaf_r(x, &sign);
}

double LogGamma(double x) {
  int sign;
  return ::lgamma_r(x, &sign);
}

double Digamma(double x) {
  if (x > 0 || std::isnan(x)) return DigammaOfPositive(x);
  const double fraction = x - std::round(x);
  if (fraction == 0 || std::isinf(x)) return kNaN;
  // Reflection (5.5.4); the tangent's period is 1.
  return DigammaOfPositive(1 - x) -
         std::numbers::pi / std::tan(std::numbers::pi * fraction);
}

double Polygamma(double n, double x) {
  if (!(n >= 0) || std::floor(n) != n) return kNaN;
  if (n == 0) return Digamma(x);
  const double zeta = Zeta(n + 1, x);
  const double sign = std::fmod(n, 2) == 0 ? -1 : 1;
  constexpr double kLargestFactorial = 170;
  if (n <= kLargestFactorial) return sign * std::tgamma(n + 1) * zeta;
  return std::copysign(std::exp(LogGamma(n + 1) + std::log(std::abs(zeta))),
                       sign * zeta);
}

double Zeta(double x, double q) {
  if (x == 1) return kInfinity;
  if (std::isnan(x) || std::isnan(q) || x < 1) return kNaN;
  if (q > 0) return ZetaOfPositive(x, q);
  if (std::floor(q) == q) {
    return std::fmod(x, 2) == 0 ? kInfinity : kNaN;
  }
  return std::floor(x) == x ? ZetaOfNegative(x, q) : kNaN;
}

// 5.11.1.
double StirlingRest(double a) {
  constexpr double kTerms[] = {1.0 / 12,    -1.0 / 360,      1.0 / 1260,
                               -1.0 / 1680, 1.0 / 1188,      -691.0 / 360360,
                               1.0 / 156,   -3617.0 / 122400};
  const double inverse_square = 1 / (a * a);
  double power = 1 / a, sum = 0;
  for (double term : kTerms) {
    sum += term * power;
    power *= inverse_square;
  }
  return sum;
}

// With r = x / (2 + x), log(1 + x) = 2 (r + r^3 / 3 + r^5 / 5 + ...), where
// 2 r - x = -r x.
double Log1pMinus(double x) {
  if (std::abs(x) > 0.4) return std::log1p(x) - x;
  const double r = x / (2 + x);
  const double square = r * r;
  double power = r * square, sum = 0;
  for (int k = 3; k <= 27; k += 2) {
    sum += power / k;
    power *= square;
  }
  return 2 * sum - r * x;
}

}  // namespace thalweg::special
