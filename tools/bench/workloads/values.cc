#include "thalweg/tools/bench/workloads/values.h"

#include <cmath>

namespace thalweg::bench {
namespace {

// The i-th 64 bits of the sequence that belongs to a name.
class Bits {
 public:
  explicit Bits(const std::string& name) {
    for (const unsigned char byte : name) {
      seed_ = (seed_ ^ byte) * 0x100000001B3;
    }
  }
  uint64_t operator[](int64_t i) const {
    uint64_t z = seed_ + static_cast<uint64_t>(i + 1) * 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

 private:
  uint64_t seed_ = 0xCBF29CE484222325;
};

// How many inputs each output of filters or weights has.
double FanIn(const Shape& shape) {
  return static_cast<double>(shape.num_elements() /
                             shape.dim(shape.rank() - 1));
}

}  // namespace

Tensor Uniform(const std::string& name, const Shape& shape, double scale) {
  Tensor result = Tensor::Zeros(kFloat, shape).value();
  const Bits bits(name);
  const float factor = static_cast<float>(scale);
  float* values = result.mutable_data<float>();
  for (int64_t i = 0; i < result.num_elements(); ++i) {
    values[i] = (static_cast<float>(bits[i] >> 40) * 0x1p-23f - 1) * factor;
  }
  return result;
}

Tensor Integers(const std::string& name, int64_t n, int64_t high) {
  Tensor result = Tensor::Zeros(kInt32, {n}).value();
  const Bits bits(name);
  int32_t* values = result.mutable_data<int32_t>();
  for (int64_t i = 0; i < n; ++i) {
    values[i] = static_cast<int32_t>((bits[i] >> 33) % high);
  }
  return result;
}

Tensor NearOne(const std::string& name, const Shape& shape, double scale) {
  Tensor result = Uniform(name, shape, scale);
  for (float& value : result.mutable_flat<float>()) value += 1;
  return result;
}

Tensor He(const std::string& name, const Shape& shape) {
  return Uniform(name, shape, std::sqrt(6 / FanIn(shape)));
}

Tensor Xavier(const std::string& name, const Shape& shape) {
  return Uniform(name, shape, std::sqrt(3 / FanIn(shape)));
}

Tensor OneHotRows(const Tensor& classes, int64_t depth) {
  const int64_t rows = classes.num_elements();
  Tensor result = Tensor::Zeros(kFloat, {rows, depth}).value();
  for (int64_t row = 0; row < rows; ++row) {
    result.mutable_data<float>()[row * depth + classes.data<int32_t>()[row]] =
        1;
  }
  return result;
}

Tensor Identity(int64_t n) {
  Tensor result = Tensor::Zeros(kFloat, {n, n}).value();
  for (int64_t i = 0; i < n; ++i) result.mutable_data<float>()[i * (n + 1)] = 1;
  return result;
}

}  // namespace thalweg::bench
