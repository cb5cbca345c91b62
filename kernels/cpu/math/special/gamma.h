// The gamma function's logarithm and its derivatives, the Hurwitz zeta
// function, and the incomplete gamma and beta functions.
#pragma once

namespace thalweg::special {

// log(|gamma(x)|). Unlike std::lgamma, it sets no global sign.
float LogGamma(float x);
double LogGamma(double x);
// Its derivative; NaN at 0 and the negative integers.
double Digamma(double x);
// The n-th derivative of that; NaN unless n is 0, 1, 2, ...
double Polygamma(double n, double x);
// The sum of (q + k)^-x over k >= 0; inf for x = 1, NaN below.
double Zeta(double x, double q);

// gamma(a + 1) / (sqrt(2 pi a) * (a / e)^a), as a logarithm: what Stirling's
// formula lacks. For a >= 10.
double StirlingRest(double a);
// log(1 + x) - x, exact to the last digits for small x too.
double Log1pMinus(double x);

// The regularised incomplete gamma functions, P and Q = 1 - P; NaN unless
// a > 0 and x >= 0, but P(a, 0) = 0 for any a.
double IncompleteGamma(double a, double x);
double IncompleteGammaComplement(double a, double x);
// The derivative of P by a.
double IncompleteGammaSlope(double a, double x);
// The derivative by a of a sample x of the gamma distribution:
// -(dP / da) / (dP / dx) (Figurnov, Mohamed and Mnih, 2018).
double GammaSampleSlope(double a, double x);

// The regularised incomplete beta function; NaN unless a, b > 0 and x is in
// [0, 1].
double IncompleteBeta(double a, double b, double x);

}  // namespace thalweg::special
