#include "thalweg/tests/support/gradient_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output FedInput(const Graph& graph, DType dtype, const Shape& shape) {
  const OpSchema* placeholder = OpRegistry::Find("Placeholder");
  if (placeholder == nullptr) return Output();
  AttrMap attrs;
  attrs.Set("dtype", dtype);
  attrs.Set("shape", shape);
  return Build(At(graph), *placeholder, {}, std::move(attrs));
}

// A complex number counts as two reals: with that, TensorFlow's gradient of a
// real function by z is d/dRe(z) + i d/dIm(z), element by element the same.
absl::Span<double> Reals(Tensor& tensor) {
  return {tensor.mutable_data<double>(), tensor.num_bytes() / sizeof(double)};
}
absl::Span<const double> Reals(const Tensor& tensor) {
  return {tensor.data<double>(), tensor.num_bytes() / sizeof(double)};
}

absl::Status RequireDoubles(const Tensor& tensor) {
  if (tensor.dtype() == kDouble || tensor.dtype() == kComplex128) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "only double and complex128 can be checked, got ", tensor.ToString()));
}

// sum(weights * output), what is differentiated.
absl::StatusOr<double> Weighted(const Output& output, const Feeds& feeds,
                                const Tensor& weights) {
  ASSIGN_OR_RETURN(const Tensor value, Evaluate(output, feeds));
  double sum = 0;
  for (size_t i = 0; i < Reals(value).size(); ++i) {
    sum += Reals(value)[i] * Reals(weights)[i];
  }
  return sum;
}

// By every element of feed k.
absl::StatusOr<Tensor> NumericGradient(const Output& output, Feeds feeds,
                                       size_t k, const Tensor& weights,
                                       double step) {
  ASSIGN_OR_RETURN(Tensor gradient, feeds[k].second.Copy());
  ASSIGN_OR_RETURN(feeds[k].second, feeds[k].second.Copy());
  Tensor& x = feeds[k].second;
  for (size_t i = 0; i < Reals(x).size(); ++i) {
    const double middle = Reals(x)[i];
    Reals(x)[i] = middle + step;
    ASSIGN_OR_RETURN(const double above, Weighted(output, feeds, weights));
    Reals(x)[i] = middle - step;
    ASSIGN_OR_RETURN(const double below, Weighted(output, feeds, weights));
    Reals(x)[i] = middle;
    Reals(gradient)[i] = (above - below) / (2 * step);
  }
  return gradient;
}

absl::Status Compare(const Tensor& analytic, const Tensor& numeric, size_t k,
                     double tolerance) {
  if (analytic.dtype() != numeric.dtype() ||
      analytic.shape() != numeric.shape()) {
    return absl::InternalError(absl::StrCat("the gradient by input ", k, " is ",
                                            analytic.ToString(), ", the input ",
                                            DTypeName(numeric.dtype()), " ",
                                            numeric.shape().ToString()));
  }
  for (size_t i = 0; i < Reals(numeric).size(); ++i) {
    const double a = Reals(analytic)[i], n = Reals(numeric)[i];
    if (std::abs(a - n) <= tolerance * std::max(1.0, std::abs(n))) continue;
    return absl::InternalError(absl::StrCat(
        "the gradient by element ", i, " of input ", k, " is ", a,
        ", central differences give ", n, "\n  analytic: ",
        analytic.ToString(32), "\n  numeric:  ", numeric.ToString(32)));
  }
  return absl::OkStatus();
}

// Compares the gradients of `output` by the fed inputs.
absl::Status CheckOutput(const Output& output, const Feeds& inputs,
                         const GradientCheckOptions& options) {
  ASSIGN_OR_RETURN(const Tensor value, Evaluate(output, inputs));
  RETURN_IF_ERROR(RequireDoubles(value));
  const Tensor weights = Uniform(value.dtype(), value.shape(), 0.5, 1.5, 77);
  const Output upstream =
      FedInput(output.graph(), value.dtype(), output.shape());
  std::vector<Output> xs;
  for (const auto& feed : inputs) xs.push_back(feed.first);
  ASSIGN_OR_RETURN(const std::vector<GradientValue> gradients,
                   SymbolicGradients({output}, xs, {upstream}));
  Feeds feeds = inputs;
  feeds.emplace_back(upstream, weights);
  for (size_t k = 0; k < xs.size(); ++k) {
    ASSIGN_OR_RETURN(const Tensor numeric,
                     NumericGradient(output, inputs, k, weights, options.step));
    ASSIGN_OR_RETURN(Tensor analytic,
                     Tensor::Zeros(numeric.dtype(), numeric.shape()));
    if (const Output gradient = gradients[k].dense()) {
      ASSIGN_OR_RETURN(analytic, Evaluate(gradient, feeds));
    }
    RETURN_IF_ERROR(Compare(analytic, numeric, k, options.tolerance));
  }
  if (!options.second_order) return absl::OkStatus();
  GradientCheckOptions first_order = options;
  first_order.second_order = false;
  for (const GradientValue& gradient : gradients) {
    if (gradient.absent()) continue;
    RETURN_IF_ERROR(CheckOutput(gradient.dense(), feeds, first_order));
  }
  return absl::OkStatus();
}

absl::Status Check(const GraphFunction& function,
                   const std::vector<Tensor>& inputs, bool known_shapes,
                   const GradientCheckOptions& options) {
  Graph graph;
  Feeds feeds;
  std::vector<Output> xs;
  for (const Tensor& input : inputs) {
    RETURN_IF_ERROR(RequireDoubles(input));
    xs.push_back(FedInput(graph, input.dtype(),
                          known_shapes ? input.shape() : Shape::Unknown()));
    feeds.emplace_back(xs.back(), input);
  }
  const Output output = function(graph, xs);
  RETURN_IF_ERROR(graph.status());
  return CheckOutput(output, feeds, options);
}

}  // namespace

void CheckGradients(const GraphFunction& function,
                    const std::vector<Tensor>& inputs,
                    GradientCheckOptions options, const char* file, int line) {
  if (absl::Status status = Check(function, inputs, true, options);
      !status.ok()) {
    ADD_FAILURE_AT(file, line) << "with known shapes: " << status;
  }
  if (!options.unknown_shapes) return;
  if (absl::Status status = Check(function, inputs, false, options);
      !status.ok()) {
    ADD_FAILURE_AT(file, line) << "with unknown shapes: " << status;
  }
}

}  // namespace thalweg
