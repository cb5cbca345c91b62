// Multinomial, StatelessMultinomial: classes drawn by their probabilities.
#pragma once

#include "thalweg/ops/random/random_attrs.h"

namespace thalweg {

struct MultinomialAttrs {
  int64_t seed = 0;
  int64_t seed2 = 0;
  DType output_dtype = kInt64;
  void Fields(AttrFields& fields) {
    fields("seed", seed)("seed2", seed2)("output_dtype", output_dtype);
  }
};

// Class numbers drawn with probabilities softmax(logits[row]); a class whose
// logit is not finite is never drawn. With seeds the values are those of
// TensorFlow with one thread, in each run of a session and for any number of
// threads; without they differ from session to session.
//   logits       [batch, classes] floating, at least one class
//   num_samples  scalar int32   ->   [batch, num_samples] int32 or int64
// Not differentiable: it yields class numbers.
// Errors: other ranks, no class, num_samples < 0.
// Equals TensorFlow's Multinomial.
Output Multinomial(Input logits, Input num_samples,
                   MultinomialAttrs attrs = {});

// The same as a function of its inputs alone.
//   logits       [batch, classes] floating, at least one class
//   num_samples  scalar int32
//   seed         vector of two int32 or int64
//     ->         [batch, num_samples] of output_dtype, int32 or int64
// Not differentiable: it yields class numbers.
// Errors: as Multinomial's, a seed of another shape.
// Equals TensorFlow's StatelessMultinomial.
Output StatelessMultinomial(Input logits, Input num_samples, Input seed,
                            DType output_dtype = kInt64);

}  // namespace thalweg
