#include "thalweg/kernels/cpu/broadcast.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

// Elements that tell where they come from: their index.
template <class T>
std::vector<T> Numbered(int64_t n) {
  std::vector<T> values(n);
  for (int64_t i = 0; i < n; ++i) values[i] = static_cast<T>(i);
  return values;
}

// Which element of an operand the output's element `index` takes: by the
// definition, dimension by dimension.
int64_t NaiveIndex(const Shape& operand, const Shape& output, int64_t index) {
  int64_t result = 0, stride = 1;
  for (int i = output.rank() - 1; i >= 0; --i) {
    const int64_t coordinate = index % output.dim(i);
    index /= output.dim(i);
    const int dim = i - (output.rank() - operand.rank());
    if (dim < 0) continue;
    if (operand.dim(dim) != 1) result += coordinate * stride;
    stride *= operand.dim(dim);
  }
  return result;
}

// Walks [begin, end) and says which element of each operand each place got.
template <class T>
void ExpectWalk(const std::vector<Shape>& shapes, int64_t begin, int64_t end,
                const Broadcast& broadcast) {
  std::vector<std::vector<T>> values;
  std::vector<Broadcast::Operand> operands;
  for (const Shape& shape : shapes) {
    values.push_back(Numbered<T>(shape.num_elements()));
  }
  for (const auto& value : values)
    operands.push_back({value.data(), sizeof(T)});
  int64_t next = begin;
  broadcast.ForEachPiece(
      operands, begin, end,
      [&](const void* const* pieces, int64_t first, int64_t n) {
        ASSERT_EQ(first, next);
        next += n;
        for (size_t k = 0; k < shapes.size(); ++k) {
          for (int64_t i = 0; i < n; ++i) {
            const int64_t expected =
                NaiveIndex(shapes[k], broadcast.output_shape(), first + i);
            ASSERT_EQ(static_cast<const T*>(pieces[k])[i],
                      static_cast<T>(expected))
                << "operand " << k << " element " << first + i;
            ASSERT_EQ(broadcast.OperandIndex(static_cast<int>(k), first + i),
                      expected);
          }
        }
      });
  EXPECT_EQ(next, end);
}

absl::StatusOr<Broadcast> Make(const std::vector<Shape>& shapes) {
  std::vector<const Shape*> pointers;
  for (const Shape& shape : shapes) pointers.push_back(&shape);
  return Broadcast::Make(pointers);
}

TEST(BroadcastTest, WalksOperandsAsTheDefinitionSays) {
  const std::vector<std::vector<Shape>> cases = {
      {Shape(), Shape()},
      {{5}, {5}},
      {{5}, Shape()},
      {Shape(), {700}},
      {{3, 4}, {4}},
      {{300, 3}, {3}},
      {{3, 300}, {3, 1}},
      {{300, 3}, {300, 1}},
      {{1, 4}, {3, 1}},
      {{70, 1}, {1, 70}},
      {{2, 1, 3}, {4, 1}},
      {{2, 3, 4, 5}, {3, 1, 5}},
      {{2, 1, 4, 1, 3}, {3, 1, 2, 1}},
      {{2, 1, 2, 1, 2, 1, 2, 1}, {1, 3, 1, 3, 1, 3, 1, 3}},
      {{0, 3}, {3}},
      {{1, 3}, {0, 1}},
      {{4, 1}, {4, 5}, {5}},
      {Shape(), {9, 30}, {9, 1}},
      {{2, 3}, {2, 3}, {2, 3}},
  };
  for (const auto& shapes : cases) {
    ASSERT_OK_AND_ASSIGN(const Broadcast broadcast, Make(shapes));
    SCOPED_TRACE(broadcast.output_shape().ToString());
    const int64_t size = broadcast.output_shape().num_elements();
    EXPECT_EQ(broadcast.size(), size);
    ExpectWalk<float>(shapes, 0, size, broadcast);
    ExpectWalk<uint8_t>(shapes, 0, size, broadcast);
    ExpectWalk<int16_t>(shapes, 0, size, broadcast);
    ExpectWalk<double>(shapes, 0, size, broadcast);
  }
}

TEST(BroadcastTest, StartsAndEndsAnywhere) {
  const std::vector<Shape> shapes = {{4, 30, 7}, {30, 1}, {7}};
  ASSERT_OK_AND_ASSIGN(const Broadcast broadcast, Make(shapes));
  std::mt19937 random(1);
  for (int i = 0; i < 100; ++i) {
    const int64_t end = random() % (broadcast.size() + 1);
    const int64_t begin = random() % (end + 1);
    ExpectWalk<float>(shapes, begin, end, broadcast);
  }
}

TEST(BroadcastTest, GivesOperandsThatAreNotRepeatedInPlace) {
  const std::vector<Shape> shapes = {{50, 3}, {3}};
  ASSERT_OK_AND_ASSIGN(const Broadcast broadcast, Make(shapes));
  const auto x = Numbered<float>(150), y = Numbered<float>(3);
  const Broadcast::Operand operands[] = {{x.data(), 4}, {y.data(), 4}};
  broadcast.ForEachPiece(
      operands, 0, 150, [&](const void* const* pieces, int64_t first, int64_t) {
        EXPECT_EQ(pieces[0], x.data() + first);
      });
}

TEST(BroadcastTest, CallsShapesOfOneLayoutFlat) {
  EXPECT_TRUE(Make({{2, 3}, {2, 3}})->is_flat());
  EXPECT_TRUE(Make({{2, 3}, {1, 2, 3}})->is_flat());
  EXPECT_TRUE(Make({{1, 1}, Shape()})->is_flat());
  EXPECT_FALSE(Make({{2, 3}, {3}})->is_flat());
  EXPECT_FALSE(Make({{3}, Shape()})->is_flat());
}

TEST(BroadcastTest, RefusesShapesThatDoNotBroadcast) {
  EXPECT_THAT(Make({{2}, {3}}), StatusIs(absl::StatusCode::kInvalidArgument,
                                         "Incompatible shapes: [2] vs. [3]"));
}

}  // namespace
}  // namespace thalweg
