#include "thalweg/ops/math/range.h"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

template <class T>
absl::Status CheckDirection(T start, T limit, T delta) {
  if (delta == 0) {
    return absl::InvalidArgumentError("Requires delta != 0: 0");
  }
  if (delta > 0 && start > limit) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Requires start <= limit when delta > 0: ", start, "/", limit));
  }
  if (delta < 0 && start < limit) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Requires start >= limit when delta < 0: ", start, "/", limit));
  }
  return absl::OkStatus();
}

absl::Status TooManyElements() {
  return absl::InvalidArgumentError(
      absl::StrCat("Requires ((limit - start) / delta) <= ",
                   std::numeric_limits<int64_t>::max()));
}

// The value of a constant real scalar; nothing for other inputs.
std::optional<double> RealScalar(const ShapeContext& context, int i) {
  const Tensor* value = context.input_constant(i);
  if (value == nullptr || value->num_elements() != 1) return std::nullopt;
  switch (value->dtype()) {
    case kFloat:
      return value->scalar<float>();
    case kDouble:
      return value->scalar<double>();
    case kHalf:
      return float(value->scalar<Half>());
    case kBfloat16:
      return float(value->scalar<BFloat16>());
    default:
      return std::nullopt;
  }
}

absl::StatusOr<int64_t> KnownSize(const ShapeContext& context) {
  const auto start = context.input_scalar(0);
  const auto limit = context.input_scalar(1);
  const auto delta = context.input_scalar(2);
  if (start && limit && delta) return RangeSize(*start, *limit, *delta);
  const auto real_start = RealScalar(context, 0);
  const auto real_limit = RealScalar(context, 1);
  const auto real_delta = RealScalar(context, 2);
  if (real_start && real_limit && real_delta) {
    return RangeSize(*real_start, *real_limit, *real_delta);
  }
  return Shape::kUnknown;
}

absl::Status RangeShape(ShapeContext& context) {
  for (int i = 0; i < 3; ++i) {
    RETURN_IF_ERROR(CheckRangeInput(i, context.input(i)));
  }
  ASSIGN_OR_RETURN(const int64_t size, KnownSize(context));
  context.set_output(0, {size});
  return absl::OkStatus();
}

absl::Status RangeValue(ShapeContext& context) {
  const auto start = context.input_scalar(0);
  const auto delta = context.input_scalar(2);
  const int64_t size = context.node().output_shape(0).num_elements();
  if (!start || !delta || size < 0 || size > PartialValue::kMaxElements) {
    return absl::OkStatus();
  }
  PartialValue value;
  for (int64_t i = 0; i < size; ++i) {
    // Unsigned: a product out of range wraps back into it.
    value.elements.push_back(static_cast<int64_t>(
        uint64_t(*start) + uint64_t(i) * uint64_t(*delta)));
  }
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

const OpRegistration kRange =
    OpSchema("Range")
        .Input("start", "Tidx")
        .Input("limit", "Tidx")
        .Input("delta", "Tidx")
        .Output("output", "Tidx")
        .Attr("Tidx", kRealNumbers.Without(kUint8), kInt32)
        .Shape(RangeShape)
        .Value(RangeValue)
        .NotDifferentiable("changes its length with its inputs");

}  // namespace

absl::Status CheckRangeInput(int i, const Shape& shape) {
  static constexpr const char* kNames[] = {"start", "limit", "delta"};
  if (shape.rank() <= 0 || shape.IsCompatibleWith({1})) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      kNames[i], " must be a scalar, not shape ", shape.ToString()));
}

absl::StatusOr<int64_t> RangeSize(int64_t start, int64_t limit, int64_t delta) {
  RETURN_IF_ERROR(CheckDirection(start, limit, delta));
  const absl::int128 step = delta;
  const absl::int128 distance = absl::int128(limit) - start;
  const absl::int128 size = (distance + step + (delta > 0 ? -1 : 1)) / step;
  if (size > std::numeric_limits<int64_t>::max()) return TooManyElements();
  return static_cast<int64_t>(size);
}

absl::StatusOr<int64_t> RangeSize(double start, double limit, double delta) {
  if (!std::isfinite(start) || !std::isfinite(limit) || std::isnan(delta)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Requires finite start and limit, got ", start, "/", limit,
                     "/", delta));
  }
  RETURN_IF_ERROR(CheckDirection(start, limit, delta));
  const double size = std::ceil(std::abs((limit - start) / delta));
  // 2^63 and NaN fail too.
  if (!(size < 0x1p63)) return TooManyElements();
  return static_cast<int64_t>(size);
}

Output Range(At graph, Input start, Input limit, Input delta) {
  AttrMap attrs;
  for (const Input* input : {&start, &limit, &delta}) {
    // Literals alone: 0.5 is no int32, the default.
    if (input->literal_kind() == Input::Literal::kReal) {
      attrs.Set("Tidx", kFloat);
    }
  }
  return Build(graph, kRange, {start, limit, delta}, std::move(attrs));
}

}  // namespace thalweg
