#include "thalweg/ops/math/bucketize.h"

#include <algorithm>
#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status BucketizeShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BucketizeAttrs>());
  RETURN_IF_ERROR(CheckBoundaries(attrs.boundaries));
  return SameAsInput(context);
}

const OpRegistration kBucketize =
    OpSchema("Bucketize")
        .Input("input", "T")
        .Output("output", kInt32)
        .Attr("T", {kInt32, kInt64, kFloat, kDouble})
        .Attrs<BucketizeAttrs>()
        .Shape(BucketizeShape)
        .NotDifferentiable("yields integers");

}  // namespace

absl::Status CheckBoundaries(const std::vector<float>& boundaries) {
  if (std::is_sorted(boundaries.begin(), boundaries.end())) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError("Expected sorted boundaries");
}

Output Bucketize(Input input, std::vector<float> boundaries) {
  return Build(kBucketize, {input},
               BucketizeAttrs{.boundaries = std::move(boundaries)});
}

}  // namespace thalweg
