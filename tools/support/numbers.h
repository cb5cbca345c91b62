// VisitNumber: what is written once for all dtypes of numbers.
#pragma once

#include <complex>
#include <cstdint>
#include <type_traits>

#include "thalweg/graph/dtype.h"

namespace thalweg {

template <class T>
constexpr bool kIsComplex = std::is_same_v<T, std::complex<float>> ||
                            std::is_same_v<T, std::complex<double>>;

// Calls visit(T()) with the element type of a dtype of numbers or bool; false
// for others.
template <class Visit>
bool VisitNumber(DType dtype, Visit visit) {
  switch (dtype) {
    case kFloat:
      visit(float());
      return true;
    case kDouble:
      visit(double());
      return true;
    case kHalf:
      visit(Half());
      return true;
    case kBfloat16:
      visit(BFloat16());
      return true;
    case kInt8:
    case kQint8:
      visit(int8_t());
      return true;
    case kInt16:
    case kQint16:
      visit(int16_t());
      return true;
    case kInt32:
    case kQint32:
      visit(int32_t());
      return true;
    case kInt64:
      visit(int64_t());
      return true;
    case kUint8:
    case kQuint8:
      visit(uint8_t());
      return true;
    case kUint16:
    case kQuint16:
      visit(uint16_t());
      return true;
    case kUint32:
      visit(uint32_t());
      return true;
    case kUint64:
      visit(uint64_t());
      return true;
    case kBool:
      visit(bool());
      return true;
    case kComplex64:
      visit(std::complex<float>());
      return true;
    case kComplex128:
      visit(std::complex<double>());
      return true;
    default:
      return false;
  }
}

template <class T>
std::complex<double> ToComplex(T value) {
  if constexpr (kIsComplex<T>) {
    return {value.real(), value.imag()};
  } else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
    return static_cast<float>(value);
  } else {
    return static_cast<double>(value);
  }
}

}  // namespace thalweg
