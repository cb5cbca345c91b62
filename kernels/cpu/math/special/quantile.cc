#include "thalweg/kernels/cpu/math/special/quantile.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace thalweg::special {
namespace {

// The rational approximations of Wichura's algorithm AS 241 (Applied
// Statistics 37, 1988), good for 16 digits.
template <size_t n, size_t m>
double Ratio(double x, const double (&above)[n], const double (&below)[m]) {
  double numerator = 0, denominator = 0;
  for (size_t i = n; i-- > 0;) numerator = numerator * x + above[i];
  for (size_t i = m; i-- > 0;) denominator = denominator * x + below[i];
  return numerator / denominator;
}

// Of p = 0.5 + q, |q| <= 0.425.
double CentralQuantile(double q) {
  constexpr double kAbove[] = {
      3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
      1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
      3.3430575583588128105e4, 2.5090809287301226727e3};
  constexpr double kBelow[] = {1,
                               4.2313330701600911252e1,
                               6.8718700749205790830e2,
                               5.3941960214247511077e3,
                               2.1213794301586595867e4,
                               3.9307895800092710610e4,
                               2.8729085735721942674e4,
                               5.2264952788528545610e3};
  return q * Ratio(0.180625 - q * q, kAbove, kBelow);
}

// The quantile of 1 - p for p in (0, 0.075].
double TailQuantile(double p) {
  constexpr double kNearAbove[] = {
      1.42343711074968357734e0,  4.63033784615654529590e0,
      5.76949722146069140550e0,  3.64784832476320460504e0,
      1.27045825245236838258e0,  2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double kNearBelow[] = {1,
                                   2.05319162663775882187e0,
                                   1.67638483018380384940e0,
                                   6.89767334985100004550e-1,
                                   1.48103976427480074590e-1,
                                   1.51986665636164571966e-2,
                                   5.47593808499534494600e-4,
                                   1.05075007164441684324e-9};
  constexpr double kFarAbove[] = {
      6.65790464350110377720e0,  5.46378491116411436990e0,
      1.78482653991729133580e0,  2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double kFarBelow[] = {1,
                                  5.99832206555887937690e-1,
                                  1.36929880922735805310e-1,
                                  1.48753612908506148525e-2,
                                  7.86869131145613259100e-4,
                                  1.84631831751005468180e-5,
                                  1.42151175831644588870e-7,
                                  2.04426310338993978564e-15};
  const double r = std::sqrt(-std::log(p));
  return r <= 5 ? Ratio(r - 1.6, kNearAbove, kNearBelow)
                : Ratio(r - 5, kFarAbove, kFarBelow);
}

constexpr double kCentral = 0.425;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double InverseErf(double x) {
  const double size = std::abs(x);
  if (!(size <= 1)) return kNaN;
  if (size == 1) return std::copysign(kInfinity, x);
  constexpr double kRootHalf = 1 / std::numbers::sqrt2;
  if (size / 2 <= kCentral) return kRootHalf * CentralQuantile(x / 2);
  return std::copysign(kRootHalf * TailQuantile((1 - size) / 2), x);
}

double NormalQuantile(double p) {
  if (!(p >= 0 && p <= 1)) return kNaN;
  if (p == 0) return -kInfinity;
  if (p == 1) return kInfinity;
  const double q = p - 0.5;
  if (std::abs(q) <= kCentral) return CentralQuantile(q);
  return q < 0 ? -TailQuantile(p) : TailQuantile(1 - p);
}

}  // namespace thalweg::special
