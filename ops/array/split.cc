#include "thalweg/ops/array/split.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

constexpr int64_t kUnknownSize = PartialValue::kUnknown;

absl::StatusOr<int> SplitAxis(int64_t split_dim, int rank) {
  if (split_dim < -rank || split_dim >= rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("-input rank(-", rank, ") <= split_dim < input rank (",
                     rank, "), but got ", split_dim));
  }
  return static_cast<int>(split_dim < 0 ? split_dim + rank : split_dim);
}

absl::Status RequireScalarAxis(const Shape& shape) {
  if (!shape.has_rank() || shape.rank() == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("split_dim must be a scalar but has rank ", shape.rank()));
}

void SetOutputs(ShapeContext& context, std::vector<Shape> shapes) {
  for (int i = 0; i < context.num_outputs(); ++i) {
    context.set_output(i, std::move(shapes[i]));
  }
}

// Where the axis is not known: at most the rank.
absl::Status RankOutputs(ShapeContext& context, const Shape& value) {
  if (!value.has_rank()) return absl::OkStatus();
  RETURN_IF_ERROR(RequireRankAtLeast(value, 1));
  const Shape part =
      context.num_outputs() == 1 ? value : Shape::OfRank(value.rank());
  SetOutputs(context, std::vector<Shape>(context.num_outputs(), part));
  return absl::OkStatus();
}

absl::Status SplitShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireScalarAxis(context.input(0)));
  const std::optional<int64_t> axis = context.input_scalar(0);
  if (!axis.has_value()) return RankOutputs(context, context.input(1));
  ASSIGN_OR_RETURN(auto shapes, SplitShapes(context.input(1), *axis,
                                            int64_t{context.num_outputs()}));
  SetOutputs(context, std::move(shapes));
  return absl::OkStatus();
}

absl::Status SplitVShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireScalarAxis(context.input(2)));
  if (!context.input(1).IsCompatibleWith({context.num_outputs()})) {
    return absl::InvalidArgumentError(
        absl::StrCat("size_splits must have one element for each of the ",
                     context.num_outputs(), " outputs, got shape ",
                     context.input(1).ToString()));
  }
  const std::optional<int64_t> axis = context.input_scalar(2);
  if (!axis.has_value()) return RankOutputs(context, context.input(0));
  std::vector<int64_t> sizes(context.num_outputs(), kUnknownSize);
  if (const PartialValue* value = context.input_value(1)) {
    sizes = value->elements;
  }
  ASSIGN_OR_RETURN(auto shapes, SplitShapes(context.input(0), *axis, sizes));
  SetOutputs(context, std::move(shapes));
  return absl::OkStatus();
}

// Of vectors; input `i` is what is cut.
template <int i>
absl::Status SplitValue(ShapeContext& context) {
  const std::optional<PartialValue> value = KnownVector(context, i);
  if (!value.has_value()) return absl::OkStatus();
  auto begin = value->elements.begin();
  for (int n = 0; n < context.num_outputs(); ++n) {
    const int64_t size = context.node().output_shape(n).num_elements();
    if (size < 0 || size > value->elements.end() - begin) break;
    PartialValue part;
    part.elements.assign(begin, begin + size);
    begin += size;
    context.set_output_value(n, std::move(part));
  }
  return absl::OkStatus();
}

absl::Status SplitGradient(GradientContext& context) {
  context.set(1, context.num_outputs() == 1
                     ? context.upstream(0).dense()
                     : Concat(UpstreamsOrZeros(context), context.input(0)));
  return absl::OkStatus();
}

absl::Status SplitVGradient(GradientContext& context) {
  context.set(0, context.num_outputs() == 1
                     ? context.upstream(0).dense()
                     : Concat(UpstreamsOrZeros(context), context.input(2)));
  return absl::OkStatus();
}

const OpRegistration kSplit = OpSchema("Split")
                                  .Input("split_dim", kInt32)
                                  .Input("value", "T")
                                  .OutputList("output", "num_split", "T")
                                  .Number("num_split")
                                  .Attr("T", kAnyType)
                                  .Shape(SplitShape)
                                  .Value(SplitValue<1>)
                                  .Gradient(SplitGradient);

const OpRegistration kSplitV =
    OpSchema("SplitV")
        .Input("value", "T")
        .Input("size_splits", "Tlen")
        .Input("split_dim", kInt32)
        .OutputList("output", "num_split", "T")
        .Number("num_split")
        .Attr("T", kAnyType)
        .Attr("Tlen", {kInt8, kInt32, kInt64}, kInt64)
        .Shape(SplitVShape)
        .Value(SplitValue<0>)
        .Gradient(SplitVGradient);

