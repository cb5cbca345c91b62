// RandomState: the stream of random numbers behind a random op.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/mutex.h"
#include "thalweg/graph/resource.h"
#include "thalweg/kernels/functors/philox.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

// Lives in the session's store under its node's name, so that all plans with
// that node draw from one stream. Thread-safe.
class RandomState : public Resource {
 public:
  // Seeded by chance when both are 0.
  RandomState(int64_t seed, int64_t seed2);
  absl::string_view type_name() const override { return "RandomState"; }

  // The stream for an output of so many elements. The next call's begins 256
  // blocks an element further on, as in TensorFlow.
  Philox Reserve(int64_t num_elements);
  // The same for a use that takes no more than so many blocks.
  Philox ReserveBlocks(uint64_t blocks);

 private:
  Mutex mutex_;
  Philox next_ ABSL_GUARDED_BY(mutex_);
};

// The state of the node that a kernel is made for, by its attributes seed and
// seed2.
absl::StatusOr<std::shared_ptr<RandomState>> FindRandomState(
    const KernelInfo& info);

}  // namespace thalweg
