// VisitRealType, WideValue: kernels that compare elements of real numbers.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "thalweg/graph/dtype.h"

namespace thalweg {

// x, as a float where it is a Half or BFloat16, which have no arithmetic.
template <class T>
decltype(auto) WideValue(const T& x) {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
    return static_cast<float>(x);
  } else {
    return (x);
  }
}

// Calls visit with a null pointer to the C++ type of one of kRealNumbers; for
// any other dtype gives a default value.
template <class Visit>
auto VisitRealType(DType dtype, Visit visit)
    -> decltype(visit(static_cast<float*>(nullptr))) {
  switch (dtype) {
    case kFloat:
      return visit(static_cast<float*>(nullptr));
    case kDouble:
      return visit(static_cast<double*>(nullptr));
    case kHalf:
      return visit(static_cast<Half*>(nullptr));
    case kBfloat16:
      return visit(static_cast<BFloat16*>(nullptr));
    case kInt8:
      return visit(static_cast<int8_t*>(nullptr));
    case kUint8:
      return visit(static_cast<uint8_t*>(nullptr));
    case kInt16:
      return visit(static_cast<int16_t*>(nullptr));
    case kUint16:
      return visit(static_cast<uint16_t*>(nullptr));
    case kInt32:
      return visit(static_cast<int32_t*>(nullptr));
    case kUint32:
      return visit(static_cast<uint32_t*>(nullptr));
    case kInt64:
      return visit(static_cast<int64_t*>(nullptr));
    case kUint64:
      return visit(static_cast<uint64_t*>(nullptr));
    default:
      break;
  }
  using Result = decltype(visit(static_cast<float*>(nullptr)));
  if constexpr (!std::is_void_v<Result>) return Result();
}

}  // namespace thalweg
