// ScatterSlices: slices of a tensor changed where tuples of indices say; the
// common part of ScatterNd, TensorScatter* and the scatters into variables.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/cpu/array/nd_indices.h"
#include "thalweg/kernels/kernel_context.h"
#include "thalweg/ops/array/bad_indices.h"

namespace thalweg {

// What becomes of x where it meets an update u: u, x + u, x - u, the larger or
// the smaller of both (x where u is NaN).
enum class ScatterRule { kAssign, kAdd, kSub, kMax, kMin };

// Made once; immutable and thread-safe.
class ScatterSlices {
 public:
  struct Options {
    ScatterRule rule = ScatterRule::kAssign;
    // Each element of a vector of indices picks along the first dimension;
    // otherwise such indices are refused unless they are empty.
    bool flat_vector = false;
  };
  // UNIMPLEMENTED when the rule does not apply to the dtype.
  static absl::StatusOr<ScatterSlices> Create(DType dtype, Options options,
                                              const BadIndicesAttrs& attrs);

  // output[indices[i]] becomes rule(output[indices[i]], updates[i]), for each
  // i in order. Where the shapes do not fit or a tuple is out of range
  // (INVALID_ARGUMENT), nothing is changed. REQUIRES: all of the dtype; the
  // updates do not lie on the output.
  absl::Status Run(const KernelContext& context, const Tensor& indices,
                   const Tensor& updates, Tensor& output) const;

 private:
  // Applies columns [begin, end) of all slices.
  using Function = void (*)(const NdIndices& indices, const void* updates,
                            void* output, int64_t begin, int64_t end);
  template <class T, class Rule>
  static void Apply(const NdIndices& indices, const void* updates, void* output,
                    int64_t begin, int64_t end);
  struct Functions;

  ScatterSlices(Function function, bool flat_vector, bool ignores_bad)
      : function_(function),
        flat_vector_(flat_vector),
        ignores_bad_(ignores_bad) {}

  absl::Status CheckShapes(const Shape& indices, const Shape& updates,
                           const Shape& output) const;

  Function function_;
  bool flat_vector_;
  bool ignores_bad_;
};

// `from` to `to`, of the same dtype and size, on the run's threads; nothing
// when they are the same memory.
void CopyForScatter(const KernelContext& context, const Tensor& from,
                    Tensor& to);

}  // namespace thalweg
