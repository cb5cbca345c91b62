#include "thalweg/graph/literal.h"

#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

template <class From>
absl::Status DoesNotFit(From value, DType dtype) {
  return absl::InvalidArgumentError(
      absl::StrCat(value, " is no ", DTypeName(dtype)));
}

template <class To, class From>
bool Fits(From value) {
  if constexpr (!std::is_integral_v<To>) {
    return true;
  } else if constexpr (std::is_integral_v<From>) {
    return std::in_range<To>(value);
  } else {
    // Bounds as powers of two, which double holds exactly.
    const double limit = std::ldexp(1.0, std::numeric_limits<To>::digits);
    const double lowest = std::is_signed_v<To> ? -limit : 0.0;
    return value == std::trunc(value) && value >= lowest && value < limit;
  }
}

template <class To, class From>
To ConvertOne(From value) {
  if constexpr (std::is_same_v<To, Half> || std::is_same_v<To, BFloat16>) {
    return To(static_cast<float>(value));
  } else if constexpr (std::is_arithmetic_v<To>) {
    return static_cast<To>(value);
  } else {
    return To(static_cast<typename To::value_type>(value));
  }
}

template <class To, class From>
absl::Status ConvertAll(const Tensor& from, Tensor& to) {
  const auto values = from.flat<From>();
  for (size_t i = 0; i < values.size(); ++i) {
    if (!Fits<To>(values[i])) return DoesNotFit(values[i], to.dtype());
    to.mutable_data<To>()[i] = ConvertOne<To>(values[i]);
  }
  return absl::OkStatus();
}

template <class From>
absl::Status ConvertTo(const Tensor& from, Tensor& to) {
  switch (to.dtype()) {
    case kFloat:
      return ConvertAll<float, From>(from, to);
    case kDouble:
      return ConvertAll<double, From>(from, to);
    case kHalf:
      return ConvertAll<Half, From>(from, to);
    case kBfloat16:
      return ConvertAll<BFloat16, From>(from, to);
    case kComplex64:
      return ConvertAll<std::complex<float>, From>(from, to);
    case kComplex128:
      return ConvertAll<std::complex<double>, From>(from, to);
    case kInt8:
    case kQint8:
      return ConvertAll<int8_t, From>(from, to);
    case kInt16:
    case kQint16:
      return ConvertAll<int16_t, From>(from, to);
    case kInt32:
    case kQint32:
      return ConvertAll<int32_t, From>(from, to);
    case kInt64:
      return ConvertAll<int64_t, From>(from, to);
    case kUint8:
    case kQuint8:
      return ConvertAll<uint8_t, From>(from, to);
    case kUint16:
    case kQuint16:
      return ConvertAll<uint16_t, From>(from, to);
    case kUint32:
      return ConvertAll<uint32_t, From>(from, to);
    case kUint64:
      return ConvertAll<uint64_t, From>(from, to);
    default:
      return absl::InvalidArgumentError(
          absl::StrCat("a number is no ", DTypeName(to.dtype())));
  }
}

}  // namespace

absl::StatusOr<Tensor> ConvertLiteral(const Tensor& literal, DType dtype) {
  if (literal.dtype() == dtype) return literal;
  ASSIGN_OR_RETURN(Tensor result, Tensor::Allocate(dtype, literal.shape()));
  RETURN_IF_ERROR(literal.dtype() == kInt64
                      ? ConvertTo<int64_t>(literal, result)
                      : ConvertTo<double>(literal, result));
  return result;
}

}  // namespace thalweg
