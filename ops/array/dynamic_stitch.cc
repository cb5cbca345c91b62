#include "thalweg/ops/array/dynamic_stitch.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

// The largest index + 1, or -1 where not all are known.
int64_t KnownRows(const ShapeContext& context) {
  int64_t rows = 0;
  for (int i = 0; i < context.num_inputs() / 2; ++i) {
    const Tensor* indices = context.input_constant(i);
    if (indices == nullptr) return Shape::kUnknown;
    for (int32_t index : indices->flat<int32_t>()) {
      rows = std::max(rows, int64_t{index} + 1);
    }
  }
  return rows;
}

absl::Status StitchShape(ShapeContext& context) {
  const int count = context.num_inputs() / 2;
  std::vector<const Shape*> shapes;
  for (int i = 0; i < context.num_inputs(); ++i) {
    shapes.push_back(&context.input(i));
  }
  const auto all = absl::MakeConstSpan(shapes);
  ASSIGN_OR_RETURN(const Shape slice,
                   StitchSliceShape(all.first(count), all.last(count)));
  const Shape merged = Shape({KnownRows(context)}).Concat(slice);
  if (!merged.has_rank()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Shape checked, Shape::Make(merged.dims()));
  context.set_output(0, std::move(checked));
  return absl::OkStatus();
}

absl::Status StitchGradient(GradientContext& context) {
  const Output gradient = context.upstream(0).dense();
  const int count = context.num_inputs() / 2;
  for (int i = 0; i < count; ++i) {
    context.set(count + i, Gather(gradient, context.input(i)));
  }
  return absl::OkStatus();
}

OpSchema StitchSchema(const char* op) {
  return OpSchema(op)
      .InputList("indices", "N", kInt32)
      .InputList("data", "N", "T")
      .Output("merged", "T")
      .Number("N")
      .Attr("T", kAnyType)
      .Shape(StitchShape)
      .Gradient(StitchGradient);
}

const OpRegistration kDynamicStitch = StitchSchema("DynamicStitch");
const OpRegistration kParallelDynamicStitch =
    StitchSchema("ParallelDynamicStitch");

// data[i] without the dimensions of indices[i].
absl::StatusOr<Shape> SliceOf(const Shape& indices, const Shape& data,
                              size_t i) {
  if (!indices.has_rank() || !data.has_rank()) return Shape::Unknown();
  const int rank = indices.rank();
  if (rank > data.rank() || !data.Slice(0, rank).IsCompatibleWith(indices)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "data[", i, "].shape = ", data.ToString(),
        " does not start with indices[", i, "].shape = ", indices.ToString()));
  }
  return data.Slice(rank, data.rank());
}

}  // namespace

absl::StatusOr<Shape> StitchSliceShape(absl::Span<const Shape* const> indices,
                                       absl::Span<const Shape* const> data) {
  Shape slice = Shape::Unknown();
  for (size_t i = 0; i < indices.size(); ++i) {
    ASSIGN_OR_RETURN(const Shape next, SliceOf(*indices[i], *data[i], i));
    absl::StatusOr<Shape> merged = slice.MergeWith(next);
    if (!merged.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Need data[0].shape[", indices[0]->rank(), ":] = data[", i,
          "].shape[", indices[i]->rank(), ":], got data[0].shape = ",
          data[0]->ToString(), ", data[", i, "].shape = ", data[i]->ToString(),
          ", indices[0].shape = ", indices[0]->ToString(), ", indices[", i,
          "].shape = ", indices[i]->ToString()));
    }
    slice = *std::move(merged);
  }
  return slice;
}

Output DynamicStitch(InputList indices, InputList data) {
  return Build(kDynamicStitch, {indices, data});
}

Output ParallelDynamicStitch(InputList indices, InputList data) {
  return Build(kParallelDynamicStitch, {indices, data});
}

}  // namespace thalweg
