// FillRandom: a tensor of independent random numbers.
#pragma once

#include <algorithm>
#include <cstdint>

#include "thalweg/kernels/functors/philox.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// Groups worth a piece of their own.
inline constexpr int64_t kRandomGrain = 2048;

// Groups [begin, end) of an output of `size` elements.
template <class Distribution, class T>
void FillRandomGroups(const Distribution& distribution, Philox stream,
                      int64_t begin, int64_t end, int64_t size, T* out) {
  constexpr int kGroup = Distribution::kGroup;
  stream.Skip(begin, Distribution::kBlocksPerGroup);
  for (int64_t g = begin; g < end; ++g) {
    Philox group = stream;
    if ((g + 1) * kGroup <= size) {
      distribution(group, out + g * kGroup);
    } else {
      T last[kGroup];
      distribution(group, last);
      std::copy_n(last, size - g * kGroup, out + g * kGroup);
    }
    stream.Skip(Distribution::kBlocksPerGroup);
  }
}

// Every element of `out`, Ts or as large as they; the same for any number of
// threads.
template <class T, class Distribution>
void FillRandom(const KernelContext& context, const Distribution& distribution,
                Philox stream, Tensor& out) {
  const int64_t size = out.num_elements();
  const int64_t groups =
      (size + Distribution::kGroup - 1) / Distribution::kGroup;
  context.ParallelRange(groups, kRandomGrain, [&](int64_t begin, int64_t end) {
    FillRandomGroups(distribution, stream, begin, end, size,
                     out.mutable_data<T>());
  });
}

// Fills all of `out` from the stream.
using RandomFill = void (*)(const KernelContext& context, Philox stream,
                            Tensor& out);

// Of [0, 1), for floating dtypes; null for others.
RandomFill FindUniformFill(DType dtype);
// Of mean 0 and standard deviation 1.
RandomFill FindNormalFill(DType dtype);
// The same without numbers of magnitude 2 or more.
RandomFill FindTruncatedNormalFill(DType dtype);
// Of all int32, int64, uint32 or uint64.
RandomFill FindFullIntegerFill(DType dtype);

// Of [minval, maxval), int32 or int64 scalars of `out`'s dtype.
// INVALID_ARGUMENT when minval >= maxval; nothing where `out` is empty.
absl::Status FillIntegers(const KernelContext& context, const Tensor& minval,
                          const Tensor& maxval, Philox stream, Tensor& out);

}  // namespace thalweg
