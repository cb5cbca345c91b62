#include "thalweg/ops/array/reshape.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

// The dims asked for, read once from left to right.
struct ReshapeTarget {
  Shape shape;
  int64_t product = 1;  // Of the dimensions given.
  int inferred = -1;    // Where the -1 is.
  int num_unknown = 0;
  int last_unknown = -1;
};

absl::StatusOr<ReshapeTarget> ParseReshapeTarget(
    absl::Span<const int64_t> dims) {
  if (dims.size() > Shape::kMaxRank) {
    return absl::InvalidArgumentError(
        absl::StrCat("a shape has at most ", Shape::kMaxRank,
                     " dimensions, got ", dims.size()));
  }
  ReshapeTarget target;
  bool overflows = false;
  bool has_zero = false;
  for (int i = 0; i < static_cast<int>(dims.size()); ++i) {
    const int64_t dim = dims[i];
    target.shape.AddDim(dim < 0 ? Shape::kUnknown : dim);
    if (dim == PartialValue::kUnknown) {
      ++target.num_unknown;
      target.last_unknown = i;
    } else if (dim == -1) {
      if (target.inferred >= 0) {
        return absl::InvalidArgumentError(
            absl::StrCat("Only one input size may be -1, not both ",
                         target.inferred, " and ", i));
      }
      target.inferred = i;
    } else if (dim < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("Size ", i, " must be non-negative, not ", dim));
    } else {
      has_zero |= dim == 0;
      overflows |= __builtin_mul_overflow(target.product, dim, &target.product);
    }
  }
  if (has_zero) target.product = 0;
  if (overflows && !has_zero) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the shape ", target.shape.ToString(), " has too many elements"));
  }
  return target;
}

// Sets dimension `i`, the only one open, to what `num_elements` leave for it.
absl::Status InferDim(int64_t num_elements, int i, ReshapeTarget& target) {
  if (target.product == 0) {
    return absl::InvalidArgumentError(
        "reshape cannot infer the missing input size for an empty tensor "
        "unless all specified input sizes are non-zero");
  }
  if (num_elements % target.product != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("Input to reshape is a tensor with ", num_elements,
                     " values, but the requested shape requires a multiple of ",
                     target.product));
  }
  target.shape.set_dim(i, num_elements / target.product);
  return absl::OkStatus();
}

absl::Status ReshapeShape(ShapeContext& context) {
  if (context.input(1).has_rank() && context.input(1).rank() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "sizes input must be 1-D, not ", context.input(1).ToString()));
  }
  const std::optional<PartialValue> dims = KnownVector(context, 1);
  if (!dims.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Shape shape,
                   ReshapedShape(context.input(0), dims->elements));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status ReshapeGradient(GradientContext& context) {
  context.set(0,
              Reshape(context.upstream(0).dense(), ShapeOf(context.input(0))));
  return absl::OkStatus();
}

const OpRegistration kReshape = OpSchema("Reshape")
                                    .Input("tensor", "T")
                                    .Input("shape", "Tshape")
                                    .Output("output", "T")
                                    .Attr("T", kAnyType)
                                    .Attr("Tshape", kIndices, kInt32)
                                    .Traits({Trait::kView})
                                    .Shape(ReshapeShape)
                                    .Value(PassValue)
                                    .Gradient(ReshapeGradient);

}  // namespace

absl::StatusOr<Shape> ReshapedShape(const Shape& input,
                                    absl::Span<const int64_t> dims) {
  ASSIGN_OR_RETURN(ReshapeTarget target, ParseReshapeTarget(dims));
  const int64_t num_elements = input.num_elements();
  if (num_elements < 0) return target.shape;
  const int num_open = target.num_unknown + (target.inferred >= 0 ? 1 : 0);
  if (num_open > 1) return target.shape;
  if (target.inferred >= 0) {
    RETURN_IF_ERROR(InferDim(num_elements, target.inferred, target));
  } else if (target.last_unknown >= 0) {
    // An unknown element may itself be -1; with a zero beside it anything goes.
    if (target.product == 0) return target.shape;
    RETURN_IF_ERROR(InferDim(num_elements, target.last_unknown, target));
  } else if (target.product != num_elements) {
    return absl::InvalidArgumentError(
        absl::StrCat("Input to reshape is a tensor with ", num_elements,
                     " values, but the requested shape has ", target.product));
  }
  return target.shape;
}

Output Reshape(Input tensor, Input shape) {
  return Build(kReshape, {tensor, shape});
}

}  // namespace thalweg
