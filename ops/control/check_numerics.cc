#include "thalweg/ops/control/check_numerics.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status CheckNumericsGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<CheckNumericsAttrs>());
  context.set(0, CheckNumerics(
                     context.upstream(0).dense(),
                     absl::StrCat("Not a number (NaN) or infinity (Inf) values "
                                  "detected in gradient. ",
                                  attrs.message)));
  return absl::OkStatus();
}

const OpRegistration kCheckNumerics =
    OpSchema("CheckNumerics")
        .Input("tensor", "T")
        .Output("output", "T")
        .Attr("T", kFloating)
        .Attrs<CheckNumericsAttrs>()
        .Traits({Trait::kIdentity, Trait::kStateful})
        .Shape(SameAsInput)
        .Gradient(CheckNumericsGradient);

}  // namespace

Output CheckNumerics(Input tensor, Text message) {
  return Build(kCheckNumerics, {tensor}, CheckNumericsAttrs{message.str()});
}

}  // namespace thalweg
