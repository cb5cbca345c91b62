// Cast: the same numbers in another dtype.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct CastAttrs {
  DType to = kInvalid;
  // To bfloat16 and half: cut the last bits off instead of rounding.
  bool truncate = false;
  void Fields(AttrFields& fields) {
    fields.Required("DstT", to)("Truncate", truncate);
  }
};

// x as numbers of the dtype `to`, for each element. Floating numbers round to
// the nearest one, and are cut off towards zero on the way to integers, where
// NaN and what does not fit 32 or 64 bits give the least integer; smaller
// integers wrap around. Of a complex number the real part goes on. To bool:
// whether it differs from zero.
//   x  numbers, bool or quantized; any shape   ->   `to`, the same shape
// Gradient: g as numbers of x's dtype, between floating and complex dtypes;
// none to or from others.
// Errors: a dtype that holds no numbers. Equals TensorFlow's Cast.
Output Cast(Input x, DType to, CastAttrs attrs = {});

}  // namespace thalweg
