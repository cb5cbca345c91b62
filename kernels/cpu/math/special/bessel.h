// Bessel functions of order 0 and 1.
#pragma once

namespace thalweg::special {

// Of the first and second kind: J and Y. Y is -inf up to 0.
double BesselJ0(double x);
double BesselJ1(double x);
double BesselY0(double x);
double BesselY1(double x);

// Modified, of the first kind, times exp(-|x|).
double BesselI0e(double x);
double BesselI1e(double x);

// Modified, of the second kind: inf up to 0. The forms with an e are
// times exp(x).
double BesselK0(double x);
double BesselK0e(double x);
double BesselK1(double x);
double BesselK1e(double x);

}  // namespace thalweg::special
