#include "thalweg/ops/math/clip_by_value.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <complex>
#include <limits>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output Clip(const Graph&, const std::vector<Output>& in) {
  return ClipByValue(in[0], in[1], in[2]);
}

TEST(ClipByValueTest, HoldsNumbersOfEveryTypeWithinBounds) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16, kInt8, kInt16, kInt32,
                      kInt64, kUint8, kUint16, kUint32, kUint64}) {
    SCOPED_TRACE(DTypeName(dtype).data());
    const Tensor x = MakeTensor(dtype, {2, 3}, {0, 1, 2, 3, 4, 100});
    ExpectEveryWay(Clip,
                   {x, MakeTensor(dtype, {}, {2}), MakeTensor(dtype, {}, {3})},
                   MakeTensor(dtype, {2, 3}, {2, 2, 2, 3, 3, 3}));
  }
}

TEST(ClipByValueTest, TakesBoundsOfEachElementOrOfAll) {
  const Tensor x = MakeTensor(kFloat, {4}, {-5, 0, 5, 9});
  const Tensor low = MakeTensor(kFloat, {4}, {-1, 1, -9, 0});
  const Tensor high = MakeTensor(kFloat, {4}, {4, 4, 4, 99});
  const Tensor one = MakeTensor(kFloat, {}, {1}),
               six = MakeTensor(kFloat, {}, {6});
  ExpectEveryWay(Clip, {x, low, high}, MakeTensor(kFloat, {4}, {-1, 1, 4, 9}));
  ExpectEveryWay(Clip, {x, low, six}, MakeTensor(kFloat, {4}, {-1, 1, 5, 6}));
  ExpectEveryWay(Clip, {x, one, high}, MakeTensor(kFloat, {4}, {1, 1, 4, 9}));
}

TEST(ClipByValueTest, ClipsThePartsOfComplexNumbers) {
  ExpectEveryWay(Clip,
                 {FromElements(kComplex64, {2}, {{-3, 9}, {1, 2}}),
                  FromElements(kComplex64, {}, {{-1, 0}}),
                  FromElements(kComplex64, {}, {{4, 5}})},
                 FromElements(kComplex64, {2}, {{-1, 5}, {1, 2}}));
}

TEST(ClipByValueTest, LetsTheLowerBoundWinAndNaNPass) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInf = std::numeric_limits<float>::infinity();
  ExpectEveryWay(Clip,
                 {MakeTensor(kFloat, {3}, {kNaN, 2, -kInf}),
                  MakeTensor(kFloat, {}, {5}), MakeTensor(kFloat, {}, {-5})},
                 MakeTensor(kFloat, {3}, {kNaN, 5, 5}));
  ExpectEveryWay(
      Clip,
      {MakeTensor(kFloat, {2}, {7, -7}), MakeTensor(kFloat, {}, {kNaN}),
       MakeTensor(kFloat, {}, {kNaN})},
      MakeTensor(kFloat, {2}, {7, -7}));
}

TEST(ClipByValueTest, ClipsInPiecesAsInOne) {
  const Tensor x = Uniform(kDouble, {300, 401}, -2, 2, 1);
  const Tensor low = Uniform(kDouble, {300, 401}, -2, 0, 2);
  Tensor expected = *x.Copy();
  for (int64_t i = 0; i < x.num_elements(); ++i) {
    double& element = expected.mutable_data<double>()[i];
    element = std::max(std::min(element, 1.0), low.data<double>()[i]);
  }
  ExpectEveryWay(Clip, {x, low, Tensor::Scalar(1.0)}, expected);
}

TEST(ClipByValueTest, TakesNoElements) {
  ExpectEveryWay(Clip,
                 {MakeTensor(kFloat, {0, 2}, {}), MakeTensor(kFloat, {}, {1}),
                  MakeTensor(kFloat, {0, 2}, {})},
                 MakeTensor(kFloat, {0, 2}, {}));
}

TEST(ClipByValueTest, RefusesBoundsOfOtherShapes) {
  const Tensor x = MakeTensor(kFloat, {2, 3}, {0, 1, 2, 3, 4, 100});
  const Tensor row = MakeTensor(kFloat, {3}, {0, 0, 0});
  const Tensor one = MakeTensor(kFloat, {}, {1});
  const char* const message =
      "clip_value_min and clip_value_max must be either of the same shape";
  ExpectRefusedEveryWay(Clip, {x, row, one}, message);
  ExpectRefusedEveryWay(Clip, {x, one, row}, message);
  ExpectRefusedEveryWay(Clip, {one, row, one}, message);
}

TEST(ClipByValueTest, HasTheShapeOfWhatItClips) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 3});
  EXPECT_EQ(ClipByValue(x, 0, Placeholder(graph, kFloat)).shape(),
            Shape({-1, 3}));
  EXPECT_OK(graph.status());
}

TEST(ClipByValueTest, PassesGradientsToWhereTheValueComesFrom) {
  const Tensor x = MakeTensor(kDouble, {2, 3}, {-3, -1, 0.5, 1, 2, 4});
  const Tensor low = MakeTensor(kDouble, {2, 3}, {-2, -2, 0, 1.5, 1, 1});
  const Tensor high = MakeTensor(kDouble, {2, 3}, {3, 3, 3, 3, 1.7, 3});
  const GradientCheckOptions second = {.second_order = true};
  CheckGradients(Clip, {x, low, high}, second);
  CheckGradients(Clip, {x, Tensor::Scalar(-1.5), Tensor::Scalar(1.5)});
  CheckGradients(Clip, {x, low, Tensor::Scalar(3.5)});
}

}  // namespace
}  // namespace thalweg
