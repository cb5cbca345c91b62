// AvgPool, AvgPool3D and their gradients: the mean of each window.
#pragma once

#include <vector>

#include "thalweg/graph/input.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/pool_window.h"

namespace thalweg {

using AvgPoolAttrs = PoolAttrs;
using AvgPool3DAttrs = Pool3DAttrs;

// The mean of the cells of each window that lie in the image, for each
// channel.
//   value  [batch, height, width, depth] (NCHW: depth second), floating
//     ->   [batch, out_height, out_width, depth] (NCHW: likewise)
// SAME gives ceil(size / stride) windows, VALID those that fit.
// Gradient: AvgPoolGrad. Errors: a rank other than 4, windows that do not fit,
// malformed lists. Equals TensorFlow's AvgPool.
Output AvgPool(Input value, std::vector<int64_t> ksize,
               std::vector<int64_t> strides, Text padding,
               AvgPoolAttrs attrs = {});

// The gradient of AvgPool: each window's is shared evenly by its cells.
//   orig_input_shape  [4] int32: the shape of AvgPool's images
//   grad              the gradient by AvgPool's result, of its shape
//     ->              the shape in orig_input_shape
// Gradient: AvgPool of the upstream gradient.
// Errors: as AvgPool's, and a grad of another shape than AvgPool of such
// images gives. Equals TensorFlow's AvgPoolGrad.
Output AvgPoolGrad(Input orig_input_shape, Input grad,
                   std::vector<int64_t> ksize, std::vector<int64_t> strides,
                   Text padding, AvgPoolAttrs attrs = {});

// AvgPool of images that have planes too.
//   input  [batch, planes, height, width, depth] (NCDHW: depth second),
//          floating
//     ->   the same with fewer planes, rows and columns
// Gradient: AvgPool3DGrad. Errors: as AvgPool's, for rank 5.
// Equals TensorFlow's AvgPool3D.
Output AvgPool3D(Input input, std::vector<int64_t> ksize,
                 std::vector<int64_t> strides, Text padding,
                 AvgPool3DAttrs attrs = {});

// The gradient of AvgPool3D: each window's is shared evenly by its cells.
//   orig_input_shape  [5] int32: the shape of AvgPool3D's images
//   grad              the gradient by AvgPool3D's result, of its shape
//     ->              the shape in orig_input_shape
// Gradient: AvgPool3D of the upstream gradient. Errors: as AvgPoolGrad's.
// Equals TensorFlow's AvgPool3DGrad.
Output AvgPool3DGrad(Input orig_input_shape, Input grad,
                     std::vector<int64_t> ksize, std::vector<int64_t> strides,
                     Text padding, AvgPool3DAttrs attrs = {});

}  // namespace thalweg
