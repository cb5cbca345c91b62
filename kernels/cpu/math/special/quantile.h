// Inverses of the error function and of the normal distribution.
#pragma once

namespace thalweg::special {

// The y with erf(y) = x; infinite at 1 and -1, NaN outside.
double InverseErf(double x);
// The y below which a share of p of the standard normal distribution lies;
// infinite at 0 and 1, NaN outside.
double NormalQuantile(double p);

}  // namespace thalweg::special
