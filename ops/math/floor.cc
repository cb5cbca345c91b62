#include "thalweg/ops/math/floor.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status FloorGradient(GradientContext&) { return absl::OkStatus(); }

const OpRegistration kFloor = OpSchema("Floor")
                                  .Input("x", "T")
                                  .Output("y", "T")
                                  .Attr("T", kFloating)
                                  .Traits({Trait::kElementwise})
                                  .MayOverwrite({0})
                                  .Shape(SameAsInput)
                                  .Gradient(FloorGradient);

}  // namespace

Output Floor(Input x) { return Build(kFloor, {x}); }

}  // namespace thalweg
