// MakeConvertedPlan: products of matrices that have another dtype.
#pragma once

#include <memory>

#include "thalweg/graph/dtype.h"
#include "thalweg/graph/shape.h"
#include "thalweg/kernels/cpu/math/product.h"

namespace thalweg {

// A matrix argument, or a batch of them.
struct OperandType {
  DType dtype;
  Shape shape;
};

// Converts inputs a and b, where they are int8 or uint8, to `dtype`, which is
// bfloat16 or int32, and lets `product` compute with that.
std::shared_ptr<const ShapePlan> MakeConvertedPlan(ProductPlanRef product,
                                                   DType dtype,
                                                   const OperandType& a,
                                                   const OperandType& b,
                                                   Shape output);

}  // namespace thalweg
