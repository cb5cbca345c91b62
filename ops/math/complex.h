// Complex, Real, Imag, Conj, ComplexAbs, Angle: complex numbers and their
// parts.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// real + i * imag. The inputs broadcast.
//   real, imag  float -> complex64, double -> complex128
// Gradient: the parts of g, summed over what was repeated.
// Errors: shapes that do not broadcast. Equals TensorFlow's Complex.
Output Complex(Input real, Input imag);

// The real part, for each element.
//   input  any shape; complex64 -> float, complex128 -> double
// Gradient: Complex(g, 0). Equals TensorFlow's Real.
Output Real(Input input);

// The imaginary part, for each element.
//   input  any shape; complex64 -> float, complex128 -> double
// Gradient: Complex(0, g). Equals TensorFlow's Imag.
Output Imag(Input input);

// The complex conjugate, for each element.
//   input  any shape; complex   ->   the same
// Gradient: Conj(g). Errors: a variant whose value has no conjugate.
// Equals TensorFlow's Conj.
Output Conj(Input input);

// |x|, for each element.
//   x  any shape; complex64 -> float, complex128 -> double
// Gradient: g * x / |x|, and 0 where x is 0. Equals TensorFlow's ComplexAbs.
Output ComplexAbs(Input x);

// The angle of a complex number, atan2(imag, real), for each element: in
// [-pi, pi], and 0 of 0.
//   input  any shape; complex64 -> float, complex128 -> double
// Gradient: i * g * x / |x|^2, infinite where x is 0.
// Equals TensorFlow's Angle.
Output Angle(Input input);

// Conj(x) of a complex x, any other x itself: what gradients need.
Output Conjugate(const Output& x);

}  // namespace thalweg