// What the sizes that are known add up to, and how many are not: -1, or
// unknown.
struct SizeSum {
  int64_t known = 0;
  int rest = 0;
  int unknown = 0;
};

absl::StatusOr<SizeSum> AddSizes(absl::Span<const int64_t> sizes) {
  SizeSum sum;
  for (int64_t size : sizes) {
    if (size == kUnknownSize) {
      ++sum.unknown;
    } else if (size == -1) {
      ++sum.rest;
    } else if (__builtin_add_overflow(sum.known, size, &sum.known)) {
      return absl::InvalidArgumentError("the sum of the sizes is too large");
    }
  }
  if (sum.rest > 1) {
    return absl::InvalidArgumentError("There can only be one -1 in the input.");
  }
  return sum;
}

// That sizes, none of which is unknown, make up dimension `dim`.
absl::Status CheckSum(const SizeSum& sum, int64_t dim) {
  if (sum.rest == 0 ? sum.known == dim : sum.known <= dim) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "Determined shape must either match input shape along split_dim exactly "
      "if fully specified, or be less than the size of the input along "
      "split_dim if not fully specified.  Got: ",
      sum.known));
}

// The sizes with -1 replaced; Shape::kUnknown where not known.
absl::StatusOr<std::vector<int64_t>> ResolveSizes(
    absl::Span<const int64_t> sizes, int64_t dim) {
  if (sizes.size() == 1 && dim != Shape::kUnknown && sizes[0] != kUnknownSize &&
      sizes[0] != dim) {
    return absl::InvalidArgumentError(absl::StrCat(
        "If there is only one output, it must have the same size as the "
        "input. Input size: ",
        dim, " output size: ", sizes[0]));
  }
  ASSIGN_OR_RETURN(const SizeSum sum, AddSizes(sizes));
  const bool all_known = sum.unknown == 0 && dim != Shape::kUnknown;
  if (all_known) RETURN_IF_ERROR(CheckSum(sum, dim));
  std::vector<int64_t> resolved(sizes.begin(), sizes.end());
  for (size_t i = 0; i < resolved.size(); ++i) {
    if (resolved[i] == -1) {
      resolved[i] = all_known ? dim - sum.known : Shape::kUnknown;
    } else if (resolved[i] == kUnknownSize) {
      resolved[i] = sizes.size() == 1 ? dim : Shape::kUnknown;
    } else if (resolved[i] < 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Split size at index ", i, " must be >= 0. Got: ", resolved[i]));
    }
  }
  return resolved;
}

}  // namespace

absl::StatusOr<std::vector<Shape>> SplitShapes(const Shape& value,
                                               int64_t split_dim,
                                               int64_t num_split) {
  if (!value.has_rank()) {
    return std::vector<Shape>(num_split, Shape::Unknown());
  }
  ASSIGN_OR_RETURN(const int axis, SplitAxis(split_dim, value.rank()));
  Shape part = value;
  const int64_t dim = value.dim(axis);
  if (dim != Shape::kUnknown) {
    if (dim % num_split != 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Number of ways to split should evenly divide the split dimension, "
          "but got split_dim ",
          axis, " (size = ", dim, ") and num_split ", num_split));
    }
    part.set_dim(axis, dim / num_split);
  }
  return std::vector<Shape>(num_split, part);
}

absl::StatusOr<std::vector<Shape>> SplitShapes(
    const Shape& value, int64_t split_dim, absl::Span<const int64_t> sizes) {
  if (!value.has_rank()) {
    return std::vector<Shape>(sizes.size(), Shape::Unknown());
  }
  ASSIGN_OR_RETURN(const int axis, SplitAxis(split_dim, value.rank()));
  ASSIGN_OR_RETURN(const std::vector<int64_t> resolved,
                   ResolveSizes(sizes, value.dim(axis)));
  std::vector<Shape> parts(sizes.size(), value);
  for (size_t i = 0; i < parts.size(); ++i) parts[i].set_dim(axis, resolved[i]);
  return parts;
}

Operation Split(Input split_dim, Input value, int64_t num_split) {
  AttrMap map;
  map.Set("num_split", num_split);
  return Build(kSplit, {split_dim, value}, std::move(map));
}

Operation SplitV(Input value, Input size_splits, Input split_dim,
                 int64_t num_split) {
  AttrMap map;
  map.Set("num_split", num_split);
  return Build(kSplitV, {value, size_splits, split_dim}, std::move(map));
}

}  // namespace thalweg
