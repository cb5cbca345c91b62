// Half and BFloat16: 16-bit floating-point storage types.
//
// Arithmetic is done in float: both convert from and to float implicitly
// enough for `float(h)` and `Half(f)`. Conversions round to nearest, ties to
// even, as TensorFlow's do; NaN stays NaN.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace thalweg {

// IEEE 754 binary16.
struct Half {
  uint16_t bits = 0;

  Half() = default;
  explicit Half(float value) : bits(FromFloat(value)) {}
  explicit operator float() const { return ToFloat(bits); }

  static Half FromBits(uint16_t bits) {
    Half half;
    half.bits = bits;
    return half;
  }

 private:
  static uint16_t FromFloat(float value) {
    const uint32_t f = std::bit_cast<uint32_t>(value);
    const uint32_t sign = (f >> 16) & 0x8000u;
    const uint32_t magnitude = f & 0x7fffffffu;
    if (magnitude >= 0x7f800000u) {  // Infinity or NaN.
      const uint32_t nan = magnitude > 0x7f800000u ? 0x200u : 0u;
      return static_cast<uint16_t>(sign | 0x7c00u | nan |
                                   ((magnitude >> 13) & 0x3ffu));
    }
    if (magnitude >= 0x477ff000u) return static_cast<uint16_t>(sign | 0x7c00u);
    if (magnitude < 0x38800000u) {  // Subnormal or zero in half.
      // Adding 0.5 places the half's last bit at the float's last bit.
      const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
      return static_cast<uint16_t>(
          sign | (std::bit_cast<uint32_t>(shifted) - 0x3f000000u));
    }
    const uint32_t odd = (magnitude >> 13) & 1u;
    return static_cast<uint16_t>(
        sign | ((magnitude - 0x38000000u + 0xfffu + odd) >> 13));
  }

  static float ToFloat(uint16_t half) {
    const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
    const uint32_t exponent = (half >> 10) & 0x1fu;
    const uint32_t mantissa = half & 0x3ffu;
    if (exponent == 0) {
      const float value = static_cast<float>(mantissa) * 0x1p-24f;
      return std::bit_cast<float>(std::bit_cast<uint32_t>(value) | sign);
    }
    const uint32_t wide = exponent == 0x1fu ? 0xffu : exponent + 112u;
    return std::bit_cast<float>(sign | (wide << 23) | (mantissa << 13));
  }
};

// The upper half of a float.
struct BFloat16 {
  uint16_t bits = 0;

  BFloat16() = default;
  explicit BFloat16(float value) : bits(FromFloat(value)) {}
  explicit operator float() const {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
  }

  static BFloat16 FromBits(uint16_t bits) {
    BFloat16 value;
    value.bits = bits;
    return value;
  }

 private:
  static uint16_t FromFloat(float value) {
    const uint32_t f = std::bit_cast<uint32_t>(value);
    if ((f & 0x7fffffffu) > 0x7f800000u) {
      return static_cast<uint16_t>(((f >> 16) & 0x8000u) | 0x7fc0u);
    }
    const uint32_t odd = (f >> 16) & 1u;
    return static_cast<uint16_t>((f + 0x7fffu + odd) >> 16);
  }
};

inline bool operator==(Half a, Half b) { return float(a) == float(b); }
inline bool operator==(BFloat16 a, BFloat16 b) { return float(a) == float(b); }

}  // namespace thalweg
