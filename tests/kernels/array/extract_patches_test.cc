#include "thalweg/ops/array/extract_patches.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction ImagePatches(ExtractImagePatchesAttrs attrs) {
  return [attrs](const Graph&, const std::vector<Output>& inputs) -> Output {
    return ExtractImagePatches(inputs[0], attrs);
  };
}

GraphFunction VolumePatches(ExtractVolumePatchesAttrs attrs) {
  return [attrs](const Graph&, const std::vector<Output>& inputs) -> Output {
    return ExtractVolumePatches(inputs[0], attrs);
  };
}

// Windows over one dimension, as reference/ops.md defines them.
struct Window {
  int64_t size;
  int64_t stride;
  int64_t rate;

  int64_t Span() const { return (size - 1) * rate + 1; }
  int64_t Count(int64_t input, bool same) const {
    return same ? (input + stride - 1) / stride
                : (input - Span() + stride) / stride;
  }
  int64_t Before(int64_t input, bool same) const {
    const int64_t over = (Count(input, same) - 1) * stride + Span() - input;
    return same ? std::max<int64_t>(over, 0) / 2 : 0;
  }
};

// The patches of any number of dimensions of space, cell by cell.
Tensor NaivePatches(const Tensor& input, const std::vector<Window>& windows,
                    bool same) {
  Shape shape = input.shape();
  const int last = shape.rank() - 1;
  const int64_t depth = shape.dim(last);
  int64_t cells = 1;
  for (int i = 1; i < last; ++i) {
    shape.set_dim(i, windows[i - 1].Count(input.dim(i), same));
    cells *= windows[i - 1].size;
  }
  shape.set_dim(last, cells * depth);
  return FromPositions(
      input, shape, [&](const Position& to) -> std::optional<Position> {
        Position from = to;
        from[last] = to[last] % depth;
        int64_t cell = to[last] / depth;
        for (int i = last - 1; i > 0; --i) {
          const Window& window = windows[i - 1];
          from[i] = to[i] * window.stride - window.Before(input.dim(i), same) +
                    cell % window.size * window.rate;
          cell /= window.size;
          if (from[i] < 0 || from[i] >= input.dim(i)) return std::nullopt;
        }
        return from;
      });
}

void ExpectImagePatches(DType dtype, const Shape& shape, Window height,
                        Window width) {
  const Tensor input = Counting(dtype, shape);
  for (const char* padding : {"SAME", "VALID"}) {
    const bool same = padding[0] == 'S';
    if (!same &&
        (height.Span() > shape.dim(1) || width.Span() > shape.dim(2))) {
      continue;
    }
    ExpectEveryWay(ImagePatches({.ksizes = {1, height.size, width.size, 1},
                                 .strides = {1, height.stride, width.stride, 1},
                                 .rates = {1, height.rate, width.rate, 1},
                                 .padding = padding}),
                   {input}, NaivePatches(input, {height, width}, same));
  }
}

TEST(ExtractImagePatchesKernelTest, CopiesTheCellsOfWindows) {
  for (int64_t size : {1, 2, 3}) {
    for (int64_t stride : {1, 2, 4}) {
      for (int64_t rate : {1, 2, 3}) {
        ExpectImagePatches(kFloat, {2, 7, 5, 2}, {size, stride, rate},
                           {2, 1, 1});
        ExpectImagePatches(kFloat, {1, 3, 8, 1}, {2, 2, 1},
                           {size, stride, rate});
      }
    }
  }
  ExpectImagePatches(kFloat, {1, 2, 2, 1}, {5, 1, 1}, {7, 3, 2});
  ExpectImagePatches(kFloat, {0, 3, 3, 1}, {2, 1, 1}, {2, 1, 1});
  ExpectImagePatches(kFloat, {2, 3, 3, 0}, {2, 1, 1}, {2, 1, 1});
  ExpectImagePatches(kFloat, {3, 60, 50, 3}, {3, 1, 1}, {3, 1, 1});
}

TEST(ExtractImagePatchesKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128}) {
    ExpectImagePatches(dtype, {1, 3, 3, 2}, {2, 1, 1}, {3, 1, 1});
  }
}

