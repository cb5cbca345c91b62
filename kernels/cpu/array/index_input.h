// Integer inputs of kernels: axes, sizes, permutations, indices.
#pragma once

#include <cstdint>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

using IndexVector = absl::InlinedVector<int64_t, 8>;

// More elements than any argument about axes has.
inline constexpr int64_t kMaxIndexVector = 1024;

// All elements of a small tensor of integers. The least int64, which shape
// arithmetic takes for "unknown", becomes the next: as an index, size or
// stride both mean the same.
// INVALID_ARGUMENT when it has more than kMaxIndexVector elements.
absl::StatusOr<IndexVector> ReadIndices(const Tensor& tensor);

// The elements of a vector. INVALID_ARGUMENT "`name` must be a vector, got
// shape [...]" also when it is none.
absl::StatusOr<IndexVector> ReadIndexVector(const Tensor& tensor,
                                            const char* name);

// The element of a scalar (with `any_shape`, of any tensor of one element).
// INVALID_ARGUMENT "`name` must be a scalar, got shape [...]".
absl::StatusOr<int64_t> ReadIndex(const Tensor& tensor, const char* name,
                                  bool any_shape = false);

// Elements [begin, begin + out.size()) of a tensor of integers.
void ReadIndexRange(const Tensor& tensor, int64_t begin,
                    absl::Span<int64_t> out);

// Where element `at` of a tensor of this shape is, for messages: "[1,0]", or ""
// in a scalar.
std::string PositionText(const Shape& shape, int64_t at);

}  // namespace thalweg
