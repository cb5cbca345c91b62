#include "thalweg/graph/attr.h"

#include <cmath>

#include "gtest/gtest.h"

namespace thalweg {
namespace {

FunctionRef Function(std::string name, DType type) {
  auto attrs = std::make_shared<AttrMap>();
  attrs->Set("T", type);
  return {std::move(name), attrs};
}

TEST(AttrMapTest, FindsWhatWasSetLast) {
  AttrMap attrs;
  attrs.Set("b", int64_t{1});
  attrs.Set("a", true);
  attrs.Set("b", int64_t{2});
  EXPECT_EQ(attrs.size(), 2u);
  ASSERT_NE(attrs.Get<int64_t>("b"), nullptr);
  EXPECT_EQ(*attrs.Get<int64_t>("b"), 2);
  EXPECT_EQ(attrs.Get<float>("b"), nullptr);
  EXPECT_EQ(attrs.Find("c"), nullptr);
  attrs.Erase("b");
  attrs.Erase("c");
  EXPECT_EQ(attrs.Find("b"), nullptr);
  EXPECT_NE(attrs.Find("a"), nullptr);
}

TEST(AttrMapTest, IsInOrderOfNames) {
  AttrMap attrs;
  for (const char* name : {"T", "strides", "N", "_class"}) {
    attrs.Set(name, true);
  }
  std::string names;
  for (const auto& [name, attr] : attrs) names += name + " ";
  EXPECT_EQ(names, "N T _class strides ");
}

TEST(AttrTest, EqualMeansEqualValues) {
  EXPECT_TRUE(AttrsEqual(std::string("SAME"), std::string("SAME")));
  EXPECT_FALSE(AttrsEqual(int64_t{1}, 1.0f));
  EXPECT_FALSE(AttrsEqual(0.0f, -0.0f));
  EXPECT_TRUE(AttrsEqual(NAN, NAN));
  EXPECT_TRUE(AttrsEqual(std::vector<DType>{kFloat, kInt32},
                         std::vector<DType>{kFloat, kInt32}));
  EXPECT_FALSE(AttrsEqual(std::vector<int64_t>{1}, std::vector<int64_t>{}));
  EXPECT_TRUE(AttrsEqual(EmptyList{}, std::vector<int64_t>{}));
  EXPECT_FALSE(AttrsEqual(EmptyList{}, std::vector<int64_t>{1}));
}

TEST(AttrTest, TensorsAreComparedByDtypeShapeAndElements) {
  const Tensor x = Tensor::Of<float>({2}, {1, 2});
  EXPECT_TRUE(AttrsEqual(x, Tensor::Of<float>({2}, {1, 2})));
  EXPECT_FALSE(AttrsEqual(x, Tensor::Of<float>({2}, {1, 3})));
  EXPECT_FALSE(AttrsEqual(x, Tensor::Of<float>({1, 2}, {1, 2})));
  EXPECT_FALSE(AttrsEqual(x, x.WithDType(kInt32)));
  EXPECT_TRUE(AttrsEqual(Tensor::Scalar<std::string>("a"),
                         Tensor::Scalar<std::string>("a")));
  EXPECT_FALSE(AttrsEqual(Tensor::Scalar<std::string>("a"),
                          Tensor::Scalar<std::string>("b")));
}

TEST(AttrTest, FunctionsAreComparedWithTheirAttributes) {
  EXPECT_TRUE(AttrsEqual(Function("f", kFloat), Function("f", kFloat)));
  EXPECT_FALSE(AttrsEqual(Function("f", kFloat), Function("f", kHalf)));
  EXPECT_FALSE(AttrsEqual(Function("f", kFloat), FunctionRef{"f", nullptr}));
  EXPECT_TRUE(AttrsEqual(FunctionRef{"f", std::make_shared<AttrMap>()},
                         FunctionRef{"f", nullptr}));
}

TEST(AttrTest, PrintsLikeTensorFlow) {
  EXPECT_EQ(AttrToString(kBfloat16), "DT_BFLOAT16");
  EXPECT_EQ(AttrToString(std::string("SAME")), "\"SAME\"");
  EXPECT_EQ(AttrToString(std::vector<int64_t>{1, 2}), "[1, 2]");
  EXPECT_EQ(AttrToString(std::vector<bool>{true, false}), "[true, false]");
  EXPECT_EQ(AttrToString(Shape{-1, 2}), "[?,2]");
  EXPECT_EQ(AttrToString(0.5f), "0.5");
  EXPECT_EQ(AttrToString(Function("f", kFloat)), "f[T=DT_FLOAT]");
  EXPECT_EQ(AttrToString(AttrPlaceholder{"T"}), "$T");
  EXPECT_EQ(AttrToString(EmptyList{}), "[]");
  EXPECT_EQ(AttrToString(Tensor::Scalar(3)), "Tensor<int32 []: 3>");
}

}  // namespace
}  // namespace thalweg
