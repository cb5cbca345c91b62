#include "thalweg/ops/random/candidate_sampler.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status CandidateSamplerShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<CandidateSamplerAttrs>());
  const Shape& classes = context.input(0);
  RETURN_IF_ERROR(RequireRank(classes, 2));
  int64_t batch = Shape::kUnknown;
  if (classes.has_rank()) {
    batch = classes.dim(0);
    if (!MergeDims(classes.dim(1), attrs.num_true).ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "true_classes must have num_true columns, expected: ", classes.dim(1),
          " was: ", attrs.num_true));
    }
  }
  context.set_output(0, {attrs.num_sampled});
  context.set_output(1, {batch, attrs.num_true});
  context.set_output(2, {attrs.num_sampled});
  return absl::OkStatus();
}

OpSchema SamplerSchema(const char* name, const char* file = __builtin_FILE(),
                       int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .Input("true_classes", kInt64)
      .Output("sampled_candidates", kInt64)
      .Output("true_expected_count", kFloat)
      .Output("sampled_expected_count", kFloat)
      .Attrs<CandidateSamplerAttrs>()
      .Minimum("num_true", 1)
      .Minimum("num_sampled", 1)
      .Minimum("range_max", 1)
      .Traits({Trait::kStateful})
      .Shape(CandidateSamplerShape)
      .NotDifferentiable("yields class numbers and counts");
}

const OpRegistration kUniformCandidateSampler =
    SamplerSchema("UniformCandidateSampler");
const OpRegistration kLogUniformCandidateSampler =
    SamplerSchema("LogUniformCandidateSampler");

}  // namespace

Operation UniformCandidateSampler(Input true_classes,
                                  CandidateSamplerAttrs attrs) {
  return Build(kUniformCandidateSampler, {true_classes}, attrs);
}

Operation LogUniformCandidateSampler(Input true_classes,
                                     CandidateSamplerAttrs attrs) {
  return Build(kLogUniformCandidateSampler, {true_classes}, attrs);
}

}  // namespace thalweg
