#include "thalweg/ops/state/read_reference.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status ReadReferenceGradient(GradientContext& context) {
  context.set(0, context.upstream(0));
  return absl::OkStatus();
}

const OpRegistration kReadReferenceOp =
    OpSchema("_ReadReference")
        .RefInput("ref", "T")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Traits(
            {Trait::kStateful, Trait::kReadReference, Trait::kReadsVariable})
        .Shape(SameAsInput)
        .Gradient(ReadReferenceGradient);

}  // namespace

Output ReadReference(Input ref) { return Build(kReadReferenceOp, {ref}); }

}  // namespace thalweg
