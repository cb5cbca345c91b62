#include "thalweg/kernels/cpu/random/random_source.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/random/rng_algorithm.h"

namespace thalweg {
namespace {

// Its 64 bits; a signed one keeps its sign.
uint64_t SeedElement(const Tensor& seed, int i) {
  switch (seed.dtype()) {
    case kInt32:
      return static_cast<uint64_t>(int64_t{seed.data<int32_t>()[i]});
    case kUint32:
      return seed.data<uint32_t>()[i];
    default:
      return seed.data<uint64_t>()[i];
  }
}

bool IsVectorOf(const Tensor& tensor, int64_t least, int64_t most) {
  return tensor.rank() == 1 && tensor.dim(0) >= least && tensor.dim(0) <= most;
}

}  // namespace

absl::StatusOr<Philox> StreamOfSeed(const Tensor& seed) {
  if (!IsVectorOf(seed, 2, 2)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "seed must have shape [2], not ", seed.shape().ToString()));
  }
  return Philox::FromScrambledSeeds(SeedElement(seed, 0), SeedElement(seed, 1));
}

absl::StatusOr<Philox> KeySource::Stream(const KernelContext& context,
                                         int64_t count) const {
  const Tensor& key = context.input(1);
  const Tensor& counter = context.input(2);
  const Tensor& algorithm = context.input(3);
  if (algorithm.rank() != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("input 3 (0-based) must have shape [], not ",
                     algorithm.shape().ToString()));
  }
  if (!IsVectorOf(key, kRngKeySize, kRngKeySize)) {
    return absl::InvalidArgumentError(absl::StrCat("key must have shape [",
                                                   kRngKeySize, "], not ",
                                                   key.shape().ToString()));
  }
  const int32_t alg = algorithm.scalar<int32_t>();
  const int64_t least = alg == kRngThreeFry ? 1 : kRngCounterSize;
  if (!IsVectorOf(counter, least, counter.num_elements())) {
    return absl::InvalidArgumentError(
        absl::StrCat("counter must be a vector with length at least ", least,
                     "; got shape: ", counter.shape().ToString()));
  }
  if (count == 0) return Philox(0, 0, 0);
  if (alg != kRngPhilox && alg != kRngAutoSelect) {
    return absl::InvalidArgumentError(
        absl::StrCat("Unsupported algorithm id: ", alg));
  }
  return Philox(key.scalar<uint64_t>(), counter.data<uint64_t>()[0],
                counter.data<uint64_t>()[1]);
}

}  // namespace thalweg
