// The attributes and shape functions of random ops.
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

struct StatelessRandomAttrs {
  DType dtype = kFloat;
  void Fields(AttrFields& fields) { fields("dtype", dtype); }
};

struct StatelessFullIntAttrs {
  DType dtype = kUint64;
  void Fields(AttrFields& fields) { fields("dtype", dtype); }
};

// The dtypes of random integers.
inline constexpr DTypeSet kFullIntegers = {kInt32, kInt64, kUint32, kUint64};

struct SeedAttrs {
  int64_t seed = 0;
  int64_t seed2 = 0;
  void Fields(AttrFields& fields) { fields("seed", seed)("seed2", seed2); }
};

// Output 0 has the shape that input 0 spells.
absl::Status ShapeOfFirstInput(ShapeContext& context);
// The same where inputs after it are scalars.
absl::Status RandomShape(ShapeContext& context);
// Output 0 has the shape that input 0 spells, followed by input 1's.
absl::Status SampleShape(ShapeContext& context);
// RandomShape where input 1 is a seed of two integers.
absl::Status SeededRandomShape(ShapeContext& context);
// The same where inputs 1 and 2 are a key and a counter.
absl::Status KeyedRandomShape(ShapeContext& context);

// OK when `seed` may be a vector of two.
absl::Status RequireSeed(const Shape& seed);

}  // namespace thalweg
