#include "thalweg/ops/math/maximum.h"

#include <algorithm>

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/binary_schema.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

std::optional<int64_t> MaximumValue(int64_t x, int64_t y) {
  return std::max(x, y);
}

std::optional<int64_t> MinimumValue(int64_t x, int64_t y) {
  return std::min(x, y);
}

// g goes to x where `takes_x`, else to y.
absl::Status ChoiceGradient(GradientContext& context, const Output& takes_x) {
  const Output g = context.upstream(0).dense();
  SetBroadcastGradients(context, Select(takes_x, g, 0), Select(takes_x, 0, g));
  return absl::OkStatus();
}

absl::Status MaximumGradient(GradientContext& context) {
  return ChoiceGradient(context, context.input(0) >= context.input(1));
}

absl::Status MinimumGradient(GradientContext& context) {
  return ChoiceGradient(context, context.input(0) <= context.input(1));
}

const OpRegistration kMaximum = BinarySchema("Maximum", kRealNumbers)
                                    .Value(BinaryValue<MaximumValue>)
                                    .Gradient(MaximumGradient);

const OpRegistration kMinimum = BinarySchema("Minimum", kRealNumbers)
                                    .Value(BinaryValue<MinimumValue>)
                                    .Gradient(MinimumGradient);

}  // namespace

Output Maximum(Input x, Input y) { return Build(kMaximum, {x, y}); }

Output Minimum(Input x, Input y) { return Build(kMinimum, {x, y}); }

}  // namespace thalweg
