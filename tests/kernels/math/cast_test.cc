#include "thalweg/ops/math/cast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "thalweg/ops/array/const.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction To(DType dtype, CastAttrs attrs = {}) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return Cast(inputs[0], dtype, attrs);
  };
}

TEST(CastTest, TakesSmallNumbersBetweenAllTypes) {
  constexpr DTypeSet kTypes = kNumbersAndQuantized | kBool;
  for (int from = 1; from < kNumDTypes; ++from) {
    for (int to = 1; to < kNumDTypes; ++to) {
      const DType source = static_cast<DType>(from);
      const DType target = static_cast<DType>(to);
      if (!kTypes.contains(source) || !kTypes.contains(target)) continue;
      SCOPED_TRACE(testing::Message() << DTypeName(source).data() << " to "
                                      << DTypeName(target).data());
      const bool is_bool = source == kBool || target == kBool;
      std::vector<double> values;
      for (int i = 0; i < 300; ++i) values.push_back(i % (is_bool ? 2 : 120));
      ExpectEveryWay(To(target), {MakeTensor(source, {3, 100}, values)},
                     MakeTensor(target, {3, 100}, values));
    }
  }
}

TEST(CastTest, CutsFractionsOff) {
  const Tensor x = Tensor::Of<float>({4}, {1.9f, -1.9f, 300.5f, -1.7f});
  ExpectEveryWay(To(kInt32), {x}, Tensor::Of<int32_t>({4}, {1, -1, 300, -1}));
  ExpectEveryWay(To(kInt64), {x}, Tensor::Of<int64_t>({4}, {1, -1, 300, -1}));
  ExpectEveryWay(To(kUint8), {x}, Tensor::Of<uint8_t>({4}, {1, 255, 44, 255}));
  ExpectEveryWay(To(kInt8), {x}, Tensor::Of<int8_t>({4}, {1, -1, 44, -1}));
}

TEST(CastTest, GivesTheLeastIntegerForWhatDoesNotFit) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  const std::vector<double> values = {std::nan(""), kInf, -kInf, 1e19, -1e19};
  for (DType dtype : {kFloat, kDouble, kBfloat16}) {
    const Tensor x = MakeTensor(dtype, {5}, values);
    ExpectEveryWay(To(kInt32), {x},
                   Tensor::Of<int32_t>({5}, {INT32_MIN, INT32_MIN, INT32_MIN,
                                             INT32_MIN, INT32_MIN}));
    ExpectEveryWay(To(kInt64), {x},
                   Tensor::Of<int64_t>({5}, {INT64_MIN, INT64_MIN, INT64_MIN,
                                             INT64_MIN, INT64_MIN}));
  }
  const Tensor edge =
      Tensor::Of<double>({3}, {2147483647, 2147483648.0, -2147483648.0});
  ExpectEveryWay(To(kInt32), {edge},
                 Tensor::Of<int32_t>({3}, {INT32_MAX, INT32_MIN, INT32_MIN}));
}

TEST(CastTest, KeepsLargeUnsignedNumbers) {
  const Tensor x = Tensor::Of<double>({3}, {4294967295.0, 0x1p63, 0x1.8p63});
  ExpectEveryWay(To(kUint64), {x},
                 Tensor::Of<uint64_t>(
                     {3}, {4294967295u, uint64_t{1} << 63, uint64_t{3} << 62}));
  ExpectEveryWay(To(kUint32), {x.Slice(0, 1)},
                 Tensor::Of<uint32_t>({1}, {4294967295u}));
  ExpectEveryWay(To(kDouble), {Tensor::Of<uint64_t>({1}, {uint64_t{1} << 63})},
                 Tensor::Of<double>({1}, {0x1p63}));
  // Rounded once, not by way of double.
  ExpectEveryWay(To(kFloat), {Tensor::Of<int64_t>({1}, {0x4000004000000001})},
                 Tensor::Of<float>({1}, {0x1.000002p62f}));
}

