#include "thalweg/ops/math/sub.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/binary_schema.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/math/neg.h"

namespace thalweg {
namespace {

std::optional<int64_t> SubValue(int64_t x, int64_t y) {
  int64_t difference;
  if (__builtin_sub_overflow(x, y, &difference)) return std::nullopt;
  return difference;
}

absl::Status SubGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  SetBroadcastGradients(context, g, context.needs(1) ? Neg(g) : Output());
  return absl::OkStatus();
}

const OpRegistration kSub = BinarySchema("Sub", kNumbers)
                                .Value(BinaryValue<SubValue>)
                                .Gradient(SubGradient);

}  // namespace

Output Sub(Input x, Input y) { return Build(kSub, {x, y}); }

}  // namespace thalweg
