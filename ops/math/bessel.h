// Bessel functions of order 0 and 1: of the first and second kind (J, Y) and
// modified (I, K), also scaled by an exponential function.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// J0(x), for each element.
//   x  any shape; floating   ->   the same
// Gradient: -g * J1(x). Equals TensorFlow's BesselJ0.
Output BesselJ0(Input x);

// J1(x), for each element.
//   x  any shape; floating   ->   the same
// Gradient: g * (J0(x) - y / x), where y is the result; g / 2 where x is 0.
// Equals TensorFlow's BesselJ1.
Output BesselJ1(Input x);

// Y0(x), for each element: -inf where x is not above 0.
//   x  any shape; floating   ->   the same
// Gradient: -g * Y1(x). Equals TensorFlow's BesselY0.
Output BesselY0(Input x);

// Y1(x), for each element: -inf where x is not above 0.
//   x  any shape; floating   ->   the same
// Gradient: g * (Y0(x) - y / x), where y is the result.
// Equals TensorFlow's BesselY1.
Output BesselY1(Input x);

// I0(x), for each element.
//   x  any shape; floating   ->   the same
// Gradient: g * I1(x). Equals TensorFlow's BesselI0.
Output BesselI0(Input x);

// I1(x), for each element.
//   x  any shape; floating   ->   the same
// Gradient: g * (I0(x) - y / x), where y is the result; where x is 0, g as in
// TensorFlow, though g / 2 would be right. Equals TensorFlow's BesselI1.
Output BesselI1(Input x);

// exp(-|x|) * I0(x), for each element.
//   x  any shape; floating   ->   the same
// Gradient: g * (I1e(x) - sign(x) * y), where y is the result.
// Equals TensorFlow's BesselI0e.
Output BesselI0e(Input x);

// exp(-|x|) * I1(x), for each element.
//   x  any shape; floating   ->   the same
// Gradient: g * (I0e(x) - y * (sign(x) + 1 / x)), where y is the result; g / 2
// where x is 0. Equals TensorFlow's BesselI1e.
Output BesselI1e(Input x);

// K0(x), for each element: inf where x is not above 0.
//   x  any shape; floating   ->   the same
// Gradient: -g * K1(x). Equals TensorFlow's BesselK0.
Output BesselK0(Input x);

// K1(x), for each element: inf where x is not above 0.
//   x  any shape; floating   ->   the same
// Gradient: -g * (K0(x) + y / x), where y is the result.
// Equals TensorFlow's BesselK1.
Output BesselK1(Input x);

// exp(x) * K0(x), for each element: inf where x is not above 0.
//   x  any shape; floating   ->   the same
// Gradient: g * (y - K1e(x)), where y is the result.
// Equals TensorFlow's BesselK0e.
Output BesselK0e(Input x);

// exp(x) * K1(x), for each element: inf where x is not above 0.
//   x  any shape; floating   ->   the same
// Gradient: g * (y * (1 - 1 / x) - K0e(x)), where y is the result.
// Equals TensorFlow's BesselK1e.
Output BesselK1e(Input x);

}  // namespace thalweg
