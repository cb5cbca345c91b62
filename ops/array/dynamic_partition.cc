#include "thalweg/ops/array/dynamic_partition.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/dynamic_stitch.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/range.h"
#include "thalweg/ops/math/reduction.h"

namespace thalweg {
namespace {

absl::Status DynamicPartitionShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const Shape slice,
                   PartitionSliceShape(context.input(0), context.input(1)));
  for (int i = 0; i < context.num_outputs(); ++i) {
    context.set_output(i, Shape::OfRank(1).Concat(slice));
  }
  return absl::OkStatus();
}

// The numbers of the slices are dealt out alike, and say where each gradient
// goes.
absl::Status DynamicPartitionGradient(GradientContext& context) {
  const Output partitions = context.input(1);
  const Output prefix = ShapeOf(partitions);
  const Output numbers =
      Reshape(Range(context.graph(), 0, Prod(prefix, {0}), 1), prefix);
  const Operation places =
      DynamicPartition(numbers, partitions, context.num_outputs());
  std::vector<Output> indices, slices;
  for (int i = 0; i < context.num_outputs(); ++i) {
    const GradientValue& upstream = context.upstream(i);
    indices.push_back(places[i]);
    slices.push_back(upstream.absent() ? ZerosLike(context.output(i))
                                       : upstream.dense());
  }
  context.set(
      0, Reshape(DynamicStitch(indices, slices), ShapeOf(context.input(0))));
  return absl::OkStatus();
}

const OpRegistration kDynamicPartition =
    OpSchema("DynamicPartition")
        .Input("data", "T")
        .Input("partitions", kInt32)
        .OutputList("outputs", "num_partitions", "T")
        .Number("num_partitions")
        .Attr("T", kAnyType)
        .Shape(DynamicPartitionShape)
        .Gradient(DynamicPartitionGradient);

}  // namespace

absl::StatusOr<Shape> PartitionSliceShape(const Shape& data,
                                          const Shape& partitions) {
  if (!data.has_rank() || !partitions.has_rank()) return Shape::Unknown();
  const int rank = partitions.rank();
  if (rank > data.rank() || !data.Slice(0, rank).IsCompatibleWith(partitions)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "data.shape must start with partitions.shape, got data.shape = ",
        data.ToString(), ", partitions.shape = ", partitions.ToString()));
  }
  return data.Slice(rank, data.rank());
}

Operation DynamicPartition(Input data, Input partitions,
                           int64_t num_partitions) {
  AttrMap attrs;
  attrs.Set("num_partitions", num_partitions);
  return Build(kDynamicPartition, {data, partitions}, std::move(attrs));
}

}  // namespace thalweg
