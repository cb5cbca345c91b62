#include "thalweg/kernels/random_state.h"

#include <chrono>
#include <exception>
#include <random>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/resource_store.h"
#include "thalweg/ops/random/random_attrs.h"

namespace thalweg {
namespace {

uint64_t Entropy() {
  try {
    std::random_device device;
    return uint64_t{device()} << 32 | device();
  } catch (const std::exception&) {
    return static_cast<uint64_t>(
        std::chrono::steady_clock::now().time_since_epoch().count());
  }
}

Philox MakeStream(int64_t seed, int64_t seed2) {
  if (seed == 0 && seed2 == 0) return Philox::FromSeeds(Entropy(), Entropy());
  return Philox::FromSeeds(static_cast<uint64_t>(seed),
                           static_cast<uint64_t>(seed2));
}

}  // namespace

RandomState::RandomState(int64_t seed, int64_t seed2)
    : next_(MakeStream(seed, seed2)) {}

Philox RandomState::Reserve(int64_t num_elements) {
  MutexLock lock(&mutex_);
  const Philox stream = next_;
  next_.Skip(256, static_cast<uint64_t>(num_elements));
  return stream;
}

Philox RandomState::ReserveBlocks(uint64_t blocks) {
  MutexLock lock(&mutex_);
  const Philox stream = next_;
  next_.Skip(blocks);
  return stream;
}

absl::StatusOr<std::shared_ptr<RandomState>> FindRandomState(
    const KernelInfo& info) {
  ASSIGN_OR_RETURN(const SeedAttrs attrs, info.attrs<SeedAttrs>());
  // A container that no user can name, so that variables never meet it.
  return info.resources().FindOrCreate<RandomState>(
      "_random", info.node().name(),
      [&] { return std::make_shared<RandomState>(attrs.seed, attrs.seed2); });
}

}  // namespace thalweg
