// MiniBatches: the rows of arrays, so many at a time.
//
//   auto batches = MiniBatches::Create({xs, ys}, {.size = 32, .seed = 1});
//   if (!batches.ok()) return batches.status();
//   std::vector<Tensor> batch;
//   for (int epoch = 0; epoch < epochs; ++epoch) {
//     batches->Shuffle();
//     for (int64_t i = 0; i < batches->count(); ++i) {
//       if (absl::Status s = batches->Read(i, batch); !s.ok()) return s;
//       ...
//     }
//   }
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

struct MiniBatchOptions {
  int64_t size = 1;
  // Of the order; without, rows come as they are.
  std::optional<uint64_t> seed = std::nullopt;
  // Leave out the rows that fill no batch; they come in another order, if any.
  bool drop_remainder = false;
};

class MiniBatches {
 public:
  // Arrays of one length along axis 0, which they share with the caller.
  // INVALID_ARGUMENT for scalars, arrays of different lengths, no array, a
  // size below 1, and when there is no batch.
  static absl::StatusOr<MiniBatches> Create(std::vector<Tensor> arrays,
                                            const MiniBatchOptions& options);

  int64_t count() const;
  // Rows of batch i: the size, or what is left for the last one.
  int64_t rows(int64_t i) const;

  // Another order, a Fisher-Yates shuffle of the one before; the same orders
  // for the same seed anywhere. Nothing without a seed.
  void Shuffle();

  // Batch i of each array, into the tensors of `batch` where these have the
  // shape and nobody shares them, else into new ones. RESOURCE_EXHAUSTED when
  // there is no memory.
  absl::Status Read(int64_t i, std::vector<Tensor>& batch) const;

 private:
  MiniBatches(std::vector<Tensor> arrays, const MiniBatchOptions& options);

  std::vector<Tensor> arrays_;
  MiniBatchOptions options_;
  std::vector<int64_t> order_;
  std::mt19937_64 random_;
};

}  // namespace thalweg
