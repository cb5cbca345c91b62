#include "thalweg/graph/dtype.h"

#include "gtest/gtest.h"
#include "thalweg/graph/resource.h"

namespace thalweg {
namespace {

TEST(DTypeTest, NamesAndNumbersRoundTrip) {
  for (int i = 1; i < kNumDTypes; ++i) {
    const auto dtype = DTypeFromNumber(i);
    ASSERT_TRUE(dtype.has_value()) << i;
    EXPECT_EQ(static_cast<int>(*dtype), i);
    EXPECT_EQ(DTypeFromName(DTypeName(*dtype)), dtype);
    EXPECT_GT(DTypeSize(*dtype), 0u);
  }
}

TEST(DTypeTest, NamesAreTensorFlows) {
  EXPECT_EQ(DTypeName(kFloat), "float");
  EXPECT_EQ(DTypeName(kHalf), "half");
  EXPECT_EQ(DTypeName(kComplex128), "complex128");
  EXPECT_EQ(DTypeName(kQuint16), "quint16");
  EXPECT_EQ(DTypeName(kUint64), "uint64");
}

TEST(DTypeTest, NumbersThatAreNoDTypeAreRefused) {
  for (int64_t number : {int64_t{0}, int64_t{-1}, int64_t{24}, int64_t{101},
                         INT64_MAX, INT64_MIN}) {
    EXPECT_FALSE(DTypeFromNumber(number).has_value()) << number;
  }
  EXPECT_FALSE(DTypeFromName("invalid").has_value());
  EXPECT_FALSE(DTypeFromName("float32").has_value());
  EXPECT_EQ(DTypeSize(static_cast<DType>(200)), 0u);
  EXPECT_EQ(DTypeName(static_cast<DType>(200)), "invalid");
}

TEST(DTypeTest, SizesAreThoseOfTheElements) {
  EXPECT_EQ(DTypeSize(kBool), 1u);
  EXPECT_EQ(DTypeSize(kBfloat16), 2u);
  EXPECT_EQ(DTypeSize(kQint32), 4u);
  EXPECT_EQ(DTypeSize(kComplex64), 8u);
  EXPECT_EQ(DTypeSize(kComplex128), 16u);
  EXPECT_EQ(DTypeSize(kString), sizeof(std::string));
  EXPECT_EQ(DTypeSize(kResource), sizeof(ResourceHandle));
  EXPECT_EQ(DTypeSize(kInvalid), 0u);
}

TEST(DTypeTest, SetsListTheirMembersInOrder) {
  EXPECT_EQ((DTypeSet{kInt64, kFloat}).ToString(), "float, int64");
  EXPECT_EQ(kFloating.Without(kHalf).ToString(), "float, double, bfloat16");
  EXPECT_EQ(DTypeSet().ToString(), "");
  EXPECT_FALSE(kNumbers.contains(kBool));
  EXPECT_TRUE(kAnyType.contains(kVariant));
}

}  // namespace
}  // namespace thalweg
