#include "thalweg/tests/kernels/array/positions.h"

#include <cstring>
#include <string>

namespace thalweg {
namespace {

int64_t Flat(const Position& position, const Shape& shape) {
  int64_t flat = 0;
  for (int i = 0; i < shape.rank(); ++i) {
    flat = flat * shape.dim(i) + position[i];
  }
  return flat;
}

Position Unflat(int64_t flat, const Shape& shape) {
  Position position(shape.rank());
  for (int i = shape.rank() - 1; i >= 0; --i) {
    position[i] = flat % shape.dim(i);
    flat /= shape.dim(i);
  }
  return position;
}

void CopyElement(const Tensor& from, int64_t i, Tensor& to, int64_t j) {
  if (from.dtype() == kString) {
    to.mutable_data<std::string>()[j] = from.data<std::string>()[i];
    return;
  }
  const size_t size = DTypeSize(from.dtype());
  std::memcpy(static_cast<char*>(to.mutable_raw()) + j * size,
              static_cast<const char*>(from.raw()) + i * size, size);
}

}  // namespace

Tensor FromPositions(const Tensor& input, const Shape& shape,
                     const SourceOf& source_of) {
  Tensor output = Tensor::Zeros(input.dtype(), shape).value();
  for (int64_t i = 0; i < output.num_elements(); ++i) {
    if (const auto source = source_of(Unflat(i, shape))) {
      CopyElement(input, Flat(*source, input.shape()), output, i);
    }
  }
  return output;
}

Tensor Counting(DType dtype, const Shape& shape) {
  Tensor tensor = Tensor::Zeros(dtype, shape).value();
  const size_t size = DTypeSize(dtype);
  for (int64_t i = 0; i < tensor.num_elements(); ++i) {
    if (dtype == kString) {
      tensor.mutable_data<std::string>()[i] = std::to_string(i);
      continue;
    }
    // Small numbers in every part of the element: no NaN in any dtype.
    auto* bytes = static_cast<uint8_t*>(tensor.mutable_raw()) + i * size;
    for (size_t b = 0; b < size; ++b) {
      bytes[b] = dtype == kBool ? i % 2 : (i >> (6 * (b % 8))) % 64;
    }
  }
  return tensor;
}

}  // namespace thalweg
