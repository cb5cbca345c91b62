// RandomGamma and its gradient; RandomPoisson.
#pragma once

#include "thalweg/ops/random/random_attrs.h"

namespace thalweg {

struct RandomPoissonAttrs {
  int64_t seed = 0;
  int64_t seed2 = 0;
  DType dtype = kInt64;
  void Fields(AttrFields& fields) {
    fields("seed", seed)("seed2", seed2)("dtype", dtype);
  }
};

// Independent numbers of a gamma distribution of shape parameter alpha and rate
// 1: so many for each alpha as `shape` has elements. By Marsaglia and Tsang;
// with seeds the values are TensorFlow's, in each run of a session; without
// they differ from session to session.
//   shape  vector of int32 or int64
//   alpha  any shape; half, float or double
//     ->   [shape..., alpha's shape...], alpha's dtype
// Gradient: of alpha, g RandomGammaGrad(alpha, result) summed over the samples.
// Errors: a negative dimension. Equals TensorFlow's RandomGamma.
Output RandomGamma(Input shape, Input alpha, SeedAttrs attrs = {});

// The derivative of a gamma distributed sample by its alpha, where the sample's
// place in the distribution stays: -(dP(alpha, x) / dalpha) / p(alpha, x), with
// the distribution's density p and integral P. The inputs broadcast.
//   alpha, sample  float or double   ->   their broadcast shape
// Not differentiable: TensorFlow's isn't. Errors: shapes that do not broadcast.
// Equals TensorFlow's RandomGammaGrad.
Output RandomGammaGrad(Input alpha, Input sample);

// Independent numbers of a Poisson distribution of this mean: so many for each
// rate as `shape` has elements. Seeds as RandomGamma's.
//   shape  vector of int32 or int64
//   rate   any shape; half, float, double, int32 or int64
//     ->   [shape..., rate's shape...], of one of these dtypes
// Not differentiable: it yields integers.
// Errors: a negative dimension. Equals TensorFlow's RandomPoissonV2.
Output RandomPoisson(Input shape, Input rate, RandomPoissonAttrs attrs = {});

}  // namespace thalweg
