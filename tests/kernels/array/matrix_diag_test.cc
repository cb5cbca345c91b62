#include "thalweg/ops/array/matrix_diag.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr const char* kAlignments[] = {"LEFT_RIGHT", "RIGHT_LEFT", "LEFT_LEFT",
                                       "RIGHT_RIGHT"};

GraphFunction DiagOf(const std::string& align = "RIGHT_LEFT") {
  return [align](const Graph&, const std::vector<Output>& x) -> Output {
    return MatrixDiag(x[0], x[1], x[2], x[3], x[4], {.align = align});
  };
}

GraphFunction PartOf(const std::string& align = "RIGHT_LEFT") {
  return [align](const Graph&, const std::vector<Output>& x) -> Output {
    return MatrixDiagPart(x[0], x[1], x[2], {.align = align});
  };
}

GraphFunction SetOf(const std::string& align = "RIGHT_LEFT") {
  return [align](const Graph&, const std::vector<Output>& x) -> Output {
    return MatrixSetDiag(x[0], x[1], x[2], {.align = align});
  };
}

// A band of matrices [rows, columns].
struct Band {
  int64_t rows;
  int64_t columns;
  int32_t lower;
  int32_t upper;

  int64_t Length(int64_t d) const {
    return std::min(rows + std::min<int64_t>(d, 0),
                    columns - std::max<int64_t>(d, 0));
  }
  int64_t Longest() const {
    int64_t longest = 0;
    for (int64_t d = lower; d <= upper; ++d) {
      longest = std::max(longest, Length(d));
    }
    return longest;
  }
  // Where element n of the row of diagonal d lies in the matrix; nowhere where
  // the row is filled up.
  std::optional<Position> InMatrix(const std::string& align, int64_t d,
                                   int64_t n) const {
    const bool left = d >= 0 ? align.substr(0, 4) == "LEFT"
                             : align.substr(align.size() - 4) == "LEFT";
    // The main diagonal is as long as the longest, or either half says left.
    const bool any_left = d == 0 && align != "RIGHT_RIGHT";
    const int64_t at = left || any_left ? n : n - (Longest() - Length(d));
    if (at < 0 || at >= Length(d)) return std::nullopt;
    return Position{at + std::max<int64_t>(-d, 0),
                    at + std::max<int64_t>(d, 0)};
  }
  Tensor k() const { return Tensor::Of<int32_t>({2}, {lower, upper}); }
};

void ExpectBand(const Band& band) {
  const Tensor matrix = Counting(kFloat, {2, band.rows, band.columns});
  const int64_t count = band.upper - band.lower + 1;
  Shape rows = {2, count, band.Longest()};
  if (count == 1) rows = {2, band.Longest()};
  const Tensor zero = Tensor::Scalar<float>(0);
  for (const char* align : kAlignments) {
    const auto source = [&](const Position& to) -> std::optional<Position> {
      const int64_t d = band.upper - (count == 1 ? 0 : to[1]);
      const auto at = band.InMatrix(align, d, to.back());
      if (!at.has_value()) return std::nullopt;
      return Position{to[0], (*at)[0], (*at)[1]};
    };
    const Tensor part = FromPositions(matrix, rows, source);
    ExpectEveryWay(PartOf(align), {matrix, band.k(), zero}, part);
    ExpectEveryWay(SetOf(align), {matrix, part, band.k()}, matrix);
    const auto inside = [&](const Position& to) -> std::optional<Position> {
      const int64_t d = to[2] - to[1];
      if (d < band.lower || d > band.upper) return std::nullopt;
      return to;
    };
    ExpectEveryWay(
        DiagOf(align),
        {part, band.k(), Tensor::Scalar(static_cast<int32_t>(band.rows)),
         Tensor::Scalar(static_cast<int32_t>(band.columns)), zero},
        FromPositions(matrix, matrix.shape(), inside));
    // Zeros put in place of the band leave the rest.
    const auto outside = [&](const Position& to) -> std::optional<Position> {
      if (inside(to).has_value()) return std::nullopt;
      return to;
    };
    ExpectEveryWay(SetOf(align),
                   {matrix, Tensor::Zeros(kFloat, rows).value(), band.k()},
                   FromPositions(matrix, matrix.shape(), outside));
  }
}

TEST(MatrixDiagKernelTest, MovesBandsInEveryAlignment) {
  ExpectBand({3, 3, 0, 0});
  ExpectBand({3, 4, -1, 1});
  ExpectBand({4, 3, -2, 2});
  ExpectBand({2, 5, 1, 4});
  ExpectBand({5, 2, -4, -1});
  ExpectBand({5, 2, -3, -3});
  ExpectBand({1, 1, 0, 0});
}

