// Windows of fractional pooling: where they begin, and a loop over them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/mutex.h"
#include "thalweg/graph/resource.h"
#include "thalweg/kernels/cpu/nn/pool_windows.h"
#include "thalweg/kernels/kernel.h"
#include "thalweg/kernels/random_state.h"
#include "thalweg/ops/nn/fractional_pool.h"

namespace thalweg {

// Where windows over rows (columns) begin; the last element is where they end.
using PoolSequence = std::vector<int64_t>;

struct PoolSequences {
  PoolSequence rows, columns;
};

// Draws the windows of a node. Thread-safe.
class FractionalWindows {
 public:
  static absl::StatusOr<FractionalWindows> Make(const KernelInfo& info);

  // For images of shape `value` pooled to `output`.
  PoolSequences Draw(const Shape& value, const Shape& output) const;

 private:
  // The windows of the first run. Lives in the session's store.
  class Kept : public Resource {
   public:
    absl::string_view type_name() const override { return "PoolSequences"; }

    Mutex mutex;
    PoolSequences sequences ABSL_GUARDED_BY(mutex);
  };

  PoolSequence DrawOne(int64_t size, int64_t windows) const;

  bool pseudo_random_ = false;
  std::shared_ptr<RandomState> state_;
  std::shared_ptr<Kept> kept_;  // Null unless deterministic.
};

// Calls body(window, image, pooled) with offsets, as PoolPlan does, for windows
// of images of shape `value`.
void ForEachWindowOfRow(const Shape& value, absl::Span<const int64_t> rows,
                        absl::Span<const int64_t> columns, bool overlapping,
                        int64_t image, int64_t row, PoolBody body);

// OK for `windows` + 1 numbers that rise from 0 or more to `size` at most.
absl::Status CheckSequence(const Tensor& sequence, int64_t windows,
                           int64_t size, const char* name);

}  // namespace thalweg
