#include "thalweg/ops/array/fill.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output FillOf(const Graph& graph, const std::vector<Output>& inputs) {
  return Fill(graph, inputs[0], inputs[1]);
}

TEST(FillKernelTest, PutsOneValueEverywhere) {
  for (DType dtype :
       {kBool, kHalf, kFloat, kDouble, kComplex128, kString, kQint8}) {
    const Tensor value = Counting(dtype, {2}).Slice(1, 2).Reshaped({});
    ExpectEveryWay(FillOf, {Tensor::Of<int32_t>({2}, {2, 3}), value},
                   FromPositions(value, {2, 3},
                                 [](const Position&) { return Position(); }));
  }
  ExpectEveryWay(FillOf,
                 {Tensor::Of<int64_t>({0}, {}), Tensor::Scalar<int32_t>(7)},
                 Tensor::Scalar<int32_t>(7));
  ExpectEveryWay(FillOf,
                 {Tensor::Of<int64_t>({2}, {3, 0}), Tensor::Scalar(true)},
                 Tensor::Of<bool>({3, 0}, {}));
}

TEST(FillKernelTest, TakesScalarsForVectorsOfOne) {
  ExpectEveryWay(FillOf,
                 {Tensor::Scalar<int32_t>(2), Tensor::Scalar<int32_t>(7)},
                 Tensor::Of<int32_t>({2}, {7, 7}));
  ExpectEveryWay(FillOf,
                 {Tensor::Of<int32_t>({1}, {2}), Tensor::Of<int32_t>({1}, {7})},
                 Tensor::Of<int32_t>({2}, {7, 7}));
}

TEST(FillKernelTest, RefusesBadDimsAndValues) {
  const auto refuse = [](Tensor dims, Tensor value, const char* text) {
    ExpectRefusedEveryWay(FillOf, {dims, value}, text);
  };
  const Tensor one = Tensor::Scalar(1.0f);
  refuse(Tensor::Of<int32_t>({1}, {-1}), one, "Dimension -1 must be >= 0");
  refuse(Tensor::Of<int32_t>({1, 1}, {1}), one,
         "dims must represent a vector, got shape [1,1]");
  refuse(Tensor::Of<int32_t>({1}, {1}), Counting(kFloat, {2}),
         "value must represent a scalar, got shape [2]");
  refuse(Tensor::Of<int64_t>({2}, {int64_t{1} << 40, int64_t{1} << 40}), one,
         "");
}

Output ZerosOf(const Graph&, const std::vector<Output>& inputs) {
  return ZerosLike(inputs[0]);
}

Output OnesOf(const Graph&, const std::vector<Output>& inputs) {
  return OnesLike(inputs[0]);
}

constexpr DType kOnesTypes[] = {
    kHalf,   kBfloat16, kFloat,  kDouble, kInt8,   kUint8,     kInt16,
    kUint16, kInt32,    kUint32, kInt64,  kUint64, kComplex64, kComplex128};

TEST(ZerosLikeKernelTest, ServesEveryType) {
  for (DType dtype : kOnesTypes) {
    ExpectEveryWay(ZerosOf, {Counting(dtype, {2, 3})},
                   MakeTensor(dtype, {2, 3}, std::vector<double>(6, 0)));
  }
  ExpectEveryWay(ZerosOf, {Tensor::Of<std::string>({1}, {"a"})},
                 Tensor::Of<std::string>({1}, {""}));
  ExpectEveryWay(ZerosOf, {Tensor::Scalar(true)}, Tensor::Scalar(false));
}

TEST(OnesLikeKernelTest, ServesEveryType) {
  for (DType dtype : kOnesTypes) {
    ExpectEveryWay(OnesOf, {Counting(dtype, {2, 3})},
                   MakeTensor(dtype, {2, 3}, std::vector<double>(6, 1)));
  }
  ExpectEveryWay(OnesOf, {Tensor::Scalar(false)}, Tensor::Scalar(true));
}

}  // namespace
}  // namespace thalweg
