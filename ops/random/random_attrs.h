// The attributes and shape function of random ops.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

class ShapeContext;

// Both 0: seeded by chance.
struct RandomAttrs {
  int64_t seed = 0;
  int64_t seed2 = 0;
  DType dtype = kFloat;
  void Fields(AttrFields& fields) {
    fields("seed", seed)("seed2", seed2).Required("dtype", dtype);
  }
};

struct RandomUniformIntAttrs {
  int64_t seed = 0;
  int64_t seed2 = 0;
  void Fields(AttrFields& fields) { fields("seed", seed)("seed2", seed2); }
};

// Output 0 has the shape that input 0 spells; inputs after it are scalars.
absl::Status RandomShape(ShapeContext& context);

}  // namespace thalweg
