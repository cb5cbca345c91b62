// Random bits as numbers of a distribution, as TensorFlow makes them.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "thalweg/graph/float16.h"
#include "thalweg/kernels/functors/philox.h"

namespace thalweg {

// In [0, 1): the mantissa's bits at random, with the exponent of [1, 2).
template <class T>
T UnitValue(uint32_t bits) {
  if constexpr (std::is_same_v<T, Half>) {
    const Half value =
        Half::FromBits(static_cast<uint16_t>(15u << 10 | (bits & 0x3FFu)));
    return Half(float(value) - 1.0f);
  } else if constexpr (std::is_same_v<T, BFloat16>) {
    const BFloat16 value =
        BFloat16::FromBits(static_cast<uint16_t>(127u << 7 | (bits & 0x7Fu)));
    return BFloat16(float(value) - 1.0f);
  } else {
    return std::bit_cast<float>(127u << 23 | (bits & 0x7FFFFFu)) - 1.0f;
  }
}

inline double UnitDouble(uint32_t high, uint32_t low) {
  const uint64_t mantissa = uint64_t{high & 0xFFFFFu} << 32 | low;
  return std::bit_cast<double>(uint64_t{1023} << 52 | mantissa) - 1.0;
}

// Two normally distributed numbers from two uniform ones (Box and Muller).
// Scalar mathematics of the C library, since TensorFlow's values are those.
template <class T>
struct NormalPair {
  T sine;
  T cosine;
};

inline NormalPair<float> NormalFloats(uint32_t x0, uint32_t x1) {
  const float u1 = std::max(UnitValue<float>(x0), 1.0e-7f);
  const float angle = static_cast<float>(2.0 * M_PI * UnitValue<float>(x1));
  const float radius = std::sqrt(-2.0f * std::log(u1));
  return {std::sin(angle) * radius, std::cos(angle) * radius};
}

inline NormalPair<double> NormalDoubles(const Philox::Block& x) {
  const double u1 = std::max(UnitDouble(x[0], x[1]), 1.0e-7);
  const double angle = 2.0 * M_PI * UnitDouble(x[2], x[3]);
  const double radius = std::sqrt(-2.0 * std::log(u1));
  return {std::sin(angle) * radius, std::cos(angle) * radius};
}

// A distribution makes `kGroup` numbers at a time from a stream. Group g of an
// output takes the stream from block g * kBlocksPerGroup on.

template <class T>
struct UniformDistribution {
  static constexpr int kGroup = sizeof(T) == 8 ? 2 : 4;
  static constexpr int kBlocksPerGroup = 1;

  void operator()(Philox& stream, T* out) const {
    const Philox::Block x = stream.Next();
    if constexpr (std::is_same_v<T, double>) {
      out[0] = UnitDouble(x[0], x[1]);
      out[1] = UnitDouble(x[2], x[3]);
    } else {
      for (int i = 0; i < 4; ++i) out[i] = UnitValue<T>(x[i]);
    }
  }
};

// All values of an unsigned T (or, by their bits, of the signed one).
template <class T>
struct FullIntegerDistribution {
  static constexpr int kGroup = sizeof(T) == 8 ? 2 : 4;
  static constexpr int kBlocksPerGroup = 1;

  void operator()(Philox& stream, T* out) const {
    const Philox::Block x = stream.Next();
    for (int i = 0; i < kGroup; ++i) {
      if constexpr (sizeof(T) == 8) {
        out[i] = x[2 * i] | T{x[2 * i + 1]} << 32;
      } else {
        out[i] = x[i];
      }
    }
  }
};

// Those of [low, low + range).
template <class T>
struct IntegerDistribution {
  using Full = FullIntegerDistribution<T>;
  static constexpr int kGroup = Full::kGroup;
  static constexpr int kBlocksPerGroup = Full::kBlocksPerGroup;

  void operator()(Philox& stream, T* out) const {
    Full()(stream, out);
    for (int i = 0; i < kGroup; ++i) out[i] = low + out[i] % range;
  }

  T low;
  T range;  // > 0.
};

template <class T>
struct NormalDistribution {
  static constexpr int kGroup = sizeof(T) == 8 ? 2 : 4;
  static constexpr int kBlocksPerGroup = 1;

  void operator()(Philox& stream, T* out) const {
    const Philox::Block x = stream.Next();
    if constexpr (std::is_same_v<T, double>) {
      const NormalPair<double> pair = NormalDoubles(x);
      out[0] = pair.sine;
      out[1] = pair.cosine;
    } else {
      for (int i = 0; i < 4; i += 2) {
        const NormalPair<float> pair = NormalFloats(x[i], x[i + 1]);
        out[i] = T(pair.sine);
        out[i + 1] = T(pair.cosine);
      }
    }
  }
};

// Drawn again at 2 and beyond, word by word from the group's own blocks.
template <class T>
struct TruncatedNormalDistribution {
  static constexpr int kGroup = sizeof(T) == 8 ? 2 : 4;
  static constexpr int kBlocksPerGroup = 64 * kGroup;

  void operator()(Philox& stream, T* out) const {
    int count = 0;
    auto keep = [&](auto value) {
      if (std::abs(value) < 2 && count < kGroup) out[count++] = T(value);
    };
    while (count < kGroup) {
      const Philox::Block x = stream.Next();
      if constexpr (std::is_same_v<T, double>) {
        const NormalPair<double> pair = NormalDoubles(x);
        keep(pair.sine);
        keep(pair.cosine);
      } else {
        for (int i = 0; i < 4; i += 2) {
          const NormalPair<float> pair = NormalFloats(x[i], x[i + 1]);
          keep(pair.sine);
          keep(pair.cosine);
        }
      }
    }
  }
};

}  // namespace thalweg
