#include "thalweg/ops/state/initializer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/graph/literal.h"
#include "thalweg/ops/array/fill.h"
#include "thalweg/ops/math/add.h"
#include "thalweg/ops/math/mul.h"
#include "thalweg/ops/math/sub.h"
#include "thalweg/ops/random/random_normal.h"
#include "thalweg/ops/random/random_uniform.h"

namespace thalweg {

Initializer::Initializer(Tensor value)
    : dtype_(value.dtype()), shape_(value.shape()) {
  recipe_ = [value = std::move(value)](const Graph& graph) {
    return thalweg::Constant(graph, value, "initial_value");
  };
}

Initializer::Initializer(const Output& value)
    : dtype_(value.dtype()), shape_(value.shape()) {
  recipe_ = [value](const Graph&) { return value; };
}

namespace initializer {
namespace {

// TensorFlow's bound between a Const and a Fill.
constexpr int64_t kSmall = 1000;

Output ScalarConstant(const Graph& graph, double value, DType dtype,
                      const char* name) {
  absl::StatusOr<Tensor> tensor = ConvertLiteral(Tensor::Scalar(value), dtype);
  if (tensor.ok()) return thalweg::Constant(graph, *std::move(tensor), name);
  Graph target = graph;
  target.Fail(tensor.status());
  return Output(target, nullptr, 0);
}

Output ShapeConstant(const Graph& graph, const Shape& shape, const char* name) {
  const std::vector<int32_t> dims(shape.dims().begin(), shape.dims().end());
  return thalweg::Constant(graph, Tensor::Vector<int32_t>(dims), name);
}

absl::StatusOr<Tensor> FilledTensor(double value, const Shape& shape,
                                    DType dtype) {
  const std::vector<double> values(shape.num_elements(), value);
  return ConvertLiteral(Tensor::Of<double>(shape, values), dtype);
}

// A Const for few elements, a Fill for many.
Initializer Filled(const char* name, double value, const Shape& shape,
                   DType dtype) {
  return Initializer(dtype, shape, [=](const Graph& graph) {
    Graph target = graph;
    const ScopeGuard outer = target.WithName("Initializer");
    if (shape.IsFullyDefined() && shape.num_elements() < kSmall) {
      absl::StatusOr<Tensor> tensor = FilledTensor(value, shape, dtype);
      if (tensor.ok()) return thalweg::Constant(graph, *tensor, name);
    }
    Output filled;
    {
      const ScopeGuard inner = target.WithName(name);
      filled = Fill(graph, ShapeConstant(graph, shape, "shape_as_tensor"),
                    ScalarConstant(graph, value, dtype, "Const"));
    }
    return filled.Named(name);
  });
}

// The last op of a recipe, named as its scope.
template <class Recipe>
Initializer Random(const char* name, const Shape& shape, DType dtype,
                   Recipe recipe) {
  return Initializer(dtype, shape, [=](const Graph& graph) {
    Graph target = graph;
    const ScopeGuard outer = target.WithName("Initializer");
    Output value;
    {
      const ScopeGuard inner = target.WithName(name);
      value = recipe(graph, ShapeConstant(graph, shape, "shape"));
    }
    return value.Named(name);
  });
}

RandomAttrs Seeds(const RandomOptions& options) {
  return {.seed = options.seed, .seed2 = options.seed2, .dtype = options.dtype};
}

Output ScaledAndShifted(const Output& value, const Output& mean,
                        const Output& stddev) {
  return Add(Mul(value, stddev).Named("mul"), mean);
}

struct Fans {
  double in = 1;
  double out = 1;
};

Fans FansOf(const Shape& shape) {
  const int rank = shape.rank();
  if (rank < 1) return {};
  if (rank == 1) return {double(shape.dim(0)), double(shape.dim(0))};
  double cells = 1;
  for (int i = 0; i < rank - 2; ++i) cells *= double(shape.dim(i));
  return {cells * double(shape.dim(rank - 2)),
          cells * double(shape.dim(rank - 1))};
}

// Truncation at two standard deviations shrinks the deviation to this.
constexpr double kTruncatedStddev = .87962566103423978;

// Fans of 0 leave nothing to scale.
Initializer UniformOfVariance(double scale, double fan, const Shape& shape,
                              RandomOptions options) {
  const double limit = std::sqrt(3 * scale / std::max(fan, 1.0));
  return RandomUniform(shape, -limit, limit, options);
}

Initializer NormalOfVariance(double scale, double fan, const Shape& shape,
                             RandomOptions options) {
  const double stddev =
      std::sqrt(scale / std::max(fan, 1.0)) / kTruncatedStddev;
  return TruncatedNormal(shape, 0, stddev, options);
}

}  // namespace

Initializer Zeros(const Shape& shape, DType dtype) {
  return Filled("zeros", 0, shape, dtype);
}

Initializer Ones(const Shape& shape, DType dtype) {
  return Filled("ones", 1, shape, dtype);
}

Initializer Constant(double value, const Shape& shape, DType dtype) {
  return Filled("Const", value, shape, dtype);
}

Initializer RandomUniform(const Shape& shape, double low, double high,
                          RandomOptions options) {
  return Random(
      "random_uniform", shape, options.dtype,
      [=](const Graph& graph, const Output& dims) {
        const Output min = ScalarConstant(graph, low, options.dtype, "min");
        const Output max = ScalarConstant(graph, high, options.dtype, "max");
        const Output unit =
            thalweg::RandomUniform(graph, dims, options.dtype, Seeds(options));
        const Output range = Sub(max, min).Named("sub");
        return Add(Mul(unit, range).Named("mul"), min);
      });
}

Initializer RandomNormal(const Shape& shape, double mean, double stddev,
                         RandomOptions options) {
  return Random(
      "random_normal", shape, options.dtype,
      [=](const Graph& graph, const Output& dims) {
        return ScaledAndShifted(
            RandomStandardNormal(graph, dims, options.dtype, Seeds(options)),
            ScalarConstant(graph, mean, options.dtype, "mean"),
            ScalarConstant(graph, stddev, options.dtype, "stddev"));
      });
}

Initializer TruncatedNormal(const Shape& shape, double mean, double stddev,
                            RandomOptions options) {
  return Random("truncated_normal", shape, options.dtype,
                [=](const Graph& graph, const Output& dims) {
                  return ScaledAndShifted(
                      thalweg::TruncatedNormal(graph, dims, options.dtype,
                                               Seeds(options)),
                      ScalarConstant(graph, mean, options.dtype, "mean"),
                      ScalarConstant(graph, stddev, options.dtype, "stddev"));
                });
}

Initializer GlorotUniform(const Shape& shape, RandomOptions options) {
  const Fans fans = FansOf(shape);
  return UniformOfVariance(1, (fans.in + fans.out) / 2, shape, options);
}

Initializer GlorotNormal(const Shape& shape, RandomOptions options) {
  const Fans fans = FansOf(shape);
  return NormalOfVariance(1, (fans.in + fans.out) / 2, shape, options);
}

Initializer HeUniform(const Shape& shape, RandomOptions options) {
  return UniformOfVariance(2, FansOf(shape).in, shape, options);
}

Initializer HeNormal(const Shape& shape, RandomOptions options) {
  return NormalOfVariance(2, FansOf(shape).in, shape, options);
}

}  // namespace initializer
}  // namespace thalweg