TEST(MatrixDiagKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128}) {
    const Tensor vector = Counting(dtype, {3});
    const Tensor square = FromPositions(
        vector, {3, 3}, [](const Position& to) -> std::optional<Position> {
          if (to[0] != to[1]) return std::nullopt;
          return Position{to[0]};
        });
    const auto diag = [](const Graph&, const auto& x) -> Output {
      return MatrixDiagV1(x[0]);
    };
    const auto part = [](const Graph&, const auto& x) -> Output {
      return MatrixDiagPartV1(x[0]);
    };
    const auto set = [](const Graph&, const auto& x) -> Output {
      return MatrixSetDiagV1(x[0], x[1]);
    };
    ExpectEveryWay(diag, {vector}, square);
    ExpectEveryWay(part, {square}, vector);
    ExpectEveryWay(set, {Tensor::Zeros(dtype, {3, 3}).value(), vector}, square);
  }
}

TEST(MatrixDiagKernelTest, FillsWithThePadding) {
  const Tensor nine = Tensor::Scalar<float>(9);
  const Tensor none = Tensor::Scalar<int32_t>(-1);
  ExpectEveryWay(DiagOf(),
                 {Tensor::Of<float>({2}, {1, 2}), Tensor::Scalar<int32_t>(1),
                  none, none, nine},
                 Tensor::Of<float>({3, 3}, {9, 1, 9, 9, 9, 2, 9, 9, 9}));
  ExpectEveryWay(
      DiagOf(),
      {Tensor::Of<float>({2}, {1, 2}), Tensor::Scalar<int32_t>(-1), none,
       Tensor::Scalar<int32_t>(4), nine},
      Tensor::Of<float>({3, 4}, {9, 9, 9, 9, 1, 9, 9, 9, 9, 2, 9, 9}));
  ExpectEveryWay(PartOf(),
                 {Tensor::Of<float>({2, 2}, {1, 2, 3, 4}),
                  Tensor::Of<int32_t>({2}, {-1, 1}), nine},
                 Tensor::Of<float>({3, 2}, {9, 2, 1, 4, 3, 9}));
}

TEST(MatrixDiagKernelTest, TheSecondFormAlignsLeft) {
  const Tensor matrix = Tensor::Of<float>({2, 2}, {1, 2, 3, 4});
  const Tensor rows = Tensor::Of<float>({3, 2}, {2, 0, 1, 4, 3, 0});
  const Tensor k = Tensor::Of<int32_t>({2}, {-1, 1});
  const Tensor none = Tensor::Scalar<int32_t>(-1);
  const Tensor zero = Tensor::Scalar<float>(0);
  ExpectEveryWay(
      [](const Graph&, const auto& x) -> Output {
        return MatrixDiagPartV2(x[0], x[1], x[2]);
      },
      {matrix, k, zero}, rows);
  ExpectEveryWay(
      [](const Graph&, const auto& x) -> Output {
        return MatrixSetDiagV2(x[0], x[1], x[2]);
      },
      {Tensor::Zeros(kFloat, {2, 2}).value(), rows, k}, matrix);
  ExpectEveryWay(
      [](const Graph&, const auto& x) -> Output {
        return MatrixDiagV2(x[0], x[1], x[2], x[3], x[4]);
      },
      {rows, k, none, none, zero}, matrix);
}

TEST(MatrixDiagKernelTest, ServesEmptyMatrices) {
  const Tensor zero = Tensor::Scalar<float>(0);
  const Tensor main = Tensor::Scalar<int32_t>(0);
  const Tensor none = Tensor::Scalar<int32_t>(-1);
  ExpectEveryWay(PartOf(), {Counting(kFloat, {2, 0, 3}), main, zero},
                 Counting(kFloat, {2, 0}));
  ExpectEveryWay(SetOf(),
                 {Counting(kFloat, {2, 0, 3}), Counting(kFloat, {2, 0}), main},
                 Counting(kFloat, {2, 0, 3}));
  ExpectEveryWay(DiagOf(), {Counting(kFloat, {0, 3}), main, none, none, zero},
                 Counting(kFloat, {0, 3, 3}));
  ExpectEveryWay(DiagOf(), {Counting(kFloat, {0}), main, none, none, zero},
                 Counting(kFloat, {0, 0}));
}

TEST(MatrixDiagKernelTest, IgnoresDiagonalsThatTheMatrixDoesNotHave) {
  const Tensor none = Tensor::Scalar<int32_t>(-1);
  ExpectEveryWay(DiagOf("LEFT_LEFT"),
                 {Tensor::Of<float>({4, 1}, {1, 2, 3, 4}),
                  Tensor::Of<int32_t>({2}, {-4, -1}), none, none,
                  Tensor::Scalar<float>(0)},
                 Tensor::Of<float>({2, 2}, {0, 0, 1, 0}));
}