TEST(ExtractVolumePatchesKernelTest, CopiesTheCellsOfWindows) {
  const Tensor input = Counting(kFloat, {2, 4, 3, 5, 2});
  for (const char* padding : {"SAME", "VALID"}) {
    ExpectEveryWay(VolumePatches({.ksizes = {1, 2, 3, 2, 1},
                                  .strides = {1, 1, 2, 3, 1},
                                  .padding = padding}),
                   {input},
                   NaivePatches(input, {{2, 1, 1}, {3, 2, 1}, {2, 3, 1}},
                                padding[0] == 'S'));
  }
}

TEST(ExtractPatchesGradientTest, AddsUpTheCopies) {
  const Tensor images = Uniform(kDouble, {2, 4, 5, 2}, -1, 1);
  for (const char* padding : {"SAME", "VALID"}) {
    CheckGradients(ImagePatches({.ksizes = {1, 2, 3, 1},
                                 .strides = {1, 1, 2, 1},
                                 .rates = {1, 2, 1, 1},
                                 .padding = padding}),
                   {images}, {.second_order = true});
    CheckGradients(VolumePatches({.ksizes = {1, 2, 2, 1, 1},
                                  .strides = {1, 1, 2, 1, 1},
                                  .padding = padding}),
                   {Uniform(kDouble, {1, 3, 3, 2, 2}, -1, 1)});
  }
}

// With lists for height alone.
ExtractImagePatchesAttrs Of(int64_t size, int64_t stride, int64_t rate) {
  return {.ksizes = {1, size, 1, 1},
          .strides = {1, stride, 1, 1},
          .rates = {1, rate, 1, 1}};
}

TEST(ExtractImagePatchesKernelTest, RefusesBadArguments) {
  const Tensor images = Counting(kFloat, {1, 3, 3, 1});
  ExpectEveryWay(ImagePatches(Of(4, 1, 1)), {images},
                 Counting(kFloat, {1, 0, 3, 4}));
  ExpectRefusedEveryWay(ImagePatches(Of(5, 1, 1)), {images}, "");
  ExpectRefusedEveryWay(ImagePatches(Of(3, 1, 1)), {Counting(kFloat, {3, 3})},
                        "input must be 4-dimensional[3,3]");
  ExtractImagePatchesAttrs attrs = Of(1, 1, 1);
  attrs.rates.push_back(1);
  ExpectRefusedEveryWay(ImagePatches(attrs), {images},
                        "the rates attribute must contain 4 values, but got: "
                        "5");
  ExpectRefusedEveryWay(ImagePatches(Of(int64_t{1} << 40, 1, 1)), {images}, "");
}

TEST(ExtractImagePatchesKernelTest, RefusesWindowsOverBatchOrOfNoSize) {
  const auto status = [](ExtractImagePatchesAttrs attrs) {
    Graph graph;
    ExtractImagePatches(Placeholder(graph, kFloat, Shape::Unknown()), attrs);
    return graph.status();
  };
  using Code = absl::StatusCode;
  EXPECT_THAT(status(Of(0, 1, 1)),
              StatusIs(Code::kOutOfRange, "ksizes is out of range."));
  EXPECT_THAT(status(Of(1, 0, 1)), StatusIs(Code::kOutOfRange, "strides"));
  EXPECT_THAT(status(Of(1, 1, -1)), StatusIs(Code::kOutOfRange, "rates"));
  ExtractImagePatchesAttrs attrs = Of(1, 1, 1);
  attrs.strides[0] = 2;
  EXPECT_THAT(status(attrs), StatusIs(Code::kUnimplemented,
                                      "Only support strides across space."));
}

TEST(ExtractPatchesShapeTest, KnowsWhatPartialShapesShow) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 7, -1, 3});
  EXPECT_EQ(ExtractImagePatches(x, Of(3, 2, 1)).shape(), Shape({-1, 3, -1, 9}));
  const Output unknown = Placeholder(graph, kFloat, Shape::Unknown());
  EXPECT_EQ(ExtractImagePatches(unknown, Of(3, 2, 1)).shape(),
            Shape::OfRank(4));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
