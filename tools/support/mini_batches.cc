#include "thalweg/tools/support/mini_batches.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status CheckArrays(const std::vector<Tensor>& arrays) {
  if (arrays.empty()) return absl::InvalidArgumentError("there is no array");
  for (size_t i = 0; i < arrays.size(); ++i) {
    const Shape& shape = arrays[i].shape();
    if (shape.rank() == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("array ", i, " is a scalar: expected rows"));
    }
    if (shape.dim(0) != arrays[0].dim(0)) {
      return absl::InvalidArgumentError(
          absl::StrCat("expected as many rows in all arrays: array 0 is ",
                       arrays[0].shape().ToString(), ", array ", i, " is ",
                       shape.ToString()));
    }
  }
  return absl::OkStatus();
}

// Below n, each as likely as the others. Own code because what the standard's
// distributions draw differs between libraries.
uint64_t Below(uint64_t n, std::mt19937_64& random) {
  const uint64_t usable = std::mt19937_64::max() / n * n;
  uint64_t drawn = random();
  while (drawn >= usable) drawn = random();
  return drawn % n;
}

absl::Status Resize(Tensor& tensor, DType dtype, const Shape& shape) {
  if (tensor.dtype() == dtype && tensor.shape() == shape && tensor.unique()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(tensor, Tensor::Allocate(dtype, shape));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MiniBatches> MiniBatches::Create(
    std::vector<Tensor> arrays, const MiniBatchOptions& options) {
  RETURN_IF_ERROR(CheckArrays(arrays));
  if (options.size < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("batch size: expected at least 1, got ", options.size));
  }
  MiniBatches batches(std::move(arrays), options);
  if (batches.count() == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        batches.order_.size(), " rows make no batch of ", options.size));
  }
  return batches;
}

MiniBatches::MiniBatches(std::vector<Tensor> arrays,
                         const MiniBatchOptions& options)
    : arrays_(std::move(arrays)),
      options_(options),
      order_(arrays_[0].dim(0)),
      random_(options.seed.value_or(0)) {
  std::iota(order_.begin(), order_.end(), 0);
}

int64_t MiniBatches::count() const {
  const int64_t rows = static_cast<int64_t>(order_.size());
  const int64_t whole = rows / options_.size;
  return options_.drop_remainder || rows % options_.size == 0 ? whole
                                                              : whole + 1;
}

int64_t MiniBatches::rows(int64_t i) const {
  const int64_t rows = static_cast<int64_t>(order_.size());
  return std::min(options_.size, rows - i * options_.size);
}

void MiniBatches::Shuffle() {
  if (!options_.seed.has_value()) return;
  for (size_t i = order_.size(); i > 1; --i) {
    std::swap(order_[i - 1], order_[Below(i, random_)]);
  }
}

absl::Status MiniBatches::Read(int64_t i, std::vector<Tensor>& batch) const {
  batch.resize(arrays_.size());
  for (size_t k = 0; k < arrays_.size(); ++k) {
    Shape shape = arrays_[k].shape();
    shape.set_dim(0, rows(i));
    RETURN_IF_ERROR(Resize(batch[k], arrays_[k].dtype(), shape));
    for (int64_t row = 0; row < shape.dim(0); ++row) {
      const int64_t from = order_[i * options_.size + row];
      Tensor to = batch[k].Slice(row, row + 1);
      CopyElements(arrays_[k].Slice(from, from + 1), to);
    }
  }
  return absl::OkStatus();
}

}  // namespace thalweg
