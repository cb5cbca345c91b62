// Initializer: how a variable gets its first value.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "thalweg/graph/output.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

// A tensor, an output, or a recipe from namespace initializer:
//
//   auto w = Variable(graph, initializer::GlorotUniform({784, 10}));
//   auto b = Variable(graph, Tensor::Of<float>({2}, {0.5f, -0.5f}));
class Initializer {
 public:
  // Adds the ops of the value to the graph, under its current name scope.
  using Recipe = std::function<Output(const Graph& graph)>;

  Initializer(Tensor value);
  Initializer(const Output& value);
  Initializer(DType dtype, Shape shape, Recipe recipe)
      : dtype_(dtype), shape_(std::move(shape)), recipe_(std::move(recipe)) {}

  DType dtype() const { return dtype_; }
  // Of the value, as far as it is known.
  const Shape& shape() const { return shape_; }
  // Invalid when the graph has an error.
  Output Build(const Graph& graph) const { return recipe_(graph); }

 private:
  DType dtype_;
  Shape shape_;
  Recipe recipe_;
};

// Recipes, as TensorFlow's initializers of these names and with their node
// names under "VARIABLE/Initializer/". A shape must be fully known; a dtype
// that the ops do not take is an error of the graph.
namespace initializer {

struct RandomOptions {
  DType dtype = kFloat;
  // The random op's seeds; both 0: by chance.
  int64_t seed = 0;
  int64_t seed2 = 0;
};

Initializer Zeros(const Shape& shape, DType dtype = kFloat);
Initializer Ones(const Shape& shape, DType dtype = kFloat);
Initializer Constant(double value, const Shape& shape, DType dtype = kFloat);

// Uniform in [low, high).
Initializer RandomUniform(const Shape& shape, double low, double high,
                          RandomOptions options = {});
Initializer RandomNormal(const Shape& shape, double mean, double stddev,
                         RandomOptions options = {});
// Normal, drawn again beyond two standard deviations.
Initializer TruncatedNormal(const Shape& shape, double mean, double stddev,
                            RandomOptions options = {});

// Variance by fan, which of a filter [.., in, out] is the number of its cells
// times in or out. Uniform within sqrt(6 / (fan_in + fan_out)).
Initializer GlorotUniform(const Shape& shape, RandomOptions options = {});
// Truncated normal of variance 2 / (fan_in + fan_out).
Initializer GlorotNormal(const Shape& shape, RandomOptions options = {});
// Uniform within sqrt(6 / fan_in).
Initializer HeUniform(const Shape& shape, RandomOptions options = {});
// Truncated normal of variance 2 / fan_in.
Initializer HeNormal(const Shape& shape, RandomOptions options = {});

}  // namespace initializer
}  // namespace thalweg
