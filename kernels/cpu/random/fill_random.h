// FillRandom: a tensor of independent random numbers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/functors/philox.h"
#include "thalweg/kernels/kernel.h"
#include "thalweg/kernels/random_state.h"

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

// Every element of `out`; the same for any number of threads.
template <class Distribution, class T>
void FillRandom(const KernelContext& context, const Distribution& distribution,
                Philox stream, absl::Span<T> out) {
  const int64_t size = static_cast<int64_t>(out.size());
  const int64_t groups =
      (size + Distribution::kGroup - 1) / Distribution::kGroup;
  context.ParallelRange(groups, kRandomGrain, [&](int64_t begin, int64_t end) {
    FillRandomGroups(distribution, stream, begin, end, size, out.data());
  });
}

// What random kernels share: their stream, and the shape they were asked for.
class RandomSource {
 public:
  static absl::StatusOr<RandomSource> Create(const KernelInfo& info) {
    ASSIGN_OR_RETURN(std::shared_ptr<RandomState> state, FindRandomState(info));
    return RandomSource(std::move(state), info.output_shape(0));
  }

  // Output 0 with its memory. INVALID_ARGUMENT when input 0 spells no shape.
  absl::StatusOr<Tensor*> Output(KernelContext& context) const {
    if (shape_.IsFullyDefined()) return context.Output(0, shape_);
    ASSIGN_OR_RETURN(const IndexVector dims,
                     ReadIndexVector(context.input(0), "shape"));
    for (int64_t dim : dims) {
      if (dim >= 0) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("Dimension ", dim, " must be >= 0"));
    }
    ASSIGN_OR_RETURN(const Shape shape, Shape::Make(dims));
    return context.Output(0, shape);
  }
  Philox Reserve(const Tensor& output) const {
    return state_->Reserve(output.num_elements());
  }

 private:
  RandomSource(std::shared_ptr<RandomState> state, Shape shape)
      : state_(std::move(state)), shape_(std::move(shape)) {}

  std::shared_ptr<RandomState> state_;
  Shape shape_;  // Of every output, where it is known.
};

// A kernel that fills its output with Distribution<T>.
template <template <class> class Distribution, class T>
class FillRandomKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<FillRandomKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(RandomSource source, RandomSource::Create(info));
    return std::make_unique<FillRandomKernel>(std::move(source));
  }
  explicit FillRandomKernel(RandomSource source) : source_(std::move(source)) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(Tensor * output, source_.Output(context));
    FillRandom(context, Distribution<T>(), source_.Reserve(*output),
               output->mutable_flat<T>());
    return absl::OkStatus();
  }

 private:
  const RandomSource source_;
};

}  // namespace thalweg
