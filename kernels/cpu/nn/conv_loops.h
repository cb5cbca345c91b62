// Convolutions by plain loops: every dtype, layout and shape.
#pragma once

#include <cstdint>

#include "thalweg/graph/dtype.h"
#include "thalweg/kernels/cpu/onednn.h"
#include "thalweg/ops/nn/conv2d.h"

namespace thalweg {

// Computes units [begin, end) of z = f(x, y); ConvolutionPass says what x, y
// and z are. Units are independent of each other.
using ConvLoops = void (*)(const Conv2DGeometry& geometry, const void* x,
                           const void* y, void* z, int64_t begin, int64_t end);

// Of half and bfloat16 (summed in float), float, double, int32.
ConvLoops FindConvLoops(onednn::ConvolutionPass pass, DType dtype);

// How many units there are: rows of all images of z, or cells of the filter.
int64_t NumConvUnits(onednn::ConvolutionPass pass,
                     const Conv2DGeometry& geometry);

}  // namespace thalweg
