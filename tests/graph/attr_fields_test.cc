#include "thalweg/graph/attr_fields.h"

#include "gtest/gtest.h"

namespace thalweg {
namespace {

struct EveryKind {
  std::string padding;
  int64_t axis = -1;
  float alpha = 0.5f;
  bool keep = true;
  DType type = kInt64;
  Shape shape = Shape::Unknown();
  Tensor value;
  FunctionRef function;
  std::vector<std::string> names;
  std::vector<int64_t> strides = {1, 1};
  std::vector<float> scales;
  std::vector<bool> flags;
  std::vector<DType> types;
  std::vector<Shape> shapes;
  std::vector<Tensor> values;
  std::vector<FunctionRef> functions;

  void Fields(AttrFields& fields) {
    fields.Required("padding", padding)("axis", axis)("alpha", alpha)(
        "keep", keep)("type", type)("shape", shape)("value", value)(
        "function", function)("names", names)("strides", strides)(
        "scales", scales)("flags", flags)("types", types)("shapes", shapes)(
        "values", values)("functions", functions);
  }
};

TEST(AttrFieldsTest, CollectsNamesInitialisersAndWhatIsRequired) {
  const auto fields = CollectAttrFields(+[](AttrFields& visitor) {
    EveryKind attrs;
    attrs.Fields(visitor);
  });
  ASSERT_EQ(fields.size(), 16u);
  EXPECT_EQ(fields[0].name, "padding");
  EXPECT_TRUE(fields[0].required);
  EXPECT_EQ(fields[1].name, "axis");
  EXPECT_FALSE(fields[1].required);
  EXPECT_TRUE(AttrsEqual(fields[1].initial, int64_t{-1}));
  EXPECT_TRUE(AttrsEqual(fields[9].initial, std::vector<int64_t>{1, 1}));
}

TEST(AttrFieldsTest, WhatIsWrittenIsRead) {
  EveryKind attrs;
  attrs.padding = "SAME";
  attrs.axis = 3;
  attrs.keep = false;
  attrs.shape = {2, -1};
  attrs.value = Tensor::Scalar(2.0f);
  attrs.function = {"f", nullptr};
  attrs.flags = {true, false};
  attrs.types = {kHalf};
  AttrMap map;
  WriteAttrFields(&VisitFields<EveryKind>, &attrs, map);
  EXPECT_EQ(map.size(), 16u);

  const absl::StatusOr<EveryKind> read = ReadAttrs<EveryKind>(map);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->padding, "SAME");
  EXPECT_EQ(read->axis, 3);
  EXPECT_FALSE(read->keep);
  EXPECT_EQ(read->shape, (Shape{2, -1}));
  EXPECT_EQ(read->value.scalar<float>(), 2);
  EXPECT_EQ(read->function.name, "f");
  EXPECT_EQ(read->flags, (std::vector<bool>{true, false}));
  EXPECT_EQ(read->types, std::vector<DType>{kHalf});
}

TEST(AttrFieldsTest, AbsentAttributesKeepTheirInitialisers) {
  const auto read = ReadAttrs<EveryKind>(AttrMap());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->axis, -1);
  EXPECT_EQ(read->strides, (std::vector<int64_t>{1, 1}));
}

TEST(AttrFieldsTest, AnEmptyListOfAnyTypeEmptiesAList) {
  AttrMap map;
  map.Set("strides", EmptyList{});
  const auto read = ReadAttrs<EveryKind>(map);
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(read->strides.empty());
}

TEST(AttrFieldsTest, AValueOfAnotherTypeIsRefusedByName) {
  AttrMap map;
  map.Set("axis", 1.5f);
  const auto read = ReadAttrs<EveryKind>(map);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(read.status().message(),
            "Attr axis has a value of another type: expected one like -1, "
            "got 1.5");
  AttrMap list;
  list.Set("axis", EmptyList{});
  EXPECT_FALSE(ReadAttrs<EveryKind>(list).ok());
}

}  // namespace
}  // namespace thalweg
