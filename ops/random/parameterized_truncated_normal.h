// ParameterizedTruncatedNormal: normally distributed numbers between bounds.
#pragma once

#include "thalweg/ops/random/random_attrs.h"

namespace thalweg {

// Independent numbers of normal distributions without what is below a minimum
// or above a maximum; one distribution for each row of the output, or one for
// all. With seeds the values are those of TensorFlow with one thread, in each
// run of a session; without they differ from session to session.
//   shape                     vector of int32 or int64, of at least one element
//   means, stdevs, minvals, maxvals
//                             half, float or double; each a scalar, [1] or
//                             [shape[0]]; one bound may be infinite
//     ->                      a tensor of that shape and dtype
// Not differentiable: TensorFlow's isn't.
// Errors: a negative dimension, parameters of another shape, stdevs <= 0,
// minvals >= maxvals, two infinite bounds.
// Equals TensorFlow's ParameterizedTruncatedNormal.
Output ParameterizedTruncatedNormal(Input shape, Input means, Input stdevs,
                                    Input minvals, Input maxvals,
                                    SeedAttrs attrs = {});

}  // namespace thalweg
