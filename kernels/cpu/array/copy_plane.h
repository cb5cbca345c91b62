// PlaneFunctionFor: the inner loops of StridedCopy.
#pragma once

#include "thalweg/kernels/cpu/array/strided_copy.h"

namespace thalweg {

using PlaneFunction = void (*)(const void* from, void* to,
                               const CopyPlane& plane);

// The loop for elements of this dtype and planes with strides like these.
PlaneFunction PlaneFunctionFor(DType dtype, const CopyPlane& plane);

}  // namespace thalweg
