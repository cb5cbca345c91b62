#include "thalweg/ops/array/tile.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/range.h"
#include "thalweg/ops/math/reduction.h"

namespace thalweg {
namespace {

absl::Status TileShape(ShapeContext& context) {
  if (!RequireRank(context.input(1), 1).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected multiples to be 1-D, but got shape ",
                     context.input(1).ToString()));
  }
  const std::optional<PartialValue> multiples = KnownVector(context, 1);
  if (!multiples.has_value()) {
    if (context.input(0).has_rank()) {
      context.set_output(0, Shape::OfRank(context.input(0).rank()));
    }
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Shape shape,
                   TiledShape(context.input(0), multiples->elements));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

// Splits each dimension of the gradient into copies and size, and sums over
// the copies, which are the even dimensions of the split form.
absl::Status TileGradient(GradientContext& context) {
  const Output multiples = context.input(1);
  const Output shape = ShapeOf(context.input(0), {multiples.dtype()});
  const Output split = Reshape(Pack({multiples, shape}, {.axis = 1}), {-1});
  const Output copies = Range(context.graph(), 0, Size(split), 2);
  context.set(0, Sum(Reshape(context.upstream(0).dense(), split), copies));
  return absl::OkStatus();
}

const OpRegistration kTile = OpSchema("Tile")
                                 .Input("input", "T")
                                 .Input("multiples", "Tmultiples")
                                 .Output("output", "T")
                                 .Attr("T", kAnyType)
                                 .Attr("Tmultiples", kIndices, kInt32)
                                 .Shape(TileShape)
                                 .Gradient(TileGradient);

}  // namespace

absl::StatusOr<Shape> TiledShape(const Shape& input,
                                 absl::Span<const int64_t> multiples) {
  const int64_t rank = multiples.size();
  if ((input.has_rank() && input.rank() != rank) || rank > Shape::kMaxRank) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected multiples argument to be a vector of length ",
                     input.has_rank() ? input.rank() : Shape::kMaxRank,
                     " but got length ", rank));
  }
  Shape::Dims dims;
  for (int i = 0; i < rank; ++i) {
    const int64_t dim = input.has_rank() ? input.dim(i) : Shape::kUnknown;
    int64_t tiled = Shape::kUnknown;
    if (multiples[i] != PartialValue::kUnknown) {
      if (multiples[i] < 0) {
        return absl::InvalidArgumentError(absl::StrCat(
            "Expected multiples[", i, "] >= 0, but got ", multiples[i]));
      }
      if (dim != Shape::kUnknown &&
          __builtin_mul_overflow(dim, multiples[i], &tiled)) {
        return absl::InvalidArgumentError(
            absl::StrCat("dimension ", i, " of the result is too large: ", dim,
                         " * ", multiples[i]));
      }
    }
    dims.push_back(tiled);
  }
  return Shape::Make(dims);
}

Output Tile(Input input, Input multiples) {
  return Build(kTile, {input, multiples});
}

}  // namespace thalweg
