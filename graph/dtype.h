// DType: the element types of tensors, with TensorFlow's numbers and names.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "thalweg/graph/float16.h"

namespace thalweg {

enum class DType : uint8_t {
  kInvalid = 0,
  kFloat = 1,
  kDouble = 2,
  kInt32 = 3,
  kUint8 = 4,
  kInt16 = 5,
  kInt8 = 6,
  kString = 7,
  kComplex64 = 8,
  kInt64 = 9,
  kBool = 10,
  kQint8 = 11,
  kQuint8 = 12,
  kQint32 = 13,
  kBfloat16 = 14,
  kQint16 = 15,
  kQuint16 = 16,
  kUint16 = 17,
  kComplex128 = 18,
  kHalf = 19,
  kResource = 20,
  kVariant = 21,
  kUint32 = 22,
  kUint64 = 23,
};
using enum DType;

// One more than the largest number of a DType.
inline constexpr int kNumDTypes = 24;

// "float", "int32", "bfloat16", ...; "invalid" for kInvalid.
absl::string_view DTypeName(DType dtype);

// The DType of a name as DTypeName gives it, nothing when there is none.
std::optional<DType> DTypeFromName(absl::string_view name);

// The DType of one of TensorFlow's numbers, nothing for a number not listed
// above (reference types, float8, 4-bit integers).
std::optional<DType> DTypeFromNumber(int64_t number);

// Bytes an element takes in a Tensor's buffer: sizeof(std::string) for kString,
// and so on for kResource and kVariant; 0 for kInvalid.
size_t DTypeSize(DType dtype);

// A set of dtypes, as a bit mask.
class DTypeSet {
 public:
  constexpr DTypeSet() = default;
  constexpr DTypeSet(DType dtype) : mask_(Bit(dtype)) {}
  constexpr DTypeSet(std::initializer_list<DType> dtypes) {
    for (DType dtype : dtypes) mask_ |= Bit(dtype);
  }
  constexpr bool contains(DType dtype) const {
    return (mask_ & Bit(dtype)) != 0;
  }
  constexpr bool empty() const { return mask_ == 0; }
  constexpr DTypeSet operator|(DTypeSet other) const {
    return DTypeSet(mask_ | other.mask_);
  }
  constexpr DTypeSet operator&(DTypeSet other) const {
    return DTypeSet(mask_ & other.mask_);
  }
  constexpr DTypeSet Without(DTypeSet other) const {
    return DTypeSet(mask_ & ~other.mask_);
  }
  friend constexpr bool operator==(DTypeSet, DTypeSet) = default;

  // "float, double", in the order of the numbers.
  std::string ToString() const;

 private:
  constexpr explicit DTypeSet(uint32_t mask) : mask_(mask) {}
  static constexpr uint32_t Bit(DType dtype) {
    return uint32_t{1} << static_cast<int>(dtype);
  }
  uint32_t mask_ = 0;
};

inline constexpr DTypeSet kFloating = {kHalf, kBfloat16, kFloat, kDouble};
inline constexpr DTypeSet kComplex = {kComplex64, kComplex128};
inline constexpr DTypeSet kSignedIntegers = {kInt8, kInt16, kInt32, kInt64};
inline constexpr DTypeSet kUnsignedIntegers = {kUint8, kUint16, kUint32,
                                               kUint64};
inline constexpr DTypeSet kIntegers = kSignedIntegers | kUnsignedIntegers;
inline constexpr DTypeSet kQuantized = {kQint8, kQuint8, kQint16, kQuint16,
                                        kQint32};
// Floating and integers.
inline constexpr DTypeSet kRealNumbers = kFloating | kIntegers;
inline constexpr DTypeSet kNumbers = kRealNumbers | kComplex;
// TensorFlow's "numbertype".
inline constexpr DTypeSet kNumbersAndQuantized = kNumbers | kQuantized;
// {int32, int64}: shapes, axes and indices.
inline constexpr DTypeSet kIndices = {kInt32, kInt64};
inline constexpr DTypeSet kAnyType =
    kNumbersAndQuantized | DTypeSet{kString, kBool, kResource, kVariant};

// True where the elements are plain bytes: all but string, resource, variant.
constexpr bool IsPlain(DType dtype) {
  return !DTypeSet{kInvalid, kString, kResource, kVariant}.contains(dtype);
}

class ResourceHandle;
class Variant;

// DTypeOf<T>::value is the DType of the C++ element type T. Quantized types
// share the C++ type of the plain integer and have no entry.
template <class T>
struct DTypeOf;
#define THALWEG_DTYPE_OF(type, dtype)            \
  template <>                                    \
  struct DTypeOf<type> {                         \
    static constexpr DType value = DType::dtype; \
  }
THALWEG_DTYPE_OF(float, kFloat);
THALWEG_DTYPE_OF(double, kDouble);
THALWEG_DTYPE_OF(int8_t, kInt8);
THALWEG_DTYPE_OF(int16_t, kInt16);
THALWEG_DTYPE_OF(int32_t, kInt32);
THALWEG_DTYPE_OF(int64_t, kInt64);
THALWEG_DTYPE_OF(uint8_t, kUint8);
THALWEG_DTYPE_OF(uint16_t, kUint16);
THALWEG_DTYPE_OF(uint32_t, kUint32);
THALWEG_DTYPE_OF(uint64_t, kUint64);
THALWEG_DTYPE_OF(bool, kBool);
THALWEG_DTYPE_OF(Half, kHalf);
THALWEG_DTYPE_OF(BFloat16, kBfloat16);
THALWEG_DTYPE_OF(std::complex<float>, kComplex64);
THALWEG_DTYPE_OF(std::complex<double>, kComplex128);
THALWEG_DTYPE_OF(std::string, kString);
THALWEG_DTYPE_OF(ResourceHandle, kResource);
THALWEG_DTYPE_OF(Variant, kVariant);
#undef THALWEG_DTYPE_OF

}  // namespace thalweg
