#include "thalweg/ops/array/slice.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/pad.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/add.h"
#include "thalweg/ops/math/sub.h"

namespace thalweg {
namespace {

constexpr int64_t kUnknownValue = PartialValue::kUnknown;

absl::Status RequireVectors(const ShapeContext& context) {
  const Shape& begin = context.input(1);
  const Shape& size = context.input(2);
  if (RequireRank(begin, 1).ok() && RequireRank(size, 1).ok() &&
      begin.IsCompatibleWith(size)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "Expected begin and size arguments to be 1-D tensors of equal size, but "
      "got shapes ",
      begin.ToString(), " and ", size.ToString(), " instead."));
}

absl::Status SliceShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireVectors(context));
  std::optional<PartialValue> begin = KnownVector(context, 1);
  std::optional<PartialValue> size = KnownVector(context, 2);
  const int64_t rank = begin.has_value()  ? begin->elements.size()
                       : size.has_value() ? size->elements.size()
                                          : context.input(0).rank();
  if (rank < 0) return absl::OkStatus();
  PartialValue unknown;
  unknown.elements.assign(rank, kUnknownValue);
  ASSIGN_OR_RETURN(Shape shape, SlicedShape(context.input(0),
                                            begin.value_or(unknown).elements,
                                            size.value_or(unknown).elements));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

// Of vectors only.
absl::Status SliceValue(ShapeContext& context) {
  const std::optional<PartialValue> input = KnownVector(context, 0);
  const PartialValue* begin = context.input_value(1);
  const Shape& shape = context.node().output_shape(0);
  if (!input.has_value() || begin == nullptr || !begin->IsKnown() ||
      !shape.IsFullyDefined()) {
    return absl::OkStatus();
  }
  PartialValue value;
  const auto first = input->elements.begin() + begin->elements[0];
  value.elements.assign(first, first + shape.dim(0));
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

// Pads by `begin` in front and by what input has more behind.
absl::Status SliceGradient(GradientContext& context) {
  const Output gradient = context.upstream(0).dense();
  const Output begin = context.input(1);
  const ShapeAttrs index = {.out_type = begin.dtype()};
  const Output end = Add(begin, ShapeOf(gradient, index));
  const Output after = Sub(ShapeOf(context.input(0), index), end);
  context.set(0, Pad(gradient, Pack({begin, after}, {.axis = 1})));
  return absl::OkStatus();
}

const OpRegistration kSlice = OpSchema("Slice")
                                  .Input("input", "T")
                                  .Input("begin", "Index")
                                  .Input("size", "Index")
                                  .Output("output", "T")
                                  .Attr("T", kAnyType)
                                  .Attr("Index", kIndices)
                                  .Shape(SliceShape)
                                  .Value(SliceValue)
                                  .Gradient(SliceGradient);

// Dimension i of the result; -1 when unknown.
absl::StatusOr<int64_t> SlicedDim(int i, int64_t dim, int64_t begin,
                                  int64_t size) {
  if (dim == 0 && begin != kUnknownValue && size != kUnknownValue &&
      (begin != 0 || (size != 0 && size != -1))) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Expected begin[", i, "] == 0 (got ", begin, ") and size[", i,
        "] == 0 (got ", size, ") when input.dim_size(", i, ") == 0"));
  }
  if (begin != kUnknownValue &&
      (begin < 0 || (dim != Shape::kUnknown && begin > dim))) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Expected begin[", i, "] in [0, ", dim, "], but got ", begin));
  }
  const int64_t room = dim == Shape::kUnknown || begin == kUnknownValue
                           ? Shape::kUnknown
                           : dim - begin;
  if (size == kUnknownValue) return Shape::kUnknown;
  if (size == -1) return room;
  const int64_t most = room == Shape::kUnknown ? dim : room;
  if (size < 0 || (most != Shape::kUnknown && size > most)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Expected size[", i, "] in [0, ", most, "], but got ", size));
  }
  return size;
}

}  // namespace

absl::StatusOr<Shape> SlicedShape(const Shape& input,
                                  absl::Span<const int64_t> begin,
                                  absl::Span<const int64_t> size) {
  const int64_t rank = begin.size();
  if (size.size() != begin.size() ||
      (input.has_rank() && input.rank() != rank) || rank > Shape::kMaxRank) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Expected begin and size arguments to be 1-D tensors of size ",
        input.has_rank() ? input.rank() : rank, ", but got shapes [", rank,
        "] and [", size.size(), "] instead."));
  }
  Shape shape;
  for (int i = 0; i < rank; ++i) {
    const int64_t dim = input.has_rank() ? input.dim(i) : Shape::kUnknown;
    ASSIGN_OR_RETURN(const int64_t sliced,
                     SlicedDim(i, dim, begin[i], size[i]));
    shape.AddDim(sliced);
  }
  return shape;
}

Output Slice(Input input, Input begin, Input size) {
  return Build(kSlice, {input, begin, size});
}

}  // namespace thalweg
