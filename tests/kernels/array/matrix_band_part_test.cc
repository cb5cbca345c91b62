#include "thalweg/ops/array/matrix_band_part.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output BandOf(const Graph&, const std::vector<Output>& inputs) {
  return MatrixBandPart(inputs[0], inputs[1], inputs[2]);
}

void ExpectBand(DType dtype, const Shape& shape, int64_t lower, int64_t upper) {
  const Tensor input = Counting(dtype, shape);
  const auto source = [&](const Position& to) -> std::optional<Position> {
    const int64_t row = to[to.size() - 2];
    const int64_t column = to.back();
    const bool inside = (lower < 0 || row - column <= lower) &&
                        (upper < 0 || column - row <= upper);
    return inside ? std::optional(to) : std::nullopt;
  };
  ExpectEveryWay(BandOf, {input, Tensor::Scalar(lower), Tensor::Scalar(upper)},
                 FromPositions(input, shape, source));
}

TEST(MatrixBandPartKernelTest, KeepsTheBand) {
  for (const Shape& shape : {Shape{4, 4}, Shape{5, 3}, Shape{3, 5}}) {
    for (int64_t lower = -1; lower <= 3; ++lower) {
      for (int64_t upper = -1; upper <= 3; ++upper) {
        ExpectBand(kFloat, shape, lower, upper);
      }
    }
  }
  ExpectBand(kFloat, {2, 3, 4, 4}, 1, 0);
  ExpectBand(kFloat, {0, 4, 4}, 1, 0);
  ExpectBand(kFloat, {2, 0, 4}, 0, 0);
  ExpectBand(kFloat, {2, 4, 0}, 0, 0);
  ExpectBand(kFloat, {9, 1}, 0, 0);
  ExpectBand(kFloat, {200, 90, 70}, 3, 5);
  ExpectBand(kFloat, {4, 4}, INT64_MIN + 1, INT64_MIN + 1);
}

TEST(MatrixBandPartKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128}) {
    ExpectBand(dtype, {3, 3}, 1, 0);
  }
}

TEST(MatrixBandPartKernelTest, RefusesBadArguments) {
  const auto refuse = [](const Shape& shape, Tensor lower, Tensor upper,
                         const char* text) {
    ExpectRefusedEveryWay(BandOf, {Counting(kFloat, shape), lower, upper},
                          text);
  };
  const Tensor one = Tensor::Scalar<int32_t>(1);
  const Tensor four = Tensor::Scalar<int32_t>(4);
  refuse({3, 3}, four, one,
         "num_lower must be negative or less or equal to number of rows (3) "
         "got: 4");
  refuse({3, 3}, one, four,
         "num_upper must be negative or less or equal to number of columns (3) "
         "got: 4");
  refuse({3}, one, one, "");
  refuse({3, 3}, Tensor::Of<int32_t>({1}, {1}), one, "num_lower must be");
}

}  // namespace
}  // namespace thalweg
