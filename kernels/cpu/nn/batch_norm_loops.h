// Loops over images by channel: moments, normalisation and its gradient.
#pragma once

#include <cstdint>

namespace thalweg {

// Values of one kind for each channel; or, where the values at hand are all of
// one channel, a single one.
struct NormFactors {
  // y = (x - mean) * factor + offset
  const float* mean;
  const float* factor;
  const float* offset;
};
struct NormGradFactors {
  // dx = factor * (dy - mean_dy - (x - mean) * slope)
  const float* mean;
  const float* factor;
  const float* mean_dy;
  const float* slope;
};

// For images of type T: rows of `channels` values with the channels innermost,
// or planes of n values of one channel. They compute in float.
template <class T>
struct BatchNormLoops {
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
BatchNormLoops<T> FindBatchNormLoops();

}  // namespace thalweg
