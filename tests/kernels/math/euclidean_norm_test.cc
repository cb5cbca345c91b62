// EuclideanNorm and L2Loss: sums of squares.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/nn/l2_loss.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction Norm(std::vector<int64_t> axes, bool keep_dims = false) {
  return [=](const Graph&, const std::vector<Output>& in) {
    return EuclideanNorm(in[0], axes, {.keep_dims = keep_dims});
  };
}

Output Loss(const Graph&, const std::vector<Output>& in) {
  return L2Loss(in[0]);
}

TEST(EuclideanNormTest, IsTheRootOfTheSumOfSquaresForEveryType) {
  for (int number = 1; number < kNumDTypes; ++number) {
    const DType dtype = static_cast<DType>(number);
    if (!kNumbers.contains(dtype)) continue;
    SCOPED_TRACE(DTypeName(dtype).data());
    const Tensor x = MakeTensor(dtype, {2, 2}, {3, 0, 4, 2});
    ExpectEveryWay(Norm({0}), {x}, MakeTensor(dtype, {2}, {5, 2}));
    ExpectEveryWay(Norm({}), {x}, x);
    ExpectEveryWay(Norm({0}, true), {x}, MakeTensor(dtype, {1, 2}, {5, 2}));
  }
}

TEST(EuclideanNormTest, CountsSizesOnly) {
  ExpectEveryWay(Norm({1}), {MakeTensor(kInt32, {2, 1}, {-3, 7})},
                 MakeTensor(kInt32, {2}, {3, 7}));
  ExpectEveryWay(Norm({}), {MakeTensor(kHalf, {2}, {-3, 7})},
                 MakeTensor(kHalf, {2}, {3, 7}));
  ExpectEveryWay(Norm({0}), {FromElements(kComplex64, {2}, {{0, 3}, {-4, 0}})},
                 FromElements(kComplex64, {}, {5}));
}

TEST(EuclideanNormTest, TruncatesRootsOfIntegersAndWrapsTheirSquares) {
  ExpectEveryWay(Norm({0}), {MakeTensor(kInt64, {2}, {1, 2})},
                 MakeTensor(kInt64, {}, {2}));
  ExpectEveryWay(Norm({0}), {MakeTensor(kUint8, {2}, {17, 0})},
                 MakeTensor(kUint8, {}, {5}));
}

TEST(EuclideanNormTest, OfNothingIsZero) {
  ExpectEveryWay(Norm({0}), {MakeTensor(kFloat, {0, 2}, {})},
                 MakeTensor(kFloat, {2}, {0, 0}));
  ExpectEveryWay(Norm({}), {MakeTensor(kFloat, {0, 2}, {})},
                 MakeTensor(kFloat, {0, 2}, {}));
}

TEST(EuclideanNormTest, OfLongRowsFitsTogether) {
  for (DType dtype : {kFloat, kDouble, kBfloat16}) {
    const std::vector<double> ones(200000, 0.5);
    ExpectCloseEveryWay(Norm({0, 1}), {MakeTensor(dtype, {400, 500}, ones)},
                        MakeTensor(dtype, {}, {std::sqrt(50000.0)}), 1e-5);
    ExpectCloseEveryWay(Norm({0}), {MakeTensor(dtype, {400, 500}, ones)},
                        MakeTensor(dtype, {500}, std::vector<double>(500, 10)),
                        1e-5);
  }
}

TEST(EuclideanNormTest, HasTheGradientOfItsFormula) {
  const Tensor x = Uniform(kDouble, {2, 3, 2}, 0.5, 2);
  for (bool keep_dims : {false, true}) {
    CheckGradients(Norm({1}, keep_dims), {x}, {.second_order = true});
    CheckGradients(Norm({0, 2}, keep_dims), {x});
    CheckGradients(Norm({}, keep_dims), {x});
  }
}

TEST(EuclideanNormTest, RefusesAxesThatAreNotThere) {
  const Tensor x = MakeTensor(kFloat, {2, 2}, {3, 0, 4, 2});
  ExpectRefusedEveryWay(Norm({2}), {x}, "Invalid reduction dimension");
  ExpectRefusedEveryWay(Norm({0, -2}), {x}, "duplicate dimension");
}

TEST(L2LossTest, IsHalfTheSumOfSquaresForEveryType) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16}) {
    ExpectEveryWay(Loss, {MakeTensor(dtype, {2, 2}, {3, 0, -4, 1})},
                   MakeTensor(dtype, {}, {13}));
    ExpectEveryWay(Loss, {MakeTensor(dtype, {}, {-3})},
                   MakeTensor(dtype, {}, {4.5}));
    ExpectEveryWay(Loss, {MakeTensor(dtype, {0, 3}, {})},
                   MakeTensor(dtype, {}, {0}));
  }
}

TEST(L2LossTest, OfManyElementsLosesLittle) {
  const Tensor x = Uniform(kFloat, {300, 1001}, -1, 1);
  double sum = 0;
  for (float element : x.flat<float>()) sum += double{element} * element;
  ExpectCloseEveryWay(Loss, {x}, MakeTensor(kFloat, {}, {sum / 2}), 1e-6);
}

TEST(L2LossTest, HasItsInputForGradient) {
  CheckGradients(Loss, {Uniform(kDouble, {2, 3}, -2, 2)},
                 {.second_order = true});
}

}  // namespace
}  // namespace thalweg
