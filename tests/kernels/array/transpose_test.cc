#include "thalweg/ops/array/transpose.h"

#include <gtest/gtest.h>

#include <complex>
#include <string>
#include <vector>

#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output TransposeOf(const Graph&, const std::vector<Output>& inputs) {
  return Transpose(inputs[0], inputs[1]);
}

Tensor NaiveTranspose(const Tensor& x, const std::vector<int32_t>& perm) {
  Shape shape;
  for (int32_t axis : perm) shape.AddDim(x.dim(axis));
  return FromPositions(x, shape, [&](const Position& to) {
    Position from(perm.size());
    for (size_t i = 0; i < perm.size(); ++i) from[perm[i]] = to[i];
    return from;
  });
}

void ExpectTransposes(DType dtype, const Shape& shape,
                      const std::vector<int32_t>& perm) {
  SCOPED_TRACE(shape.ToString());
  const Tensor x = Counting(dtype, shape);
  ExpectEveryWay(TransposeOf, {x, Tensor::Vector<int32_t>(perm)},
                 NaiveTranspose(x, perm));
}

TEST(TransposeKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectTransposes(dtype, {3, 5}, {1, 0});
  }
}

TEST(TransposeKernelTest, ServesEveryOrderOfThreeAxes) {
  const Shape shape = {2, 3, 5};
  ExpectTransposes(kFloat, shape, {0, 1, 2});
  ExpectTransposes(kFloat, shape, {0, 2, 1});
  ExpectTransposes(kFloat, shape, {1, 0, 2});
  ExpectTransposes(kFloat, shape, {1, 2, 0});
  ExpectTransposes(kFloat, shape, {2, 0, 1});
  ExpectTransposes(kFloat, shape, {2, 1, 0});
}

TEST(TransposeKernelTest, ServesShapesBeyondOneBlock) {
  for (DType dtype : {kUint8, kInt16, kFloat, kDouble, kComplex128}) {
    ExpectTransposes(dtype, {65, 131}, {1, 0});
    ExpectTransposes(dtype, {130, 64}, {1, 0});
  }
  ExpectTransposes(kFloat, {2, 7, 70, 66}, {0, 3, 1, 2});
  ExpectTransposes(kFloat, {2, 66, 70, 3}, {0, 3, 1, 2});
}

TEST(TransposeKernelTest, ServesScalarsAndEmptyTensors) {
  ExpectTransposes(kFloat, {}, {});
  ExpectTransposes(kFloat, {0, 3}, {1, 0});
  ExpectTransposes(kFloat, {1, 1, 4, 1}, {3, 2, 1, 0});
}

TEST(TransposeKernelTest, ServesManyAxes) {
  ExpectTransposes(kFloat, {2, 1, 2, 3, 1, 2, 2, 2}, {7, 0, 3, 1, 6, 2, 4, 5});
}

TEST(TransposeKernelTest, RefusesWhatIsNoPermutation) {
  const Tensor x = Counting(kFloat, {2, 3});
  const auto refuse = [&x](std::vector<int32_t> perm, const char* text) {
    ExpectRefusedEveryWay(TransposeOf, {x, Tensor::Vector<int32_t>(perm)},
                          text);
  };
  refuse({0, 0}, "1 is missing from {0,0}.");
  refuse({0, -10}, "-10 is out of range [0 .. 2)");
  refuse({0, 2}, "2 is out of range [0 .. 2)");
  refuse({0},
         "transpose expects a vector of size 2. But input(1) is a vector "
         "of size 1");
  ExpectRefusedEveryWay(TransposeOf, {x, Tensor::Of<int32_t>({1, 2}, {0, 1})},
                        "perm must be a vector, got shape [1,2]");
}

Output ConjugateTransposeOf(const Graph&, const std::vector<Output>& inputs) {
  return ConjugateTranspose(inputs[0], inputs[1]);
}

TEST(ConjugateTransposeKernelTest, ConjugatesComplexNumbers) {
  using Complex = std::complex<double>;
  ExpectEveryWay(ConjugateTransposeOf,
                 {Tensor::Of<Complex>({1, 2}, {{1, 2}, {3, -4}}),
                  Tensor::Of<int32_t>({2}, {1, 0})},
                 Tensor::Of<Complex>({2, 1}, {{1, -2}, {3, 4}}));
  ExpectEveryWay(ConjugateTransposeOf,
                 {Tensor::Scalar(Complex(1, 2)), Tensor::Of<int32_t>({0}, {})},
                 Tensor::Scalar(Complex(1, -2)));
  ExpectEveryWay(
      ConjugateTransposeOf,
      {Tensor::Scalar(std::complex<float>(1, 2)), Tensor::Of<int64_t>({0}, {})},
      Tensor::Scalar(std::complex<float>(1, -2)));
}

TEST(ConjugateTransposeKernelTest, TransposesOtherTypes) {
  ExpectEveryWay(ConjugateTransposeOf,
                 {Tensor::Of<std::string>({1, 2}, {"a", "b"}),
                  Tensor::Of<int32_t>({2}, {1, 0})},
                 Tensor::Of<std::string>({2, 1}, {"a", "b"}));
}

Output InverseOf(const Graph&, const std::vector<Output>& inputs) {
  return InvertPermutation(inputs[0]);
}

TEST(InvertPermutationKernelTest, InvertsPermutations) {
  ExpectEveryWay(InverseOf, {Tensor::Of<int32_t>({5}, {3, 4, 0, 2, 1})},
                 Tensor::Of<int32_t>({5}, {2, 4, 3, 0, 1}));
  ExpectEveryWay(InverseOf, {Tensor::Of<int64_t>({2}, {1, 0})},
                 Tensor::Of<int64_t>({2}, {1, 0}));
  ExpectEveryWay(InverseOf, {Tensor::Of<int32_t>({0}, {})},
                 Tensor::Of<int32_t>({0}, {}));
}

TEST(InvertPermutationKernelTest, RefusesWhatIsNoPermutation) {
  ExpectRefusedEveryWay(InverseOf, {Tensor::Of<int32_t>({2}, {0, 0})}, "");
  ExpectRefusedEveryWay(InverseOf, {Tensor::Of<int32_t>({2}, {0, 2})}, "2");
  ExpectRefusedEveryWay(InverseOf, {Tensor::Of<int32_t>({2}, {0, -1})}, "-1");
  ExpectRefusedEveryWay(InverseOf, {Tensor::Of<int32_t>({1, 1}, {0})},
                        "invert_permutation expects a 1D vector");
}

}  // namespace
}  // namespace thalweg
