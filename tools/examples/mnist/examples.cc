#include "thalweg/tools/examples/mnist/examples.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"

namespace mnist {
namespace {

constexpr int kPixels = 28 * 28;
constexpr int kDigits = 10;

absl::StatusOr<Examples> Allocate(int64_t count) {
  auto images = tw::Tensor::Zeros(tw::kFloat, {count, kPixels});
  if (!images.ok()) return images.status();
  auto labels = tw::Tensor::Zeros(tw::kFloat, {count, kDigits});
  if (!labels.ok()) return labels.status();
  return Examples{*std::move(images), *std::move(labels)};
}

void CopyRow(const tw::Tensor& from, int64_t i, tw::Tensor& to, int64_t j) {
  const int64_t n = from.dim(1);
  std::copy_n(from.data<float>() + i * n, n, to.mutable_data<float>() + j * n);
}

}  // namespace

absl::StatusOr<Examples> MakeExamples(const tw::MnistImages& mnist) {
  if (mnist.rows * mnist.columns != kPixels) {
    return absl::InvalidArgumentError(
        absl::StrCat("expected images of 28x28 pixels, got ", mnist.rows, "x",
                     mnist.columns));
  }
  absl::StatusOr<Examples> examples = Allocate(mnist.count);
  if (!examples.ok()) return examples;
  std::transform(mnist.pixels.begin(), mnist.pixels.end(),
                 examples->images.mutable_data<float>(),
                 [](uint8_t grey) { return static_cast<float>(grey) / 255; });
  float* row = examples->labels.mutable_data<float>();
  for (const uint8_t digit : mnist.labels) {
    row[digit] = 1;
    row += kDigits;
  }
  return examples;
}

Shuffler::Shuffler(const Examples& examples, int64_t batch_size)
    : examples_(examples), batch_size_(batch_size), order_(examples.count()) {
  std::iota(order_.begin(), order_.end(), 0);
}

void Shuffler::Shuffle() {
  std::shuffle(order_.begin(), order_.end(), random_);
}

absl::StatusOr<Examples> Shuffler::Batch(int64_t i) const {
  absl::StatusOr<Examples> batch = Allocate(batch_size_);
  if (!batch.ok()) return batch;
  for (int64_t row = 0; row < batch_size_; ++row) {
    const int64_t from = order_[i * batch_size_ + row];
    CopyRow(examples_.images, from, batch->images, row);
    CopyRow(examples_.labels, from, batch->labels, row);
  }
  return batch;
}

double Accuracy(const tw::Tensor& probabilities, const tw::Tensor& labels) {
  int64_t right = 0;
  for (int64_t i = 0; i < labels.dim(0); ++i) {
    const float* row = probabilities.data<float>() + i * kDigits;
    const int64_t best = std::max_element(row, row + kDigits) - row;
    right += labels.data<float>()[i * kDigits + best] == 1;
  }
  return static_cast<double>(right) / static_cast<double>(labels.dim(0));
}

}  // namespace mnist
