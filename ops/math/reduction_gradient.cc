#include "thalweg/ops/math/reduction_gradient.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/broadcast_to.h"
#include "thalweg/ops/array/one_hot.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/transpose.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/cumulative.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

// A reduction on the way back: how its input's shape and its output's relate,
// as constants where the static shapes prove them, else as ops.
class ReducedInput {
 public:
  static absl::StatusOr<ReducedInput> Of(GradientContext& context) {
    ASSIGN_OR_RETURN(const ReductionAttrs attrs,
                     context.attrs<ReductionAttrs>());
    ReducedInput reduced(context, attrs.keep_dims);
    const PartialValue* axes = context.node().input(1).node->output_value(
        context.node().input(1).index);
    if (reduced.x_.shape().has_rank() && axes != nullptr && axes->IsKnown()) {
      ASSIGN_OR_RETURN(reduced.mask_,
                       ReducedAxes(reduced.x_.shape().rank(), axes->elements));
    }
    return reduced;
  }

  const Output& x() const { return x_; }
  // Of each axis of x: is it reduced? Known for sure, or a vector of bool.
  const std::optional<AxisMask>& known_mask() const { return mask_; }
  Output mask() const {
    if (mask_.has_value()) {
      Tensor mask = Tensor::Of<bool>(
          {static_cast<int64_t>(mask_->size())},
          absl::Span<const bool>(mask_->data(), mask_->size()));
      return Constant(x_.graph(), std::move(mask));
    }
    const Output axes = Reshape(axes_, {-1});
    const Output rank = Rank(x_);
    const Output from_front =
        Select(Less(axes, 0), axes + Cast(rank, axes.dtype()), axes);
    return Any(OneHot(from_front, rank, true, false), {0});
  }

  Output ShapeWithOnesWhereReduced() const {
    return Select(mask(), 1, ShapeOf(x_));
  }
  Output ShapeWithOnesWhereKept() const {
    return Select(mask(), ShapeOf(x_), 1);
  }

  // A tensor of the reduction's shape, with the reduced axes in it as 1.
  Output KeepAxes(const Output& y) const {
    if (keep_dims_) return y;
    if (std::optional<std::vector<int64_t>> dims = StaticKeptDims()) {
      return Reshape(y, *dims);
    }
    return Reshape(y, ShapeWithOnesWhereReduced());
  }

  // The same repeated along the reduced axes.
  Output Spread(const Output& y) const {
    return BroadcastTo(KeepAxes(y), XShape());
  }

  Output XShape() const {
    const Shape shape = x_.shape();
    if (!shape.IsFullyDefined()) return ShapeOf(x_);
    return Constant(x_.graph(), DimsTensor(shape.dims()));
  }

  // How many elements make one: a scalar of x's dtype.
  Output Count() const {
    if (std::optional<int64_t> count = StaticCount()) {
      return Cast(Constant(x_.graph(), Tensor::Scalar(*count)), x_.dtype());
    }
    return Cast(Prod(ShapeWithOnesWhereKept(), {0}), x_.dtype());
  }

 private:
  ReducedInput(const GradientContext& context, bool keep_dims)
      : x_(context.input(0)), axes_(context.input(1)), keep_dims_(keep_dims) {}

  static Tensor DimsTensor(absl::Span<const int64_t> dims) {
    const bool fits = std::all_of(dims.begin(), dims.end(),
                                  [](int64_t dim) { return dim <= INT32_MAX; });
    if (!fits) return Tensor::Vector<int64_t>(dims);
    return Tensor::Vector<int32_t>(
        std::vector<int32_t>(dims.begin(), dims.end()));
  }

  // With -1 for one dimension that is not known.
  std::optional<std::vector<int64_t>> StaticKeptDims() const {
    if (!mask_.has_value()) return std::nullopt;
    const Shape kept = ReducedShape(x_.shape(), *mask_, /*keep_dims=*/true);
    const auto dims = kept.dims();
    // Nothing can be inferred beside a dimension of 0.
    if (!kept.IsFullyDefined() &&
        (std::count(dims.begin(), dims.end(), Shape::kUnknown) > 1 ||
         std::count(dims.begin(), dims.end(), 0) > 0)) {
      return std::nullopt;
    }
    return std::vector<int64_t>(dims.begin(), dims.end());
  }

