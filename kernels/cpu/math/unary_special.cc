// Special functions of one argument.
#include <cmath>

#include "thalweg/kernels/cpu/math/library_loops.h"
#include "thalweg/kernels/cpu/math/special/bessel.h"
#include "thalweg/kernels/cpu/math/special/gamma.h"
#include "thalweg/kernels/cpu/math/special/integrals.h"
#include "thalweg/kernels/cpu/math/special/quantile.h"

namespace thalweg {
namespace {

struct LgammaFunction {
  template <class T>
  T operator()(T x) const {
    return special::LogGamma(x);
  }
};

// Overflows where the exponential function does in T, as in TensorFlow.
template <double (*scaled)(double)>
struct UnscaledBessel {
  template <class T>
  T operator()(T x) const {
    return std::exp(std::abs(x)) * static_cast<T>(scaled(x));
  }
};

template <class F>
using Floating = LibraryUnary<F, FloatingTypes>;
template <double (*function)(double)>
using Special = LibraryUnary<SpecialUnary<function>, FloatingTypes>;

const Floating<LgammaFunction> kLgamma("Lgamma");
const Special<special::Digamma> kDigamma("Digamma");
const Special<special::InverseErf> kErfinv("Erfinv");
const Special<special::NormalQuantile> kNdtri("Ndtri");

const Floating<UnscaledBessel<special::BesselI0e>> kBesselI0("BesselI0");
const Floating<UnscaledBessel<special::BesselI1e>> kBesselI1("BesselI1");
const Special<special::BesselI0e> kBesselI0e("BesselI0e");
const Special<special::BesselI1e> kBesselI1e("BesselI1e");
const Special<special::BesselJ0> kBesselJ0("BesselJ0");
const Special<special::BesselJ1> kBesselJ1("BesselJ1");
const Special<special::BesselK0> kBesselK0("BesselK0");
const Special<special::BesselK0e> kBesselK0e("BesselK0e");
const Special<special::BesselK1> kBesselK1("BesselK1");
const Special<special::BesselK1e> kBesselK1e("BesselK1e");
const Special<special::BesselY0> kBesselY0("BesselY0");
const Special<special::BesselY1> kBesselY1("BesselY1");

const Special<special::Dawson> kDawsn("Dawsn");
const Special<special::ExponentialIntegral> kExpint("Expint");
const Special<special::FresnelCosine> kFresnelCos("FresnelCos");
const Special<special::FresnelSine> kFresnelSin("FresnelSin");
const Special<special::Spence> kSpence("Spence");

}  // namespace
}  // namespace thalweg
