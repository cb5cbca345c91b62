// MaxPool3D and its gradients: the largest of each window of a volume.
#pragma once

#include <vector>

#include "thalweg/graph/input.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/pool_window.h"

namespace thalweg {

using MaxPool3DAttrs = Pool3DAttrs;

// The largest value of each window, for each channel.
//   input  [batch, planes, height, width, depth] (NCDHW: depth second), half,
//          bfloat16 or float
//     ->   the same with fewer planes, rows and columns
// SAME gives ceil(size / stride) windows, VALID those that fit; cells outside
// an image do not count.
// Gradient: MaxPool3DGrad. Errors: a rank other than 5, windows that do not
// fit, malformed lists. Equals TensorFlow's MaxPool3D.
Output MaxPool3D(Input input, std::vector<int64_t> ksize,
                 std::vector<int64_t> strides, Text padding,
                 MaxPool3DAttrs attrs = {});

// The gradient of MaxPool3D: each window's goes, undivided, to every cell
// within 1e-5 of its largest (unlike MaxPoolGrad's).
//   orig_input   MaxPool3D's images
//   orig_output  MaxPool3D's result
//   grad         the gradient by orig_output, of its shape
//       ->       the shape of orig_input
// Gradient: MaxPool3DGradGrad for grad, zero for the others.
// Errors: as MaxPool3D's, and shapes that disagree.
// Equals TensorFlow's MaxPool3DGrad.
Output MaxPool3DGrad(Input orig_input, Input orig_output, Input grad,
                     std::vector<int64_t> ksize, std::vector<int64_t> strides,
                     Text padding, MaxPool3DAttrs attrs = {});

// The gradient of MaxPool3DGrad by grad where no window has two largest cells:
// takes from each window of `grad` the first cell where orig_input is largest.
//   orig_input   MaxPool3D's images
//   orig_output  MaxPool3D's result
//   grad         the gradient by MaxPool3DGrad's result, of orig_input's shape
//       ->       the shape of orig_output
// Gradient: MaxPool3DGrad for grad, zero for the others.
// Errors: as MaxPool3D's, and shapes that disagree.
// Equals TensorFlow's MaxPool3DGradGrad.
Output MaxPool3DGradGrad(Input orig_input, Input orig_output, Input grad,
                         std::vector<int64_t> ksize,
                         std::vector<int64_t> strides, Text padding,
                         MaxPool3DAttrs attrs = {});

}  // namespace thalweg