  std::optional<int64_t> StaticCount() const {
    if (!mask_.has_value()) return std::nullopt;
    Shape reduced;
    for (int i = 0; i < x_.shape().rank(); ++i) {
      if ((*mask_)[i]) reduced.AddDim(x_.shape().dim(i));
    }
    if (!reduced.IsFullyDefined()) return std::nullopt;
    return reduced.num_elements();
  }

  Output x_;
  Output axes_;
  bool keep_dims_;
  std::optional<AxisMask> mask_;
};

// The permutation that puts the reduced axes first.
Output ReducedAxesFirst(const ReducedInput& reduced) {
  if (const auto& mask = reduced.known_mask()) {
    std::vector<int32_t> perm;
    for (bool first : {true, false}) {
      for (int i = 0; i < static_cast<int>(mask->size()); ++i) {
        if ((*mask)[i] == first) perm.push_back(i);
      }
    }
    return Constant(reduced.x().graph(), Tensor::Vector<int32_t>(perm));
  }
  // Where each axis goes: behind all reduced (kept) ones before it.
  const Output is_reduced = Cast(reduced.mask(), kInt32);
  const Output is_kept = 1 - is_reduced;
  const CumulativeAttrs before = {.exclusive = true};
  const Output place =
      Select(reduced.mask(), Cumsum(is_reduced, 0, before),
             Sum(is_reduced, {0}) + Cumsum(is_kept, 0, before));
  return InvertPermutation(place);
}

// For each element the product of the others along the reduced axes, without
// a division, so that zeros do no harm.
Output ProductOfOthers(const ReducedInput& reduced) {
  const Output perm = ReducedAxesFirst(reduced);
  const Output permuted = Transpose(reduced.x(), perm);
  // Two dimensions: the reduced axes, the others.
  const Output rows = Prod(reduced.ShapeWithOnesWhereKept(), {0});
  const Output columns = Prod(reduced.ShapeWithOnesWhereReduced(), {0});
  const Output table = Reshape(permuted, Pack({rows, columns}));
  const Output left = Cumprod(table, 0, {.exclusive = true});
  const Output right = Cumprod(table, 0, {.exclusive = true, .reverse = true});
  const Output others = Reshape(left * right, ShapeOf(permuted));
  return Transpose(others, InvertPermutation(perm));
}

}  // namespace

absl::Status SumGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const ReducedInput reduced, ReducedInput::Of(context));
  context.set(0, reduced.Spread(context.upstream(0).dense()));
  return absl::OkStatus();
}

absl::Status MeanGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const ReducedInput reduced, ReducedInput::Of(context));
  // Divided while it is small.
  context.set(0, reduced.Spread(context.upstream(0).dense() / reduced.Count()));
  return absl::OkStatus();
}

absl::Status MaxGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const ReducedInput reduced, ReducedInput::Of(context));
  const Output y = reduced.KeepAxes(context.output());
  const Output gradient = reduced.KeepAxes(context.upstream(0).dense());
  const Output is_extreme =
      Cast(Equal(reduced.x(), y), context.input(0).dtype());
  const Output ties = Sum(is_extreme, context.input(1), {.keep_dims = true});
  context.set(0, is_extreme * (gradient / ties));
  return absl::OkStatus();
}

absl::Status ProdGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const ReducedInput reduced, ReducedInput::Of(context));
  const Output gradient = reduced.KeepAxes(context.upstream(0).dense());
  context.set(0, Reshape(gradient * Conjugate(ProductOfOthers(reduced)),
                         reduced.XShape()));
  return absl::OkStatus();
}

absl::Status EuclideanNormGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const ReducedInput reduced, ReducedInput::Of(context));
  Output gradient = context.upstream(0).dense();
  // The norm is real, whatever its dtype.
  if (kComplex.contains(gradient.dtype())) {
    gradient = Cast(Real(gradient), gradient.dtype());
  }
  context.set(0, reduced.x() * reduced.KeepAxes(gradient / context.output()));
  return absl::OkStatus();
}

}  // namespace thalweg
