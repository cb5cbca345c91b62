// Functions that are integrals of elementary ones.
#pragma once

namespace thalweg::special {

// exp(-x^2) times the integral of exp(t^2) from 0 to x.
double Dawson(double x);
// The integral of exp(t) / t from -inf to x, its principal value; -inf at 0 and
// NaN below.
double ExponentialIntegral(double x);
// The integrals of cos(pi t^2 / 2) and sin(pi t^2 / 2) from 0 to x.
double FresnelCosine(double x);
double FresnelSine(double x);
// -(The integral of log(t) / (t - 1) from 1 to x); NaN below 0.
double Spence(double x);

}  // namespace thalweg::special
