#include "thalweg/ops/array/gather_gradient.h"

#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/array/transpose.h"
#include "thalweg/ops/math/add.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/floor_div.h"
#include "thalweg/ops/math/mul.h"
#include "thalweg/ops/math/range.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/math/unsorted_segment.h"

namespace thalweg {
namespace {

constexpr ShapeAttrs kWide = {.out_type = kInt64};

// vector[begin:end]; an absent end means all the rest.
Output SubVector(const Output& vector, const Input& begin, const Input& end) {
  return StridedSlice(vector, begin, end, Input({1}));
}

Output TailOfVector(const Output& vector, const Input& begin) {
  return StridedSlice(vector, begin, Input({0}), Input({1}), {.end_mask = 1});
}

Output ProductOf(const Output& vector) { return Prod(vector, {0}); }

// The products that the canonical shapes are made of, as int64 scalars.
struct GatherSizes {
  Output batch, outer, axis, inner, indices;
};

GatherSizes SizesOfGather(const Output& params_shape,
                          const Output& indices_shape, const Output& axis,
                          int64_t batch_dims) {
  const Output begin = Reshape(axis, {1});
  const Output end = Add(begin, 1);
  GatherSizes sizes;
  sizes.batch = ProductOf(SubVector(params_shape, {0}, {batch_dims}));
  sizes.outer = ProductOf(SubVector(params_shape, {batch_dims}, begin));
  sizes.axis = ProductOf(SubVector(params_shape, begin, end));
  sizes.inner = ProductOf(TailOfVector(params_shape, end));
  sizes.indices = ProductOf(TailOfVector(indices_shape, {batch_dims}));
  return sizes;
}

GatheredFrom PartsOf(const GradientContext& context) {
  return {ShapeOf(context.input(0), kWide), context.input(1),
          context.upstream(0).dense()};
}

}  // namespace

IndexedSlices GatheredRowsBack(const GatheredFrom& from) {
  const Output indices = from.indices;
  const Output count = Reshape(Size(indices, kWide), {1});
  const Output values_shape =
      Concat({count, TailOfVector(from.params_shape, {1})}, 0);
  return {
      .values = Reshape(from.upstream, values_shape),
      .indices = Reshape(
          indices.dtype() == kInt16 ? Cast(indices, kInt32) : indices, {-1}),
      .dense_shape = from.params_shape};
}

Output GatheredSlicesBack(const GatheredFrom& from, const Output& axis,
                          int64_t batch_dims) {
  const GatherSizes n = SizesOfGather(
      from.params_shape, ShapeOf(from.indices, kWide), axis, batch_dims);
  const Output canonical =
      Reshape(from.upstream, Pack({n.batch, n.outer, n.indices, n.inner}));
  const Output slices =
      Reshape(Transpose(canonical, {0, 2, 1, 3}),
              Pack({Mul(n.batch, n.indices), n.outer, n.inner}));
  const Output offsets = Mul(Range(axis.graph(), 0, n.batch, 1), n.axis);
  const Output segments =
      Add(Reshape(Cast(from.indices, kInt64), Pack({n.batch, n.indices})),
          Reshape(offsets, {-1, 1}));
  const Output sums =
      UnsortedSegmentSum(slices, Reshape(segments, {-1}), Mul(n.batch, n.axis));
  const Output parted =
      Reshape(sums, Pack({n.batch, n.axis, n.outer, n.inner}));
  return Reshape(Transpose(parted, {0, 2, 1, 3}), from.params_shape);
}

absl::Status GatherGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<GatherAttrs>());
  const Edge& axis = context.node().input(2);
  const PartialValue* value = axis.node->output_value(axis.index);
  int64_t batch_dims = attrs.batch_dims;
  if (batch_dims < 0) {
    const Shape indices = context.input(1).shape();
    if (!indices.has_rank()) {
      return absl::UnimplementedError(
          "a negative batch_dims needs indices of known rank");
    }
    batch_dims += indices.rank();
  }
  const bool sparse =
      batch_dims == 0 && value != nullptr && value->elements[0] == 0;
  const GatheredFrom from = PartsOf(context);
  if (sparse) {
    context.set(0, GatheredRowsBack(from));
    return absl::OkStatus();
  }
  const Output at = FloorMod(Cast(context.input(2), kInt64),
                             Cast(Rank(context.input(0)), kInt64));
  context.set(0, GatheredSlicesBack(from, at, batch_dims));
  return absl::OkStatus();
}

absl::Status GatherV1Gradient(GradientContext& context) {
  context.set(0, GatheredRowsBack(PartsOf(context)));
  return absl::OkStatus();
}

}  // namespace thalweg
