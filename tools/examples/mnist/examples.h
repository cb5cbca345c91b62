// Examples: MNIST as tensors, whole and in shuffled mini-batches.
#pragma once

#include <random>

#include "thalweg/thalweg.h"
#include "thalweg/tools/support/mnist.h"

namespace mnist {

namespace tw = thalweg;

// As a Classifier is fed.
struct Examples {
  tw::Tensor images;  // [n, 784]
  tw::Tensor labels;  // [n, 10]
  int64_t count() const { return images.dim(0); }
};

absl::StatusOr<Examples> MakeExamples(const tw::MnistImages& mnist);

// The examples in a random order, so many at a time. The order is the same in
// each run of the program.
class Shuffler {
 public:
  // REQUIRES: batch_size <= examples.count(). Keeps a reference.
  Shuffler(const Examples& examples, int64_t batch_size);

  // How many batches there are; examples that fill no batch wait for another
  // order.
  int64_t num_batches() const { return examples_.count() / batch_size_; }
  void Shuffle();
  absl::StatusOr<Examples> Batch(int64_t i) const;

 private:
  const Examples& examples_;
  const int64_t batch_size_;
  std::vector<int64_t> order_;
  std::mt19937_64 random_{1};
};

// The share of rows whose largest probability is that of the right digit.
double Accuracy(const tw::Tensor& probabilities, const tw::Tensor& labels);

}  // namespace mnist
