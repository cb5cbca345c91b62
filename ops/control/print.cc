#include "thalweg/ops/control/print.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status PrintGradient(GradientContext& context) {
  context.set(0, context.upstream(0));
  return absl::OkStatus();
}

const OpRegistration kPrint = OpSchema("Print")
                                  .Input("input", "T")
                                  .InputTypes("data", "U")
                                  .Output("output", "T")
                                  .Attr("T", kAnyType)
                                  .TypeList("U", kAnyType, 0)
                                  .Attrs<PrintAttrs>()
                                  .Traits({Trait::kIdentity, Trait::kStateful})
                                  .Shape(SameAsInput)
                                  .Gradient(PrintGradient);

absl::Status PrintV2Shape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const PrintV2Attrs attrs, context.attrs<PrintV2Attrs>());
  RETURN_IF_ERROR(CheckOutputStream(attrs.output_stream));
  return CheckPrinted(context.input(0));
}

const OpRegistration kPrintV2 = OpSchema("PrintV2")
                                    .Input("input", kString)
                                    .Attrs<PrintV2Attrs>()
                                    .Traits({Trait::kStateful})
                                    .Shape(PrintV2Shape)
                                    .NotDifferentiable("has no outputs");

}  // namespace

absl::Status CheckOutputStream(const std::string& name) {
  for (const char* known :
       {"stdout", "stderr", "log(info)", "log(warning)", "log(error)"}) {
    if (name == known) return absl::OkStatus();
  }
  if (absl::StartsWith(name, "file://")) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "Unknown output stream: ", name,
      ", Valid streams are: stdout, stderr, log(info), log(warning), "
      "log(error), file://..."));
}

absl::Status CheckPrinted(const Shape& input) {
  if (input.rank() <= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("input must be a scalar, but has rank: ", input.rank()));
}

Output Print(Input input, InputList data, PrintAttrs attrs) {
  return Build(kPrint, {input, data}, std::move(attrs));
}

Operation PrintV2(Input input, PrintV2Attrs attrs) {
  return Build(kPrintV2, {input}, std::move(attrs));
}

}  // namespace thalweg
