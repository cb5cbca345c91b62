// Loops over images by channel: sums, normalisation and its gradient.
#pragma once

#include <cstdint>

#include "thalweg/graph/float16.h"

namespace thalweg {

// Images of type T are rows of `channels` values with the channels innermost,
// or planes of n values of one channel. All is computed in float.
template <class T>
struct ChannelSums {
  // The mean and the sum of square deviations from it, by channel; rows > 0.
  void (*row_moments)(const T* x, int64_t rows, int64_t channels, float* mean,
                      float* squares);
  // Adds n > 0 values to those of which `before` have these moments.
  void (*plane_moments)(const T* x, int64_t n, int64_t before, double* mean,
                        double* squares);
  // sum(dy) and sum(dy * (x - mean)), by channel.
  void (*row_sums)(const T* x, const T* dy, int64_t rows, int64_t channels,
                   const float* mean, float* sum, float* products);
  // The same added to what is there.
  void (*plane_sums)(const T* x, const T* dy, int64_t n, float mean,
                     double* sum, double* products);
};

// y = (x - mean) * factor + offset, where each is one number a channel (for a
// plane, one number).
struct NormFactors {
  const float* mean;
  const float* factor;
  const float* offset;
};
// dx = factor * (dy - mean_dy - (x - mean) * slope), likewise.
struct NormGradFactors {
  const float* mean;
  const float* factor;
  const float* mean_dy;
  const float* slope;
};

// Results may lie where x or dy lies.
template <class T>
struct ChannelFormulas {
  void (*normalize_rows)(const T* x, int64_t rows, int64_t channels,
                         const NormFactors& factors, T* y);
  void (*normalize_plane)(const T* x, int64_t n, const NormFactors& factors,
                          T* y);
  void (*row_gradient)(const T* x, const T* dy, int64_t rows, int64_t channels,
                       const NormGradFactors& factors, T* dx);
  void (*plane_gradient)(const T* x, const T* dy, int64_t n,
                         const NormGradFactors& factors, T* dx);
};

// T: Half, BFloat16 or float.
template <class T>
ChannelSums<T> FindChannelSums();
template <class T>
ChannelFormulas<T> FindChannelFormulas();

}  // namespace thalweg
