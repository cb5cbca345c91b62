#include "thalweg/ops/math/broadcast_gradient.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/math/broadcast_gradient_args.h"
#include "thalweg/ops/math/reduction.h"

namespace thalweg {
namespace {

// Along which axes of the broadcast shape `shape` was repeated.
struct RepeatedAxes {
  std::vector<int64_t> axes;
  // Some of them are dimensions of 1 that `shape` has, which a sum drops.
  bool inside = false;
};

// Nothing where that depends on dimensions yet unknown.
std::optional<RepeatedAxes> FindRepeatedAxes(const Shape& shape,
                                             const Shape& other) {
  if (!shape.has_rank() || !other.has_rank()) return std::nullopt;
  const int rank = std::max(shape.rank(), other.rank());
  RepeatedAxes repeated;
  for (int i = 0; i < rank; ++i) {
    const int here = i - (rank - shape.rank());
    const int there = i - (rank - other.rank());
    const int64_t opposite = there < 0 ? 1 : other.dim(there);
    if (here < 0) {
      repeated.axes.push_back(i);
    } else if (shape.dim(here) == 1 && opposite != 1) {
      repeated.axes.push_back(i);
      repeated.inside = true;
    } else if (shape.dim(here) == Shape::kUnknown && opposite != 1) {
      return std::nullopt;
    }
  }
  return repeated;
}

Output ReshapeLike(const Output& gradient, const Output& operand) {
  const Shape shape = operand.shape();
  if (!shape.IsFullyDefined()) return Reshape(gradient, ShapeOf(operand));
  return Reshape(
      gradient, std::vector<int64_t>(shape.dims().begin(), shape.dims().end()));
}

// Nothing where the axes are known at run time only.
std::optional<Output> SumStatically(const Output& operand, const Output& other,
                                    const Output& gradient) {
  if (operand == other) return gradient;
  const std::optional<RepeatedAxes> repeated =
      FindRepeatedAxes(operand.shape(), other.shape());
  if (!repeated.has_value()) return std::nullopt;
  if (repeated->axes.empty()) return gradient;
  const Output sum = Sum(gradient, repeated->axes);
  return repeated->inside ? ReshapeLike(sum, operand) : sum;
}

}  // namespace

Output SumToShapeOf(const Output& operand, const Output& other,
                    const Output& gradient) {
  if (std::optional<Output> sum = SumStatically(operand, other, gradient)) {
    return *sum;
  }
  const Output shape = ShapeOf(operand);
  const Operation axes = BroadcastGradientArgs(shape, ShapeOf(other));
  return Reshape(Sum(gradient, axes[0]), shape);
}

void SetBroadcastGradients(GradientContext& context, const Output& x_gradient,
                           const Output& y_gradient) {
  const Output gradients[2] = {x_gradient, y_gradient};
  Output shapes[2];
  Operation axes;
  for (int i = 0; i < 2; ++i) {
    if (!gradients[i] || !context.needs(i)) continue;
    std::optional<Output> sum =
        SumStatically(context.input(i), context.input(1 - i), gradients[i]);
    if (!sum.has_value()) {
      if (!axes) {
        shapes[0] = ShapeOf(context.input(0));
        shapes[1] = ShapeOf(context.input(1));
        axes = BroadcastGradientArgs(shapes[0], shapes[1]);
      }
      sum = Reshape(Sum(gradients[i], axes[i]), shapes[i]);
    }
    context.set(i, *sum);
  }
}

}  // namespace thalweg
