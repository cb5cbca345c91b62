// MaxPoolWithArgmax, its gradients, and the poolings whose windows are inputs.
#include "thalweg/ops/nn/max_pool_with_argmax.h"

#include <vector>

#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/nn/max_pool.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

const std::vector<int64_t> kTwo = {1, 2, 2, 1};
const std::vector<int64_t> kOne = {1, 1, 1, 1};

// Two images of 2 x 3 of one channel.
Tensor Images(DType dtype) {
  return MakeTensor(dtype, {2, 2, 3, 1},
                    {1, 5, 2, 5, 0, 3,  //
                     7, 7, 7, 8, 9, 9});
}

TEST(MaxPoolWithArgmaxTest, NamesTheFirstLargestCell) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt8, kUint8, kInt16,
                      kUint16, kInt32, kUint32, kInt64, kUint64}) {
    for (DType index : {kInt32, kInt64}) {
      for (bool from_first : {false, true}) {
        const auto actual = EvaluateAllWays(
            [&](const Graph&, const std::vector<Output>& in) {
              const Operation pool =
                  MaxPoolWithArgmax(in[0], kTwo, kTwo, "SAME",
                                    {.argmax_dtype = index,
                                     .include_batch_in_index = from_first});
              return std::vector<Output>{pool[0], pool[1]};
            },
            {Images(dtype)}, 0);
        ASSERT_OK(actual);
        ExpectEqual((*actual)[0],
                    MakeTensor(dtype, {2, 1, 2, 1}, {5, 3, 9, 9}));
        const double first = from_first ? 6 : 0;
        ExpectEqual((*actual)[1], MakeTensor(index, {2, 1, 2, 1},
                                             {1, 5, 4 + first, 5 + first}));
      }
    }
  }
}

TEST(MaxPoolWithArgmaxTest, CountsChannelsInPositions) {
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPoolWithArgmax(in[0], kTwo, kTwo, "VALID")[1];
      },
      {MakeTensor(kFloat, {1, 2, 2, 2}, {1, 9, 2, 8, 3, 7, 4, 6})},
      MakeTensor(kInt64, {1, 1, 1, 2}, {6, 1}));
}

TEST(MaxPoolWithArgmaxTest, ForgetsWindowsOverChannels) {
  const Tensor images = Uniform(kFloat, {1, 2, 2, 4}, -1, 1);
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPoolWithArgmax(in[0], {1, 1, 1, 2}, {1, 1, 1, 2}, "SAME")[0];
      },
      {images}, images);
}

TEST(MaxPoolWithArgmaxTest, GradientsAddUpAndTakeAtThePositions) {
  const Tensor argmax = MakeTensor(kInt64, {2, 1, 2, 1}, {1, 1, 5, 0});
  const Tensor grad = MakeTensor(kFloat, {2, 1, 2, 1}, {1, 2, 3, 4});
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPoolGradWithArgmax(in[0], in[1], in[2], kTwo, kTwo, "SAME");
      },
      {Images(kFloat), grad, argmax},
      MakeTensor(kFloat, {2, 2, 3, 1}, {0, 3, 0, 0, 0, 0, 4, 0, 0, 0, 0, 3}));
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPoolGradWithArgmax(in[0], in[1], in[2], kTwo, kTwo, "SAME",
                                     {.include_batch_in_index = true});
      },
      {Images(kFloat), grad, argmax},
      MakeTensor(kFloat, {2, 2, 3, 1}, {4, 3, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0}));
  for (DType dtype : {kInt8, kHalf, kFloat, kDouble}) {
    ExpectEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return MaxPoolGradGradWithArgmax(in[0], in[0], in[1], kTwo, kTwo,
                                           "SAME");
        },
        {Images(dtype), argmax}, MakeTensor(dtype, {2, 1, 2, 1}, {5, 5, 9, 7}));
  }
}

TEST(MaxPoolWithArgmaxTest, EmptyBatchesGiveEmptyGradients) {
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPoolGradWithArgmax(in[0], in[1], in[2], kTwo, kTwo, "SAME");
      },
      {MakeTensor(kFloat, {0, 2, 2, 1}, {}),
       MakeTensor(kFloat, {0, 1, 1, 1}, {}),
       MakeTensor(kInt64, {0, 1, 1, 1}, {})},
      MakeTensor(kFloat, {0, 2, 2, 1}, {}));
}

