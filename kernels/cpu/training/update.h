// FindUpdate: the loops of optimizers over memory, for this machine.
#pragma once

#include <cstdint>

#include "thalweg/graph/dtype.h"

namespace thalweg {

enum class UpdateRule {
  kGradientDescent,
  kMomentum,
  kNesterovMomentum,
  kKerasMomentum,
  kNesterovKerasMomentum,
  kAdagrad,
  kAdagradOfFixedSlots,
  kAdam,
  kNesterovAdam,
};

// Memory of one update: arrays of equal length, and single elements.
struct UpdateArguments {
  static constexpr int kMaxStates = 3;
  static constexpr int kMaxScalars = 6;
  void* states[kMaxStates];  // The variable, then its slots.
  const void* gradient;
  const void* scalars[kMaxScalars];  // In the op's order.
};

// Updates elements [begin, end). An element's result does not depend on the
// range.
using UpdateFunction = void (*)(const UpdateArguments& arguments, int64_t begin,
                                int64_t end);

// Null for dtypes other than floating and complex.
UpdateFunction FindUpdate(UpdateRule rule, DType dtype);

}  // namespace thalweg
