#include "thalweg/ops/math/complex.h"

#include <gtest/gtest.h>

#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using C = std::complex<double>;

GraphFunction Apply(Output (*op)(Input)) {
  return [op](const Graph&, const std::vector<Output>& inputs) {
    return op(inputs[0]);
  };
}

Output ApplyComplex(const Graph&, const std::vector<Output>& inputs) {
  return Complex(inputs[0], inputs[1]);
}

TEST(ComplexTest, TakesNumbersApartAndTogether) {
  for (DType whole : {kComplex64, kComplex128}) {
    const DType part = whole == kComplex64 ? kFloat : kDouble;
    const Tensor x = FromElements(whole, {2}, {C(3, 4), C(-5, 12)});
    const Tensor real = MakeTensor(part, {2}, {3, -5});
    const Tensor imag = MakeTensor(part, {2}, {4, 12});
    ExpectEveryWay(Apply(Real), {x}, real);
    ExpectEveryWay(Apply(Imag), {x}, imag);
    ExpectEveryWay(Apply(ComplexAbs), {x}, MakeTensor(part, {2}, {5, 13}));
    ExpectEveryWay(Apply(Conj), {x},
                   FromElements(whole, {2}, {C(3, -4), C(-5, -12)}));
    ExpectEveryWay(ApplyComplex, {real, imag}, x);
    ExpectEveryWay(
        ApplyComplex, {MakeTensor(part, {2, 1}, {1, 2}), imag},
        FromElements(whole, {2, 2}, {C(1, 4), C(1, 12), C(2, 4), C(2, 12)}));
  }
}

TEST(ComplexTest, RefusesPartsThatDoNotBroadcast) {
  ExpectRefusedEveryWay(
      ApplyComplex, {Uniform(kFloat, {2}, 0, 1), Uniform(kFloat, {3}, 0, 1)},
      "Incompatible shapes: [2] vs. [3]");
}

}  // namespace
}  // namespace thalweg
