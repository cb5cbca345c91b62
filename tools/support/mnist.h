// MNIST: grey images with a digit each, from its four IDX files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace thalweg {

struct MnistImages {
  int64_t count = 0;
  int64_t rows = 0;
  int64_t columns = 0;
  std::vector<uint8_t> pixels;  // [count, rows, columns]
  std::vector<uint8_t> labels;  // [count], each 0 to 9
};

struct Mnist {
  MnistImages train;
  MnistImages test;
};

// Reads train-images-idx3-ubyte, train-labels-idx1-ubyte and the two t10k
// files of `folder`, each with or without .gz. NOT_FOUND names a missing file;
// DATA_LOSS when images and labels do not match; the rest as ReadIdx.
absl::StatusOr<Mnist> ReadMnist(const std::string& folder);

}  // namespace thalweg
