#include "thalweg/ops/math/cast.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/integer_values.h"

namespace thalweg {
namespace {

std::optional<int64_t> CastValue(int64_t x) { return x; }

absl::Status CastGradient(GradientContext& context) {
  constexpr DTypeSet kContinuous = kFloating | kComplex;
  const DType from = context.input(0).dtype();
  if (kContinuous.contains(from) &&
      kContinuous.contains(context.output().dtype())) {
    context.set(0, Cast(context.upstream(0).dense(), from));
  }
  return absl::OkStatus();
}

const OpRegistration kCast = OpSchema("Cast")
                                 .Input("x", "SrcT")
                                 .Output("y", "DstT")
                                 .Attr("SrcT", kAnyType)
                                 .Attrs<CastAttrs>()
                                 .Traits({Trait::kElementwise})
                                 .Shape(SameAsInput)
                                 .Value(UnaryValue<CastValue>)
                                 .Gradient(CastGradient);

}  // namespace

Output Cast(Input x, DType to, CastAttrs attrs) {
  attrs.to = to;
  return Build(kCast, {x}, attrs);
}

}  // namespace thalweg
