#include "thalweg/graph/attr_proto.h"

#include <gtest/gtest.h>

#include <memory>

#include "google/protobuf/text_format.h"
#include "thalweg/proto/attr_value.pb.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

using absl::StatusCode;

absl::StatusOr<Attr> Read(const std::string& text) {
  AttrValue proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &proto))
      << text;
  TensorBudget budget;
  return AttrFromProto(proto, budget);
}

FunctionRef Function(std::string name, int64_t value) {
  auto attrs = std::make_shared<AttrMap>();
  attrs->Set("n", value);
  return {std::move(name), std::move(attrs)};
}

TEST(AttrProtoTest, EveryKindIsReadBack) {
  const Tensor tensor = Tensor::Of<float>({2}, {1, 2});
  const Attr attrs[] = {
      Attr(),
      std::string("a\0b", 3),
      int64_t{-7},
      1.5f,
      true,
      kBfloat16,
      Shape({-1, 2}),
      Shape::Unknown(),
      tensor,
      Function("f", 3),
      FunctionRef{"g", nullptr},
      AttrPlaceholder{"T"},
      std::vector<std::string>{"a", ""},
      std::vector<int64_t>{1, -2},
      std::vector<float>{1.5f, -0.0f},
      std::vector<bool>{true, false},
      std::vector<DType>{kFloat, kVariant},
      std::vector<Shape>{Shape({2}), Shape::Unknown()},
      std::vector<Tensor>{tensor, Tensor::Scalar<int32_t>(1)},
      std::vector<FunctionRef>{Function("f", 1), Function("g", 2)},
      std::vector<int64_t>{},
      EmptyList{},
  };
  for (const Attr& attr : attrs) {
    AttrValue proto;
    ASSERT_OK(AttrToProto(attr, proto));
    TensorBudget budget;
    ASSERT_OK_AND_ASSIGN(const Attr read, AttrFromProto(proto, budget));
    EXPECT_TRUE(AttrsEqual(read, attr)) << AttrToString(attr);
  }
}

TEST(AttrProtoTest, RefusesListsOfSeveralKinds) {
  EXPECT_THAT(Read("list { i: 1 f: 2 }"),
              StatusIs(StatusCode::kInvalidArgument, "one kind of elements"));
}

TEST(AttrProtoTest, RefusesBadElements) {
  EXPECT_THAT(Read("type: DT_FLOAT_REF"),
              StatusIs(StatusCode::kInvalidArgument, "DT_FLOAT_REF"));
  EXPECT_THAT(Read("list { type: [DT_FLOAT, DT_INVALID] }"),
              StatusIs(StatusCode::kInvalidArgument, "DataType"));
  EXPECT_THAT(Read("list { shape { dim { size: -3 } } }"),
              StatusIs(StatusCode::kInvalidArgument, "-3"));
  EXPECT_THAT(Read("func { name: 'f' attr { key: 'a' value { tensor { "
                   "dtype: DT_FLOAT tensor_shape { dim { size: 9999999999 } } "
                   "} } } }"),
              StatusIs(StatusCode::kResourceExhausted, "claims"));
}

TEST(AttrProtoTest, RefusesFunctionsNestedTooDeep) {
  AttrValue proto;
  AttrValue* inner = &proto;
  for (int i = 0; i < 1000; ++i) {
    inner = &(*inner->mutable_func()->mutable_attr())["f"];
  }
  TensorBudget budget;
  EXPECT_THAT(AttrFromProto(proto, budget),
              StatusIs(StatusCode::kInvalidArgument, "100 levels"));
}

}  // namespace
}  // namespace thalweg
