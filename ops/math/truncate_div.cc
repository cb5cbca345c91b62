#include "thalweg/ops/math/truncate_div.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/binary_schema.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status TruncateDivGradient(GradientContext&) { return absl::OkStatus(); }

absl::Status TruncateModGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output quotient = TruncateDiv(context.input(0), context.input(1));
  SetBroadcastGradients(context, g, g * -quotient);
  return absl::OkStatus();
}

OpSchema Remainder(const char* op) {
  return BinarySchema(op, kIndices | kFloating)
      .Value(BinaryValue<RemainderOf<TruncatedQuotient>>)
      .Gradient(TruncateModGradient);
}

const OpRegistration kTruncateDiv = BinarySchema("TruncateDiv", kNumbers)
                                        .Value(BinaryValue<TruncatedQuotient>)
                                        .Gradient(TruncateDivGradient);
const OpRegistration kTruncateMod = Remainder("TruncateMod");
const OpRegistration kMod = Remainder("Mod");

}  // namespace

Output TruncateDiv(Input x, Input y) { return Build(kTruncateDiv, {x, y}); }

Output TruncateMod(Input x, Input y) { return Build(kTruncateMod, {x, y}); }

Output Mod(Input x, Input y) { return Build(kMod, {x, y}); }

}  // namespace thalweg
