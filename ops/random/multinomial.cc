#include "thalweg/ops/random/multinomial.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

struct StatelessMultinomialAttrs {
  DType output_dtype = kInt64;
  void Fields(AttrFields& fields) { fields("output_dtype", output_dtype); }
};

absl::Status MultinomialShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRank(context.input(0), 2));
  RETURN_IF_ERROR(RequireRank(context.input(1), 0));
  if (context.num_inputs() > 2) RETURN_IF_ERROR(RequireSeed(context.input(2)));
  const int64_t samples = context.input_scalar(1).value_or(Shape::kUnknown);
  if (context.input_scalar(1) && samples < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("num_samples should be non-negative, got ", samples));
  }
  const Shape& logits = context.input(0);
  context.set_output(
      0, {logits.has_rank() ? logits.dim(0) : Shape::kUnknown, samples});
  return absl::OkStatus();
}

const OpRegistration kMultinomial =
    OpSchema("Multinomial")
        .Input("logits", "T")
        .Input("num_samples", kInt32)
        .Output("output", "output_dtype")
        .Attrs<MultinomialAttrs>()
        .Allowed("output_dtype", kIndices)
        .Attr("T", kRealNumbers)
        .Traits({Trait::kStateful})
        .Shape(MultinomialShape)
        .NotDifferentiable("yields class numbers");

const OpRegistration kStatelessMultinomial =
    OpSchema("StatelessMultinomial")
        .Input("logits", "T")
        .Input("num_samples", kInt32)
        .Input("seed", "Tseed")
        .Output("output", "output_dtype")
        .Attr("T", kRealNumbers)
        .Attr("Tseed", kIndices, kInt64)
        .Attrs<StatelessMultinomialAttrs>()
        .Allowed("output_dtype", kIndices)
        .Shape(MultinomialShape)
        .NotDifferentiable("yields class numbers");

}  // namespace

Output Multinomial(Input logits, Input num_samples, MultinomialAttrs attrs) {
  return Build(kMultinomial, {logits, num_samples}, attrs);
}

Output StatelessMultinomial(Input logits, Input num_samples, Input seed,
                            DType output_dtype) {
  return Build(kStatelessMultinomial, {logits, num_samples, seed},
               StatelessMultinomialAttrs{output_dtype});
}

}  // namespace thalweg
