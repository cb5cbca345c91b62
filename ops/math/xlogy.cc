#include "thalweg/ops/math/xlogy.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/binary_schema.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

// 1 where x counts, 0 where it is 0.
Output IsNotZero(const Output& x) { return Cast(NotEqual(x, 0), x.dtype()); }

absl::Status XlogyGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output x = Conjugate(context.input(0));
  const Output y = Conjugate(context.input(1));
  SetBroadcastGradients(context, g * Xlogy(IsNotZero(x), y), g * Xdivy(x, y));
  return absl::OkStatus();
}

absl::Status Xlog1pyGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output x = Conjugate(context.input(0));
  const Output y = Conjugate(context.input(1));
  SetBroadcastGradients(context, g * Xlog1py(IsNotZero(x), y),
                        g * Xdivy(x, y + 1));
  return absl::OkStatus();
}

absl::Status XdivyGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output x = Conjugate(context.input(0));
  const Output y = Conjugate(context.input(1));
  SetBroadcastGradients(context, g * Xdivy(IsNotZero(x), y),
                        g * Xdivy(-x, Square(y)));
  return absl::OkStatus();
}

absl::Status MulNoNanGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  SetBroadcastGradients(context, MulNoNan(g, Conjugate(context.input(1))),
                        MulNoNan(Conjugate(context.input(0)), g));
  return absl::OkStatus();
}

constexpr DTypeSet kTypes = kFloating | kComplex;

const OpRegistration kXlogy =
    BinarySchema("Xlogy", kTypes).Gradient(XlogyGradient);
const OpRegistration kXlog1py =
    BinarySchema("Xlog1py", kTypes).Gradient(Xlog1pyGradient);
const OpRegistration kXdivy =
    BinarySchema("Xdivy", kTypes).Gradient(XdivyGradient);
const OpRegistration kMulNoNan =
    BinarySchema("MulNoNan", kTypes).Gradient(MulNoNanGradient);

}  // namespace

Output Xlogy(Input x, Input y) { return Build(kXlogy, {x, y}); }

Output Xlog1py(Input x, Input y) { return Build(kXlog1py, {x, y}); }

Output Xdivy(Input x, Input y) { return Build(kXdivy, {x, y}); }

Output MulNoNan(Input x, Input y) { return Build(kMulNoNan, {x, y}); }

}  // namespace thalweg
