// Where random kernels have their streams from.
#pragma once

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "thalweg/kernels/functors/philox.h"
#include "thalweg/kernels/kernel.h"
#include "thalweg/kernels/random_state.h"

namespace thalweg {

// The stream of a stateful op: goes on from run to run.
class StatefulSource {
 public:
  static absl::StatusOr<StatefulSource> Create(const KernelInfo& info) {
    auto state = FindRandomState(info);
    if (!state.ok()) return state.status();
    return StatefulSource(*std::move(state));
  }
  // For so many numbers.
  absl::StatusOr<Philox> Stream(const KernelContext&, int64_t count) const {
    return state_->Reserve(count);
  }

 private:
  explicit StatefulSource(std::shared_ptr<RandomState> state)
      : state_(std::move(state)) {}
  std::shared_ptr<RandomState> state_;
};

// The stream of a seed of two integers. INVALID_ARGUMENT "seed must have shape
// [2], not [3]".
absl::StatusOr<Philox> StreamOfSeed(const Tensor& seed);

// Of the seed at that input.
template <int seed_input>
class SeedSource {
 public:
  static absl::StatusOr<SeedSource> Create(const KernelInfo&) {
    return SeedSource();
  }
  absl::StatusOr<Philox> Stream(const KernelContext& context, int64_t) const {
    return StreamOfSeed(context.input(seed_input));
  }
};

// Of the key, counter and algorithm at inputs 1 to 3. INVALID_ARGUMENT for
// other shapes, and for an algorithm other than Philox where there is anything
// to draw: TensorFlow's CPU has no other either.
class KeySource {
 public:
  static absl::StatusOr<KeySource> Create(const KernelInfo&) {
    return KeySource();
  }
  absl::StatusOr<Philox> Stream(const KernelContext& context,
                                int64_t count) const;
};

}  // namespace thalweg
