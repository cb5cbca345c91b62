#include "thalweg/ops/operators.h"

#include "thalweg/ops/math/add.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/div.h"
#include "thalweg/ops/math/mul.h"
#include "thalweg/ops/math/neg.h"
#include "thalweg/ops/math/sub.h"

namespace thalweg {
namespace {

// The dtype of the operands, as far as they tell it.
DType OperandDType(const Input& x, const Input& y) {
  const Input& operand = x.literal_kind() == Input::Literal::kNone ? x : y;
  return operand.output().dtype();
}

}  // namespace

Output operator+(const Input& x, const Input& y) { return Add(x, y); }
Output operator-(const Input& x, const Input& y) { return Sub(x, y); }
Output operator*(const Input& x, const Input& y) { return Mul(x, y); }
Output operator/(const Input& x, const Input& y) {
  return kIntegers.contains(OperandDType(x, y)) ? Div(x, y) : RealDiv(x, y);
}
Output operator-(const Input& x) { return Neg(x); }
Output operator<(const Input& x, const Input& y) { return Less(x, y); }
Output operator<=(const Input& x, const Input& y) { return LessEqual(x, y); }
Output operator>(const Input& x, const Input& y) { return Greater(x, y); }
Output operator>=(const Input& x, const Input& y) { return GreaterEqual(x, y); }

}  // namespace thalweg
