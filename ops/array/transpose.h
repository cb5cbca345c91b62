// Transpose, ConjugateTranspose, InvertPermutation: axes in another order.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// Axis i of the result is axis perm[i] of x.
//   x     any shape and dtype
//   perm  [rank(x)] int32 or int64: a permutation of 0 .. rank - 1
//    ->   dimension i is dim(x, perm[i])
// Gradient: the upstream gradient transposed by the inverse permutation.
// Errors: a perm that is no permutation or has another length.
// Equals TensorFlow's Transpose.
Output Transpose(Input x, Input perm);

// Transpose, and the conjugate of each element where x is complex.
// Gradient: ConjugateTranspose of the upstream gradient by the inverse
// permutation. Errors: as Transpose.
// Equals TensorFlow's ConjugateTranspose.
Output ConjugateTranspose(Input x, Input perm);

// The permutation y with y[x[i]] = i.
//   x  [n] int32 or int64: a permutation of 0 .. n - 1   ->   the same
// Not differentiable: it yields integers. Errors: an x that is no permutation.
// Equals TensorFlow's InvertPermutation.
Output InvertPermutation(Input x);

// OK when `perm` is a permutation of 0 .. size - 1, where elements may be
// PartialValue::kUnknown.
absl::Status CheckPermutation(absl::Span<const int64_t> perm);
// The shape of Transpose's result; `x` may be partial, elements of `perm`
// unknown. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> TransposedShape(const Shape& x,
                                      absl::Span<const int64_t> perm);

}  // namespace thalweg