TEST(MatrixDiagKernelTest, RefusesBadArguments) {
  const Tensor zero = Tensor::Scalar<float>(0);
  const Tensor none = Tensor::Scalar<int32_t>(-1);
  const auto refuse_diag = [&](const Shape& shape, Tensor k, Tensor rows,
                               Tensor columns, const char* text) {
    ExpectRefusedEveryWay(
        DiagOf(), {Counting(kFloat, shape), k, rows, columns, zero}, text);
  };
  const Tensor one = Tensor::Scalar<int32_t>(1);
  const Tensor five = Tensor::Scalar<int32_t>(5);
  refuse_diag({}, one, none, none, "");
  refuse_diag({3}, Tensor::Of<int32_t>({2}, {1, 0}), none, none,
              "lower_diag_index must not be larger than upper_diag_index: 1 > "
              "0");
  refuse_diag({3}, Tensor::Of<int32_t>({0}, {}), none, none,
              "diag_index must have only one or two elements, received 0");
  refuse_diag({3}, Tensor::Of<int32_t>({3}, {0, 0, 0}), none, none,
              "received 3 elements");
  refuse_diag({3}, Tensor::Of<int32_t>({1, 1}, {0}), none, none,
              "diag_index must be a scalar or vector, received shape: [1,1]");
  refuse_diag({2, 3}, Tensor::Of<int32_t>({2}, {0, 2}), none, none,
              "The number of diagonals provided in the input does not match");
  refuse_diag({3}, Tensor::Of<int32_t>({2}, {0, 2}), none, none,
              "The number of diagonals");
  refuse_diag({3}, one, one, none, "The number of rows is too small.");
  refuse_diag({3}, one, none, one, "The number of columns is too small.");
  refuse_diag({3}, one, five, five,
              "The number of rows or columns is not consistent");
  ExpectRefusedEveryWay(
      DiagOf(), {Counting(kFloat, {3}), one, none, none, Counting(kFloat, {0})},
      "");
}

TEST(MatrixDiagPartKernelTest, RefusesBadArguments) {
  const Tensor zero = Tensor::Scalar<float>(0);
  const auto refuse = [&](const Shape& shape, int32_t k, const char* text) {
    ExpectRefusedEveryWay(
        PartOf(), {Counting(kFloat, shape), Tensor::Scalar(k), zero}, text);
  };
  refuse({3}, 0, "");
  refuse({2, 3}, 3,
         "lower_diag_index is out of bound: 3. It must be between -2 and 3");
  refuse({2, 3}, -2, "is out of bound: -2");
  refuse({0, 3}, -1, "out of bound");
  ExpectRefusedEveryWay(PartOf(),
                        {Counting(kFloat, {2, 3}),
                         Tensor::Of<int32_t>({2}, {0, INT32_MAX}), zero},
                        "upper_diag_index is out of bound");
  ExpectRefusedEveryWay(PartOf(),
                        {Counting(kFloat, {2, 3}), Tensor::Scalar<int32_t>(0),
                         Counting(kFloat, {0})},
                        "");
}

TEST(MatrixSetDiagKernelTest, RefusesBadArguments) {
  const auto refuse = [&](const Shape& shape, const Shape& diagonal, int32_t k,
                          const char* text) {
    ExpectRefusedEveryWay(SetOf(),
                          {Counting(kFloat, shape), Counting(kFloat, diagonal),
                           Tensor::Scalar(k)},
                          text);
  };
  refuse({2, 3}, {}, 0, "");
  refuse({3}, {3}, 0, "");
  refuse({2, 3}, {3}, 0, "Expected diagonal shape: [2]");
  refuse({4, 2, 3}, {3, 2}, 0, "Expected diagonal shape: [4,2]");
  refuse({2, 3}, {2}, 4, "out of bound");
}

TEST(MatrixDiagShapeTest, KnowsWhatPartialShapesShow) {
  Graph graph;
  const auto of = [&](const Shape& shape) {
    return Placeholder(graph, kFloat, shape);
  };
  const Output k = Placeholder(graph, kInt32, {});
  EXPECT_EQ(MatrixDiagV1(of({-1, 3})).shape(), Shape({-1, 3, 3}));
  EXPECT_EQ(MatrixDiag(of({-1, 3}), 1).shape(), Shape({-1, 4, 4}));
  EXPECT_EQ(MatrixDiag(of({-1, -1}), 1).shape(), Shape({-1, -1, -1}));
  EXPECT_EQ(MatrixDiag(of({-1, -1}), 1, 4, 5).shape(), Shape({-1, 4, 5}));
  EXPECT_EQ(MatrixDiag(of({-1, 3}), k).shape(), Shape({-1, -1, -1}));
  EXPECT_EQ(MatrixDiagPart(of({-1, 3, 4}), {-1, 1}).shape(), Shape({-1, 3, 3}));
  EXPECT_EQ(MatrixDiagPart(of({5, -1, 4}), 1).shape(), Shape({5, -1}));
  EXPECT_EQ(MatrixDiagPart(of({5, 3, 4}), k).shape(), Shape({5, -1}));
  EXPECT_EQ(MatrixSetDiag(of({-1, 3, 4}), of({5, 3})).shape(),
            Shape({5, 3, 4}));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
