#include "thalweg/ops/math/pow.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/binary_schema.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/log.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status PowGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output x = Conjugate(context.input(0));
  const Output y = Conjugate(context.input(1));
  const Output z = Conjugate(context.output());
  // Elsewhere the logarithm is a singularity that z would not cancel.
  const Output has_log = kComplex.contains(x.dtype()) ? NotEqual(x, 0) : x > 0;
  const Output log = Select(has_log, Log(Select(has_log, x, 1)), 0);
  SetBroadcastGradients(context, g * (y * Pow(x, y - 1)), g * (z * log));
  return absl::OkStatus();
}

const OpRegistration kPow =
    BinarySchema("Pow", kFloating | kSignedIntegers | kComplex)
        .Gradient(PowGradient);

}  // namespace

Output Pow(Input x, Input y) { return Build(kPow, {x, y}); }

}  // namespace thalweg
