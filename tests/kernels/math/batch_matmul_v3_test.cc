#include <gtest/gtest.h>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/math/batch_matmul.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction Product(DType dtype, BatchMatMulAttrs attrs = {}) {
  return [=](const Graph&, const std::vector<Output>& in) {
    return BatchMatMulV3(in[0], in[1], dtype, attrs);
  };
}

TEST(BatchMatMulV3Test, MultipliesMatricesOfEveryType) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt16, kInt32, kInt64,
                      kComplex64, kComplex128}) {
    SCOPED_TRACE(DTypeName(dtype).data());
    ExpectEveryWay(Product(dtype),
                   {MakeTensor(dtype, {2, 1, 2}, {1, 2, 3, 4}),
                    MakeTensor(dtype, {2, 1}, {5, 6})},
                   MakeTensor(dtype, {2, 1, 1}, {17, 39}));
  }
}

TEST(BatchMatMulV3Test, WidensWhatHasEightBits) {
  for (DType x : {kInt8, kUint8}) {
    for (DType y : {kInt8, kUint8}) {
      ExpectEveryWay(Product(kInt32),
                     {MakeTensor(x, {1, 2}, {100, 120}),
                      MakeTensor(y, {2, 2}, {100, 1, 127, 2})},
                     MakeTensor(kInt32, {1, 2}, {25240, 340}));
    }
    ExpectEveryWay(Product(kBfloat16, {.adj_x = true}),
                   {MakeTensor(x, {2, 1}, {3, 100}),
                    MakeTensor(kBfloat16, {2, 1}, {0.5, 2})},
                   MakeTensor(kBfloat16, {1, 1}, {201.5}));
    ExpectEveryWay(Product(kBfloat16, {.adj_y = true}),
                   {MakeTensor(kBfloat16, {1, 2}, {0.5, 2}),
                    MakeTensor(x, {1, 2}, {3, 100})},
                   MakeTensor(kBfloat16, {1, 1}, {201.5}));
  }
  ExpectEveryWay(
      Product(kInt32),
      {MakeTensor(kInt8, {1, 1}, {-128}), MakeTensor(kUint8, {1, 1}, {255})},
      MakeTensor(kInt32, {1, 1}, {-32640}));
}

TEST(BatchMatMulV3Test, WidensManyMatricesAsOne) {
  const Tensor x = Uniform(kInt8, {3, 70, 400}, -9, 9, 1);
  const Tensor y = Uniform(kUint8, {400, 60}, 0, 9, 2);
  std::vector<double> sums(3 * 70 * 60);
  for (int64_t row = 0; row < 210; ++row) {
    for (int64_t k = 0; k < 400; ++k) {
      for (int64_t j = 0; j < 60; ++j) {
        sums[row * 60 + j] += double{1} * x.data<int8_t>()[row * 400 + k] *
                              y.data<uint8_t>()[k * 60 + j];
      }
    }
  }
  ExpectEveryWay(Product(kInt32), {x, y},
                 MakeTensor(kInt32, {3, 70, 60}, sums));
}

TEST(BatchMatMulV3Test, TakesNoElements) {
  ExpectEveryWay(Product(kInt32),
                 {MakeTensor(kInt8, {2, 0}, {}), MakeTensor(kInt8, {0, 2}, {})},
                 MakeTensor(kInt32, {2, 2}, {0, 0, 0, 0}));
  ExpectEveryWay(Product(kInt32),
                 {MakeTensor(kInt8, {0, 2}, {}), MakeTensor(kInt8, {2, 0}, {})},
                 MakeTensor(kInt32, {0, 0}, {}));
}

TEST(BatchMatMulV3Test, HasTheGradientsOfAProduct) {
  for (bool adj_x : {false, true}) {
    for (bool adj_y : {false, true}) {
      const Shape x = adj_x ? Shape({2, 3, 2}) : Shape({2, 2, 3});
      const Shape y = adj_y ? Shape({4, 3}) : Shape({3, 4});
      CheckGradients(
          Product(kDouble, {.adj_x = adj_x, .adj_y = adj_y}),
          {Uniform(kDouble, x, -1, 1, 1), Uniform(kDouble, y, -1, 1, 2)});
    }
  }
}

TEST(BatchMatMulV3Test, RefusesMatricesThatDoNotFit) {
  ExpectRefusedEveryWay(
      Product(kInt32),
      {MakeTensor(kInt8, {1, 2}, {1, 2}), MakeTensor(kInt8, {1, 2}, {1, 2})},
      "Matrix size-incompatible");
}

}  // namespace
}  // namespace thalweg
