// What a cell of a filter adds to the sums of convolutions: their innermost
// loops.
#pragma once

#include <cstdint>

#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg {

// Elements of type T, summed in Sum. Channels of x and y are some elements
// apart; the filter's and the sums' are dense.
template <class T, class Sum>
struct ConvCells {
  using Add = void (*)(const ConvGeometry& g, const T* x, int64_t x_step,
                       const T* filter, Sum* sums);
  using AddOuter = void (*)(const ConvGeometry& g, const T* x,
                            int64_t group_step, const T* y, int64_t y_step,
                            Sum* sums);
  // sums[o] += sum_c x[c] f[c, o], group by group.
  Add forward;
  // sums[c] += sum_o x[o] f[c, o], group by group.
  Add backward;
  // sums[o] += x[group of o] y[o].
  AddOuter outer;
};

// float, double by vectors; int32 (in uint32, which wraps).
ConvCells<float, float> FloatConvCells();
ConvCells<double, double> DoubleConvCells();
ConvCells<int32_t, uint32_t> Int32ConvCells();

}  // namespace thalweg
