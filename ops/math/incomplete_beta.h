// Betainc: the incomplete beta function.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The regularised incomplete beta function, the integral of
// t^(a - 1) * (1 - t)^(b - 1) from 0 to x as a share of that from 0 to 1, for
// each element: NaN unless a, b > 0 and x lies in [0, 1].
//   a, b, x  float or double; each a scalar or of the one shape   ->   that
// Gradient: g * x^(a - 1) * (1 - x)^(b - 1) * gamma(a + b) / (gamma(a) *
// gamma(b)) by x, summed for a scalar x; none by a and b.
// Errors: unequal shapes other than scalars. Equals TensorFlow's Betainc.
Output Betainc(Input a, Input b, Input x);

}  // namespace thalweg
