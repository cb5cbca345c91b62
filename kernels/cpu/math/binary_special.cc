// Special functions of two arguments.
#include <cmath>

#include "thalweg/kernels/cpu/math/library_loops.h"
#include "thalweg/kernels/cpu/math/special/gamma.h"

namespace thalweg {
namespace {

struct NextAfterFunction {
  template <class T>
  T operator()(T from, T to) const {
    return std::nextafter(from, to);
  }
};

using FloatAndDouble = TypeList<float, double>;

const LibraryBinary<NextAfterFunction, FloatAndDouble> kNextAfter("NextAfter");

template <double (*function)(double, double), class Types>
using Special = LibraryBinary<SpecialBinary<function>, Types>;

const Special<special::Polygamma, FloatAndDouble> kPolygamma("Polygamma");
const Special<special::Zeta, FloatAndDouble> kZeta("Zeta");
const Special<special::IncompleteGamma, FloatingTypes> kIgamma("Igamma");
const Special<special::IncompleteGammaComplement, FloatingTypes> kIgammac(
    "Igammac");
const Special<special::IncompleteGammaSlope, FloatAndDouble> kIgammaGradA(
    "IgammaGradA");

}  // namespace
}  // namespace thalweg