TEST(MaxPoolWithArgmaxTest, RefusesPositionsOutsideTheImage) {
  for (int64_t bad : {-1, 6, 1 << 20}) {
    const Tensor argmax = Tensor::Of<int64_t>({2, 1, 2, 1}, {0, 1, bad, 2});
    const Tensor grad = MakeTensor(kFloat, {2, 1, 2, 1}, {1, 2, 3, 4});
    ExpectRefusedEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return MaxPoolGradWithArgmax(in[0], in[1], in[2], kTwo, kTwo, "SAME");
        },
        {Images(kFloat), grad, argmax}, "Invalid output gradient index");
    ExpectRefusedEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return MaxPoolGradGradWithArgmax(in[0], in[0], in[1], kTwo, kTwo,
                                           "SAME");
        },
        {Images(kFloat), argmax}, "Invalid output gradient index");
  }
}

TEST(MaxPoolWithArgmaxTest, RefusesShapesThatDisagree) {
  const Tensor two = MakeTensor(kFloat, {2, 1, 1, 1}, {0, 0});
  const Tensor argmax = MakeTensor(kInt64, {2, 1, 2, 1}, {0, 0, 0, 0});
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPoolGradWithArgmax(in[0], in[1], in[2], kTwo, kTwo, "SAME");
      },
      {Images(kFloat), two, argmax}, "Expected grad shape to be [2,1,2,1]");
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPoolGradGradWithArgmax(in[0], in[1], in[2], kTwo, kTwo,
                                         "SAME");
      },
      {Images(kFloat), two, argmax}, "Expected grad shape to be [2,2,3,1]");
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPoolWithArgmax(in[0], {1, 4, 4, 1}, kOne, "VALID")[0];
      },
      {Images(kFloat)}, "negative");
}

TEST(MaxPoolWithArgmaxTest, GradientsAreThoseOfDifferences) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPoolWithArgmax(in[0], kTwo, kOne, "SAME",
                                 {.include_batch_in_index = true})[0];
      },
      {Uniform(kDouble, {2, 3, 4, 2}, -1, 1)}, {.second_order = true});
}

// ---- Windows as inputs ----

Tensor Four(std::initializer_list<int32_t> values) {
  return Tensor::Of<int32_t>({4}, values);
}

TEST(MaxPoolV2Test, DoesWhatMaxPoolDoes) {
  const Tensor images = Uniform(kFloat, {2, 5, 4, 3}, -1, 1);
  const Tensor grad = Uniform(kFloat, {2, 3, 4, 3}, -1, 1, 2);
  const auto actual = EvaluateAllWays(
      [](const Graph&, const std::vector<Output>& in) {
        const std::vector<int64_t> k = {1, 2, 3, 1}, s = {1, 2, 1, 1};
        const Output y = MaxPool(in[0], k, s, "SAME");
        return std::vector<Output>{
            y,
            MaxPoolGrad(in[0], y, in[1], k, s, "SAME"),
            MaxPoolGradGrad(in[0], y, in[0], k, s, "SAME"),
            MaxPoolV2(in[0], in[2], in[3], "SAME"),
            MaxPoolGradV2(in[0], y, in[1], in[2], in[3], "SAME"),
            MaxPoolGradGradV2(in[0], y, in[0], in[2], in[3], "SAME")};
      },
      {images, grad, Four({1, 2, 3, 1}), Four({1, 2, 1, 1})}, 0);
  ASSERT_OK(actual);
  for (int i = 0; i < 3; ++i) ExpectEqual((*actual)[3 + i], (*actual)[i]);
}

TEST(MaxPoolV2Test, GradientsAreThoseOfDifferences) {
  CheckGradients(
      [](const Graph& graph, const std::vector<Output>& in) {
        const Output k = Constant(graph, Four({1, 2, 2, 1}));
        return MaxPoolV2(in[0], k, k, "SAME");
      },
      {Uniform(kDouble, {1, 4, 5, 2}, -1, 1)}, {.second_order = true});
}

TEST(MaxPoolV2Test, RefusesMalformedWindows) {
  const Tensor images = Uniform(kFloat, {1, 4, 4, 1}, -1, 1);
  const auto refuse = [&](const Tensor& ksize, const Tensor& strides,
                          const char* message) {
    SCOPED_TRACE(message);
    ExpectRefusedEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return MaxPoolV2(in[0], in[1], in[2], "VALID");
        },
        {images, ksize, strides}, message);
  };
  refuse(Tensor::Vector<int32_t>({1, 2, 2}), Four({1, 1, 1, 1}),
         "must specify 4 dimensions");
  refuse(Four({1, 1, 1, 1}), Tensor::Scalar<int32_t>(1),
         "must specify 4 dimensions");
  refuse(Four({1, 0, 1, 1}), Four({1, 1, 1, 1}), "ksize for dimension 1");
  refuse(Four({1, 1, 1, 1}), Four({1, 1, INT32_MIN, 1}),
         "strides for dimension 2");
  refuse(Four({1, 6, 6, 1}), Four({1, 1, 1, 1}), "negative");
}

}  // namespace
}  // namespace thalweg
