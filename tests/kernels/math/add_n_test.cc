#include "thalweg/ops/math/add_n.h"

#include <gtest/gtest.h>

#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output ApplyAddN(const Graph&, const std::vector<Output>& inputs) {
  return AddN(inputs);
}

TEST(AddNTest, SumsAnyNumberOfTensorsOfEveryType) {
  for (int number = 1; number < kNumDTypes; ++number) {
    const DType dtype = static_cast<DType>(number);
    if (!kNumbers.contains(dtype)) continue;
    SCOPED_TRACE(DTypeName(dtype).data());
    for (int n : {1, 2, 3, 7}) {
      std::vector<Tensor> inputs;
      std::vector<double> sum(1100);
      for (int i = 0; i < n; ++i) {
        std::vector<double> values;
        for (int j = 0; j < 1100; ++j) {
          values.push_back((i + j) % 8);
          sum[j] += values.back();
        }
        inputs.push_back(MakeTensor(dtype, {11, 100}, values));
      }
      ExpectEveryWay(ApplyAddN, inputs, MakeTensor(dtype, {11, 100}, sum));
    }
  }
}

TEST(AddNTest, SumsLongTensorsInPieces) {
  const Tensor x = Uniform(kFloat, {100003}, -1, 1);
  Tensor expected = *x.Copy();
  for (float& element : expected.mutable_flat<float>()) {
    element = element + element + element;
  }
  ExpectEveryWay(ApplyAddN, {x, x, x}, expected);
}

TEST(AddNTest, RefusesUnequalShapes) {
  ExpectRefusedEveryWay(
      ApplyAddN, {Uniform(kFloat, {2}, 0, 1), Uniform(kFloat, {3}, 0, 1)}, "");
  ExpectRefusedEveryWay(
      ApplyAddN, {Uniform(kFloat, {2}, 0, 1), Uniform(kFloat, {1, 2}, 0, 1)},
      "");
}

TEST(AccumulateNTest, SumsTensorsOfTheShapeSaidBeforehand) {
  const auto sum = [](const Graph&, const std::vector<Output>& in) {
    return AccumulateN(in, {-1, 2});
  };
  const Tensor x = MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4});
  ExpectEveryWay(sum, {x}, x);
  ExpectEveryWay(sum, {x, x, x}, MakeTensor(kFloat, {2, 2}, {3, 6, 9, 12}));
  CheckGradients(
      sum, {Uniform(kDouble, {3, 2}, 0, 1), Uniform(kDouble, {3, 2}, 0, 1)});
}

TEST(AccumulateNTest, RefusesOtherShapes) {
  const auto sum = [](const Graph&, const std::vector<Output>& in) {
    return AccumulateN(in, {2, 2});
  };
  const Tensor x = MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4});
  const Tensor flat = MakeTensor(kFloat, {4}, {1, 2, 3, 4});
  ExpectRefusedEveryWay(sum, {x, flat}, "");
  ExpectRefusedEveryWay(sum, {flat, flat}, "Shapes must be equal rank");
  ExpectRefusedEveryWay(sum, {flat}, "Shapes must be equal rank");
}

}  // namespace
}  // namespace thalweg