TEST(CastTest, WrapsIntegersAround) {
  ExpectEveryWay(To(kInt8), {Tensor::Of<int32_t>({3}, {300, -129, -1})},
                 Tensor::Of<int8_t>({3}, {44, 127, -1}));
  ExpectEveryWay(To(kUint64), {Tensor::Of<int8_t>({1}, {-1})},
                 Tensor::Of<uint64_t>({1}, {UINT64_MAX}));
  ExpectEveryWay(To(kInt64), {Tensor::Of<uint32_t>({1}, {UINT32_MAX})},
                 Tensor::Of<int64_t>({1}, {UINT32_MAX}));
}

TEST(CastTest, AsksWhetherNumbersAreNotZero) {
  ExpectEveryWay(To(kBool),
                 {Tensor::Of<float>({4}, {0, -0.0f, 0.25f, std::nanf("")})},
                 Tensor::Of<bool>({4}, {false, false, true, true}));
  ExpectEveryWay(To(kBool), {Tensor::Of<int32_t>({3}, {0, 256, -1})},
                 Tensor::Of<bool>({3}, {false, true, true}));
}

TEST(CastTest, TakesTheRealPartAndKeepsBothBetweenComplexTypes) {
  const Tensor x = FromElements(kComplex64, {2}, {{1.5, 2}, {-3, 4}});
  ExpectEveryWay(To(kFloat), {x}, Tensor::Of<float>({2}, {1.5f, -3}));
  ExpectEveryWay(To(kInt32), {x}, Tensor::Of<int32_t>({2}, {1, -3}));
  ExpectEveryWay(To(kComplex128), {x},
                 FromElements(kComplex128, {2}, {{1.5, 2}, {-3, 4}}));
  ExpectEveryWay(To(kComplex64),
                 {FromElements(kComplex128, {2}, {{1.5, 2}, {-3, 4}})}, x);
  ExpectEveryWay(To(kComplex64), {Tensor::Of<double>({1}, {2})},
                 FromElements(kComplex64, {1}, {{2, 0}}));
}

TEST(CastTest, RoundsToSixteenBitsOrCutsThemOff) {
  // One and three quarters of the last place of each type.
  const Tensor x =
      Tensor::Of<float>({2}, {1.0f + 0x1.cp-10f, 1.0f + 0x1.cp-7f});
  ExpectEveryWay(To(kHalf), {x.Slice(0, 1)},
                 MakeTensor(kHalf, {1}, {1 + 0x1p-9}));
  ExpectEveryWay(To(kHalf, {.truncate = true}), {x.Slice(0, 1)},
                 MakeTensor(kHalf, {1}, {1 + 0x1p-10}));
  ExpectEveryWay(To(kBfloat16), {x.Slice(1, 2)},
                 MakeTensor(kBfloat16, {1}, {1 + 0x1p-6}));
  ExpectEveryWay(To(kBfloat16, {.truncate = true}), {x.Slice(1, 2)},
                 MakeTensor(kBfloat16, {1}, {1 + 0x1p-7}));
  ExpectEveryWay(To(kFloat, {.truncate = true}),
                 {Tensor::Of<double>({2}, {1 + 0x1.cp-23, std::nan("")})},
                 Tensor::Of<float>({2}, {1 + 0x1p-23f, std::nanf("")}));
}

TEST(CastTest, ConvertsLongTensorsInPieces) {
  const Tensor x = Uniform(kHalf, {300, 1001}, -100, 100);
  std::vector<double> values;
  for (const auto& element : Elements(x)) values.push_back(element.real());
  ExpectEveryWay(To(kFloat), {x}, MakeTensor(kFloat, x.shape(), values));
  ExpectEveryWay(To(kDouble), {x}, MakeTensor(kDouble, x.shape(), values));
}

TEST(CastTest, PassesAnyTypeToItself) {
  ExpectEveryWay(To(kString), {Tensor::Of<std::string>({1}, {"a"})},
                 Tensor::Of<std::string>({1}, {"a"}));
}

TEST(CastTest, RefusesTypesThatHoldNoNumbers) {
  Graph graph;
  EXPECT_THAT(Evaluate(Cast(Const(graph, 1.5f), kString)),
              StatusIs(absl::StatusCode::kUnimplemented,
                       "Cast float to string is not supported"));
}

}  // namespace
}  // namespace thalweg
