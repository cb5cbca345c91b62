// Convolutions by plain loops: every layout and shape, for what oneDNN is not
// for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "thalweg/graph/dtype.h"
#include "thalweg/kernels/cpu/onednn.h"
#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg {

// Computes units [begin, end) of z = f(x, y); ConvolutionPass says what x, y
// and z are. Units are independent of each other. `sums` are ConvSumsBytes()
// bytes, aligned as malloc's, that nobody else uses meanwhile.
using ConvLoops = void (*)(const ConvGeometry& geometry, const void* x,
                           const void* y, void* z, void* sums, int64_t begin,
                           int64_t end);

// Of float, double, int32; null for other dtypes.
ConvLoops FindConvLoops(onednn::ConvolutionPass pass, DType dtype);

// How many units there are: rows of all images of z, or of the filter's.
int64_t NumConvUnits(onednn::ConvolutionPass pass,
                     const ConvGeometry& geometry);
size_t ConvSumsBytes(onednn::ConvolutionPass pass,
                     const ConvGeometry& geometry);

}  // namespace thalweg
