// Operators on Outputs: `2 * x + 1.5`, `-Sum(y * Log(a), {1})`, `x < 0`.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// One operand at least is an Output; the other may be a literal of a value
// that the Output's dtype can hold. Operands broadcast. They are the ops Add,
// Sub, Mul, RealDiv (Div for integers), Neg, Less, LessEqual, Greater and
// GreaterEqual.
//
// `==` on Outputs asks whether they are the same output of the same graph: use
// Equal(x, y) to compare tensors.
Output operator+(const Input& x, const Input& y);
Output operator-(const Input& x, const Input& y);
Output operator*(const Input& x, const Input& y);
Output operator/(const Input& x, const Input& y);
Output operator-(const Input& x);
Output operator<(const Input& x, const Input& y);
Output operator<=(const Input& x, const Input& y);
Output operator>(const Input& x, const Input& y);
Output operator>=(const Input& x, const Input& y);

}  // namespace thalweg
