#include "thalweg/ops/math/is_finite.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/unary.h"

namespace thalweg {
namespace {

const OpRegistration kIsFinite = PredicateSchema("IsFinite", kFloating);
const OpRegistration kIsInf = PredicateSchema("IsInf", kFloating);
const OpRegistration kIsNan = PredicateSchema("IsNan", kFloating);

}  // namespace

Output IsFinite(Input x) { return Build(kIsFinite, {x}); }

Output IsInf(Input x) { return Build(kIsInf, {x}); }

Output IsNan(Input x) { return Build(kIsNan, {x}); }

}  // namespace thalweg
