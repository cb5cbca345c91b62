#include "thalweg/graph/float16.h"

#include <bit>
#include <cmath>
#include <cstdlib>

#include "gtest/gtest.h"

namespace thalweg {
namespace {

// The value of a half by the definition of binary16.
double HalfValue(int bits) {
  const int exponent = (bits >> 10) & 31, mantissa = bits & 1023;
  const double sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
  if (exponent == 0) return sign * std::ldexp(mantissa, -24);
  return sign * std::ldexp(1024 + mantissa, exponent - 25);
}

TEST(HalfTest, AllValuesWidenExactlyAndComeBack) {
  for (int bits = 0; bits < 65536; ++bits) {
    const float wide(Half::FromBits(static_cast<uint16_t>(bits)));
    if ((bits & 0x7c00) == 0x7c00) {
      ASSERT_EQ(std::isnan(wide), (bits & 1023) != 0) << bits;
      ASSERT_EQ(std::isinf(wide), (bits & 1023) == 0) << bits;
      ASSERT_EQ(std::signbit(wide), (bits & 0x8000) != 0) << bits;
      if (std::isnan(wide)) continue;
    } else {
      ASSERT_EQ(wide, HalfValue(bits)) << bits;
    }
    ASSERT_EQ(Half(wide).bits, bits);
  }
}

TEST(HalfTest, RoundsToNearestAndTiesToEven) {
  for (int bits = 0; bits < 0x7bff; ++bits) {
    const double low = HalfValue(bits), high = HalfValue(bits + 1);
    const float middle = static_cast<float>((low + high) / 2);
    const int even = bits + (bits & 1);
    ASSERT_EQ(Half(middle).bits, even) << bits;
    ASSERT_EQ(Half(std::nextafter(middle, 0.0f)).bits, bits);
    ASSERT_EQ(Half(std::nextafter(middle, 1e9f)).bits, bits + 1);
    ASSERT_EQ(Half(-middle).bits, even | 0x8000);
  }
}

TEST(HalfTest, OverflowsToInfinityAndKeepsNaN) {
  EXPECT_EQ(Half(65519.0f).bits, 0x7bff);
  EXPECT_EQ(Half(65520.0f).bits, 0x7c00);
  EXPECT_EQ(Half(-1e30f).bits, 0xfc00);
  EXPECT_EQ(Half(1e-30f).bits, 0);
  EXPECT_TRUE(std::isnan(float(Half(NAN))));
  // A NaN whose upper mantissa bits are zero must not become infinity.
  EXPECT_TRUE(std::isnan(float(Half(std::bit_cast<float>(0x7f800001u)))));
}

TEST(BFloat16Test, AllValuesWidenExactlyAndComeBack) {
  for (int bits = 0; bits < 65536; ++bits) {
    const float wide(BFloat16::FromBits(static_cast<uint16_t>(bits)));
    ASSERT_EQ(std::bit_cast<uint32_t>(wide), uint32_t(bits) << 16);
    if (std::isnan(wide)) continue;
    ASSERT_EQ(BFloat16(wide).bits, bits);
  }
}

TEST(BFloat16Test, RoundsToNearestAndTiesToEven) {
  for (uint32_t bits = 0; bits < 0x7f7f; ++bits) {
    const uint32_t middle = (bits << 16) + 0x8000;
    ASSERT_EQ(BFloat16(std::bit_cast<float>(middle)).bits, bits + (bits & 1));
    ASSERT_EQ(BFloat16(std::bit_cast<float>(middle - 1)).bits, bits);
    ASSERT_EQ(BFloat16(std::bit_cast<float>(middle + 1)).bits, bits + 1);
  }
}

TEST(BFloat16Test, OverflowsToInfinityAndKeepsNaN) {
  EXPECT_EQ(BFloat16(std::bit_cast<float>(0x7f7fffffu)).bits, 0x7f80);
  EXPECT_TRUE(std::isnan(float(BFloat16(std::bit_cast<float>(0x7fffffffu)))));
  EXPECT_TRUE(std::isnan(float(BFloat16(std::bit_cast<float>(0x7f800001u)))));
}

}  // namespace
}  // namespace thalweg
