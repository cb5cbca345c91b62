#include "thalweg/ops/math/segment_gradient.h"

#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/fill.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/operators.h"

namespace thalweg {

// Products of the other factors are quotients where no factor is 0, the product
// of all others where one is, and 0 where more are.
Output SegmentProductGradient(const Output& data, const Output& product,
                              const Output& upstream, const SegmentWalk& walk) {
  const Output is_zero = Equal(data, ZerosLike(data));
  const Output nonzero = Select(is_zero, OnesLike(data), data);
  const Output zeros = walk.sum(Cast(is_zero, kInt32));
  const Output passed =
      Select(Greater(zeros, OnesLike(zeros)), ZerosLike(upstream), upstream);
  const Output others = Select(is_zero, walk.spread(walk.product(nonzero)),
                               walk.spread(product) / nonzero);
  return walk.spread(passed) * Conjugate(others);
}

Output SegmentExtremeGradient(const Output& data, const Output& extreme,
                              const Output& upstream, const SegmentWalk& walk) {
  const Output is_selected = Equal(data, walk.spread(extreme));
  const Output count = walk.sum(Cast(is_selected, upstream.dtype()));
  const Output parts = walk.spread(upstream / count);
  return Select(is_selected, parts, ZerosLike(parts));
}

Output AlignWithRows(const Output& vector, const Output& rows) {
  const Output further = Rank(rows) - Rank(vector);
  const Output ones = Fill(vector.graph(), Reshape(further, {1}), 1);
  return Reshape(vector, Concat({ShapeOf(vector), ones}, 0));
}

}  // namespace thalweg
