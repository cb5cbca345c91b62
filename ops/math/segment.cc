#include "thalweg/ops/math/segment.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/segment_gradient.h"
#include "thalweg/ops/math/segment_shape.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SegmentShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape,
                   SegmentedShape(context.input(0), Shape::kUnknown));
  RETURN_IF_ERROR(CheckSegmentIds(context.input(0), context.input(1)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status SegmentSumGradient(GradientContext& context) {
  context.set(0, Gather(context.upstream(0).dense(), context.input(1)));
  return absl::OkStatus();
}

absl::Status SegmentMeanGradient(GradientContext& context) {
  const Output upstream = context.upstream(0).dense();
  const Output ids = context.input(1);
  const Output ones = Cast(OnesLike(ids), upstream.dtype());
  const Output sizes = SegmentSum(AlignWithRows(ones, upstream), ids);
  context.set(0, Gather(upstream / sizes, ids));
  return absl::OkStatus();
}

using ReductionGradient = Output (*)(const Output& data, const Output& result,
                                     const Output& upstream,
                                     const SegmentWalk& walk);

template <ReductionGradient gradient>
absl::Status SegmentGradient(GradientContext& context) {
  const Output ids = context.input(1);
  context.set(
      0,
      gradient(
          context.input(0), context.output(), context.upstream(0).dense(),
          {.sum = [&](const Output& data) { return SegmentSum(data, ids); },
           .product =
               [&](const Output& data) { return SegmentProd(data, ids); },
           .spread = [&](const Output& rows) { return Gather(rows, ids); }}));
  return absl::OkStatus();
}

OpSchema SegmentSchema(const char* name, DTypeSet types,
                       GradientFunction gradient,
                       const char* file = __builtin_FILE(),
                       int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .Input("data", "T")
      .Input("segment_ids", "Tindices")
      .Output("output", "T")
      .Attr("T", types)
      .Attr("Tindices", kIndices)
      .Shape(SegmentShape)
      .Gradient(gradient);
}

const OpRegistration kSegmentSum =
    SegmentSchema("SegmentSum", kNumbersAndQuantized, SegmentSumGradient);
const OpRegistration kSegmentMean =
    SegmentSchema("SegmentMean", kNumbersAndQuantized, SegmentMeanGradient);
const OpRegistration kSegmentProd =
    SegmentSchema("SegmentProd", kNumbersAndQuantized,
                  SegmentGradient<SegmentProductGradient>);
const OpRegistration kSegmentMin = SegmentSchema(
    "SegmentMin", kRealNumbers, SegmentGradient<SegmentExtremeGradient>);
const OpRegistration kSegmentMax = SegmentSchema(
    "SegmentMax", kRealNumbers, SegmentGradient<SegmentExtremeGradient>);

}  // namespace

Output SegmentSum(Input data, Input segment_ids) {
  return Build(kSegmentSum, {data, segment_ids});
}

Output SegmentMean(Input data, Input segment_ids) {
  return Build(kSegmentMean, {data, segment_ids});
}

Output SegmentProd(Input data, Input segment_ids) {
  return Build(kSegmentProd, {data, segment_ids});
}

Output SegmentMin(Input data, Input segment_ids) {
  return Build(kSegmentMin, {data, segment_ids});
}

Output SegmentMax(Input data, Input segment_ids) {
  return Build(kSegmentMax, {data, segment_ids});
}

}  // namespace thalweg
