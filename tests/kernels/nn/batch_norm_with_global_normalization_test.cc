#include "thalweg/ops/nn/batch_norm_with_global_normalization.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(GlobalNormalizationTest, NormalizesByTheMomentsGiven) {
  for (DType dtype : {kHalf, kFloat, kDouble}) {
    for (bool scales : {false, true}) {
      const double factor = scales ? 3 : 1;
      ExpectCloseEveryWay(
          [&](const Graph&, const std::vector<Output>& in) {
            return BatchNormWithGlobalNormalization(in[0], in[1], in[2], in[3],
                                                    in[4], 0.25f, scales);
          },
          {MakeTensor(dtype, {1, 1, 2, 2}, {1, 2, 3, 4}),
           MakeTensor(dtype, {2}, {1, 2}), MakeTensor(dtype, {2}, {0.75, 3.75}),
           MakeTensor(dtype, {2}, {5, 6}), MakeTensor(dtype, {2}, {3, 3})},
          MakeTensor(dtype, {1, 1, 2, 2}, {5, 6, 5 + 2 * factor, 6 + factor}),
          1e-6);
    }
  }
}

TEST(GlobalNormalizationTest, GradientsAreThoseOfDifferences) {
  for (bool scales : {false, true}) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& in) {
          return BatchNormWithGlobalNormalization(in[0], in[1], in[2], in[3],
                                                  in[4], 0.1f, scales);
        },
        {Uniform(kDouble, {2, 2, 1, 3}, -1, 1, 1),
         Uniform(kDouble, {3}, -1, 1, 2), Uniform(kDouble, {3}, 0.5, 2, 3),
         Uniform(kDouble, {3}, -1, 1, 4), Uniform(kDouble, {3}, 0.5, 2, 5)});
  }
}

TEST(GlobalNormalizationTest, RefusesVectorsOfOtherLengths) {
  const Tensor three = Uniform(kFloat, {3}, 0, 1);
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return BatchNormWithGlobalNormalization(in[0], in[1], in[1], in[2],
                                                in[1], 0.1f, true);
      },
      {Uniform(kFloat, {1, 2, 2, 3}, 0, 1), three, Uniform(kFloat, {2}, 0, 1)},
      "beta must have the same number of elements");
}

}  // namespace
}  // namespace thalweg
