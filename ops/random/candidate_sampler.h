// Candidate samplers: classes to train a large softmax on, and how often each
// was to be expected among them.
#pragma once

#include <cstdint>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct CandidateSamplerAttrs {
  int64_t num_true = 1;     // Columns of true_classes.
  int64_t num_sampled = 1;  // How many classes to draw.
  bool unique = false;      // Draw a class at most once.
  int64_t range_max = 1;    // Classes are [0, range_max).
  int64_t seed = 0;         // Both 0: seeded by chance.
  int64_t seed2 = 0;
  void Fields(AttrFields& fields) {
    fields.Required("num_true", num_true)
        .Required("num_sampled", num_sampled)
        .Required("unique", unique)
        .Required("range_max", range_max)("seed", seed)("seed2", seed2);
  }
};

// Classes drawn with equal probabilities p = 1 / range_max. The expected count
// of a class is p num_sampled; with `unique`, where it took n draws,
// 1 - (1 - p)^n. With seeds the values are TensorFlow's, in each run of a
// session; without they differ from session to session.
//   true_classes  [batch, num_true] int64
//     ->  [0] sampled_candidates      [num_sampled] int64
//         [1] true_expected_count     [batch, num_true] float
//         [2] sampled_expected_count  [num_sampled] float
// Not differentiable: it yields class numbers and counts.
// Errors: true_classes of another shape or out of range, more unique classes
// than there are. Equals TensorFlow's UniformCandidateSampler.
Operation UniformCandidateSampler(Input true_classes,
                                  CandidateSamplerAttrs attrs);

// The same where class c has probability
// log((c + 2) / (c + 1)) / log(range_max + 1), as words sorted by how often
// they occur have.
//   true_classes  [batch, num_true] int64
//     ->  as UniformCandidateSampler's
// Not differentiable: it yields class numbers and counts.
// Errors: as UniformCandidateSampler's.
// Equals TensorFlow's LogUniformCandidateSampler.
Operation LogUniformCandidateSampler(Input true_classes,
                                     CandidateSamplerAttrs attrs);

}  // namespace thalweg
