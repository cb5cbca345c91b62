#include "thalweg/ops/array/reverse.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status ReverseShape(ShapeContext& context) {
  const Shape& tensor = context.input(0);
  const Shape& axis = context.input(1);
  if (!axis.IsCompatibleWith({Shape::kUnknown})) {
    return absl::InvalidArgumentError(
        absl::StrCat("axis must be a vector, got shape ", axis.ToString()));
  }
  if (tensor.has_rank() && axis.has_rank() && axis.dim(0) > tensor.rank()) {
    return absl::InvalidArgumentError(
        absl::StrCat("axis has ", axis.dim(0),
                     " elements for a tensor of rank ", tensor.rank()));
  }
  if (const PartialValue* value = context.input_value(1);
      value != nullptr && tensor.has_rank()) {
    RETURN_IF_ERROR(ReversedDims(tensor.rank(), value->elements).status());
  }
  return SameAsInput(context);
}

absl::Status ReverseGradient(GradientContext& context) {
  context.set(0, Reverse(context.upstream(0).dense(), context.input(1)));
  return absl::OkStatus();
}

const OpRegistration kReverse = OpSchema("ReverseV2")
                                    .Input("tensor", "T")
                                    .Input("axis", "Tidx")
                                    .Output("output", "T")
                                    .Attr("Tidx", kIndices, kInt32)
                                    .Attr("T", kNumbers | kBool | kString)
                                    .Shape(ReverseShape)
                                    .Gradient(ReverseGradient);

absl::Status ReverseSequenceShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<ReverseSequenceAttrs>());
  const Shape& input = context.input(0);
  const Shape& lengths = context.input(1);
  RETURN_IF_ERROR(CheckReverseSequence(input, lengths, attrs));
  Shape output = input;
  if (input.has_rank() && lengths.has_rank() && lengths.dim(0) >= 0) {
    output.set_dim(static_cast<int>(attrs.batch_dim), lengths.dim(0));
  }
  context.set_output(0, std::move(output));
  return absl::OkStatus();
}

absl::Status ReverseSequenceGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<ReverseSequenceAttrs>());
  context.set(
      0, ReverseSequence(context.upstream(0).dense(), context.input(1), attrs));
  return absl::OkStatus();
}

const OpRegistration kReverseSequence = OpSchema("ReverseSequence")
                                            .Input("input", "T")
                                            .Input("seq_lengths", "Tlen")
                                            .Output("output", "T")
                                            .Attrs<ReverseSequenceAttrs>()
                                            .Attr("T", kAnyType)
                                            .Attr("Tlen", kIndices, kInt64)
                                            .Shape(ReverseSequenceShape)
                                            .Gradient(ReverseSequenceGradient);

absl::Status CheckDimBelowRank(const char* name, int64_t dim,
                               const Shape& input) {
  if (dim < 0) {
    return absl::InvalidArgumentError(absl::StrCat("Invalid ", name, " ", dim));
  }
  if (!input.has_rank() || dim < input.rank()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      name, " must be < input rank ( ", dim, " vs. ", input.rank(), ")"));
}

}  // namespace

absl::StatusOr<std::vector<bool>> ReversedDims(int rank,
                                               absl::Span<const int64_t> axis) {
  std::vector<bool> reversed(rank, false);
  for (size_t i = 0; i < axis.size(); ++i) {
    const int64_t value = axis[i];
    if (value == PartialValue::kUnknown) continue;
    if (value < -rank || value >= rank) {
      return absl::InvalidArgumentError(
          absl::StrCat("'axis'[", i, "] = ", value,
                       " is out of valid range [0, ", rank - 1, "]"));
    }
    const int64_t dim = value < 0 ? value + rank : value;
    if (reversed[dim]) {
      return absl::InvalidArgumentError(
          absl::StrCat("axis ", dim, " specified more than once."));
    }
    reversed[dim] = true;
  }
  return reversed;
}

absl::Status CheckReverseSequence(const Shape& input, const Shape& seq_lengths,
                                  const ReverseSequenceAttrs& attrs) {
  if (seq_lengths.has_rank() && seq_lengths.rank() != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("seq_lengths must be 1-dim, not ", seq_lengths.rank()));
  }
  RETURN_IF_ERROR(CheckDimBelowRank("seq_dim", attrs.seq_dim, input));
  RETURN_IF_ERROR(CheckDimBelowRank("batch_dim", attrs.batch_dim, input));
  if (attrs.batch_dim == attrs.seq_dim) {
    return absl::InvalidArgumentError(
        absl::StrCat("batch_dim == seq_dim == ", attrs.seq_dim));
  }
  if (!input.has_rank() || !seq_lengths.has_rank()) return absl::OkStatus();
  const int64_t batch = input.dim(static_cast<int>(attrs.batch_dim));
  const int64_t lengths = seq_lengths.dim(0);
  if (batch == lengths || batch < 0 || lengths < 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Length of seq_lengths != input.dims(", attrs.batch_dim,
                   "), (", lengths, " vs. ", batch, ")"));
}

Output Reverse(Input tensor, Input axis) {
  return Build(kReverse, {tensor, axis});
}

Output ReverseSequence(Input input, Input seq_lengths,
                       ReverseSequenceAttrs attrs) {
  return Build(kReverseSequence, {input, seq_lengths}, attrs);
}

}  // namespace thalweg
