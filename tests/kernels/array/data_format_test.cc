#include "thalweg/ops/array/data_format.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/tests/support/every_way.h"

namespace thalweg {
namespace {

GraphFunction DimMap(DataFormatAttrs attrs) {
  return [attrs](const Graph&, const std::vector<Output>& inputs) -> Output {
    return DataFormatDimMap(inputs[0], attrs);
  };
}

GraphFunction Permute(DataFormatAttrs attrs) {
  return [attrs](const Graph&, const std::vector<Output>& inputs) -> Output {
    return DataFormatVecPermute(inputs[0], attrs);
  };
}

using Ints = std::vector<int32_t>;

Tensor Vector(const Ints& values) { return Tensor::Vector<int32_t>(values); }

TEST(DataFormatDimMapKernelTest, TellsWhereDimensionsGo) {
  ExpectEveryWay(DimMap({}), {Vector({0, 1, 2, 3, -1, -4})},
                 Vector({0, 2, 3, 1, 1, 0}));
  ExpectEveryWay(DimMap({"NDHWC", "NCDHW"}),
                 {Tensor::Of<int64_t>({1, 3}, {1, 4, -1})},
                 Tensor::Of<int64_t>({1, 3}, {2, 1, 1}));
  ExpectEveryWay(DimMap({}), {Tensor::Scalar<int32_t>(1)},
                 Tensor::Scalar<int32_t>(2));
}

TEST(DataFormatVecPermuteKernelTest, PermutesVectorsAndPairs) {
  ExpectEveryWay(Permute({}), {Vector({7, 4, 9, 3})}, Vector({7, 3, 4, 9}));
  ExpectEveryWay(Permute({"NCHW", "NHWC"}), {Vector({7, 4, 9, 3})},
                 Vector({7, 9, 3, 4}));
  ExpectEveryWay(Permute({"NHWC", "WHCN"}), {Vector({4, 9})}, Vector({9, 4}));
  ExpectEveryWay(Permute({"HWNC", "NHWC"}),
                 {Tensor::Of<int64_t>({4, 2}, {7, 4, 9, 3, 4, 5, 5, 1})},
                 Tensor::Of<int64_t>({4, 2}, {4, 5, 7, 4, 9, 3, 5, 1}));
  ExpectEveryWay(Permute({"NDHWC", "NCWHD"}), {Vector({1, 2, 3})},
                 Vector({3, 2, 1}));
}

TEST(DataFormatKernelTest, RefusesWhatIsNoPermutation) {
  const auto refuse = [](DataFormatAttrs attrs, const Ints& x,
                         const char* text) {
    ExpectRefusedEveryWay(Permute(attrs), {Vector(x)}, text);
  };
  ExpectRefusedEveryWay(DimMap({"NHWC", "NCH"}), {Vector({0})},
                        "format must be of length 4 or 5, received NCH");
  ExpectRefusedEveryWay(DimMap({"NHWC", "NCHH"}), {Vector({0})},
                        "must determine a permutation, got NHWC and NCHH");
  ExpectRefusedEveryWay(DimMap({"NHHC", "NHHC"}), {Vector({0})},
                        "must determine a permutation");
  refuse({"1234", "4321"}, {1, 2}, "Format specifier must contain H and W");
  refuse({}, {1, 2, 3}, "input must have 2 or 4 elements");
  refuse({}, {}, "input must have 2 or 4 elements");
  ExpectRefusedEveryWay(Permute({}), {Tensor::Zeros(kInt32, {4, 3}).value()},
                        "Second dimension of 2D input must be of size 2");
  ExpectRefusedEveryWay(Permute({}), {Tensor::Scalar<int32_t>(1)},
                        "input must be a vector or 2D tensor");
}

}  // namespace
}  // namespace thalweg
