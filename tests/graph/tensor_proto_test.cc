#include "thalweg/graph/tensor_proto.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "thalweg/graph/allocation_failure.h"
#include "thalweg/graph/resource.h"
#include "thalweg/proto/tensor.pb.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using absl::StatusCode;

absl::StatusOr<Tensor> Read(const std::string& text, TensorBudget budget = {}) {
  TensorProto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &proto))
      << text;
  return TensorFromProto(proto, budget);
}

std::string Dims(std::initializer_list<int64_t> dims) {
  std::string text = " tensor_shape {";
  for (int64_t dim : dims) absl::StrAppend(&text, " dim { size: ", dim, " }");
  return text + " } ";
}

TEST(TensorFromProtoTest, ReadsTheFieldOfEachDType) {
  const std::string two = Dims({2});
  ExpectEqual(Read("dtype: DT_FLOAT float_val: [1, -2]" + two),
              Tensor::Of<float>({2}, {1, -2}));
  ExpectEqual(Read("dtype: DT_DOUBLE double_val: [1, -2]" + two),
              Tensor::Of<double>({2}, {1, -2}));
  ExpectEqual(Read("dtype: DT_INT32 int_val: [1, -2]" + two),
              Tensor::Of<int32_t>({2}, {1, -2}));
  ExpectEqual(Read("dtype: DT_INT16 int_val: [1, -2]" + two),
              Tensor::Of<int16_t>({2}, {1, -2}));
  ExpectEqual(Read("dtype: DT_INT8 int_val: [1, -2]" + two),
              Tensor::Of<int8_t>({2}, {1, -2}));
  ExpectEqual(Read("dtype: DT_UINT16 int_val: [1, 65535]" + two),
              Tensor::Of<uint16_t>({2}, {1, 65535}));
  ExpectEqual(Read("dtype: DT_UINT8 int_val: [1, 255]" + two),
              Tensor::Of<uint8_t>({2}, {1, 255}));
  ExpectEqual(Read("dtype: DT_QINT8 int_val: [1, -2]" + two)->WithDType(kInt8),
              Tensor::Of<int8_t>({2}, {1, -2}));
  ExpectEqual(Read("dtype: DT_INT64 int64_val: [1, -2]" + two),
              Tensor::Of<int64_t>({2}, {1, -2}));
  ExpectEqual(Read("dtype: DT_UINT32 uint32_val: [1, 4294967295]" + two),
              Tensor::Of<uint32_t>({2}, {1, 4294967295}));
  ExpectEqual(
      Read("dtype: DT_UINT64 uint64_val: [1, 18446744073709551615]" + two),
      Tensor::Of<uint64_t>({2}, {1, std::numeric_limits<uint64_t>::max()}));
  ExpectEqual(Read("dtype: DT_BOOL bool_val: [true, false]" + two),
              Tensor::Of<bool>({2}, {true, false}));
  ExpectEqual(Read("dtype: DT_STRING string_val: ['a', '']" + two),
              Tensor::Of<std::string>({2}, {"a", ""}));
  ExpectEqual(Read("dtype: DT_HALF half_val: [0x3c00, 0xc000]" + two),
              Tensor::Of<Half>({2}, {Half(1.0f), Half(-2.0f)}));
  ExpectEqual(Read("dtype: DT_BFLOAT16 half_val: [0x3f80, 0xc000]" + two),
              Tensor::Of<BFloat16>({2}, {BFloat16(1.0f), BFloat16(-2.0f)}));
  ExpectEqual(Read("dtype: DT_COMPLEX64 scomplex_val: [1, 2, 3, 4]" + two),
              Tensor::Of<std::complex<float>>({2}, {{1, 2}, {3, 4}}));
  ExpectEqual(Read("dtype: DT_COMPLEX128 dcomplex_val: [1, 2, 3, 4]" + two),
              Tensor::Of<std::complex<double>>({2}, {{1, 2}, {3, 4}}));
}

TEST(TensorFromProtoTest, ReadsResourceHandles) {
  ASSERT_OK_AND_ASSIGN(
      const Tensor tensor,
      Read("dtype: DT_RESOURCE tensor_shape { } "
           "resource_handle_val { container: 'c' name: 'n' }"));
  EXPECT_EQ(tensor.scalar<ResourceHandle>().container(), "c");
  EXPECT_EQ(tensor.scalar<ResourceHandle>().name(), "n");
  EXPECT_EQ(tensor.scalar<ResourceHandle>().resource(), nullptr);
}

TEST(TensorFromProtoTest, RepeatsTheLastValue) {
  ExpectEqual(Read("dtype: DT_INT32 int_val: [1, 2]" + Dims({2, 2})),
              Tensor::Of<int32_t>({2, 2}, {1, 2, 2, 2}));
  ExpectEqual(Read("dtype: DT_STRING string_val: 'a'" + Dims({3})),
              Tensor::Of<std::string>({3}, {"a", "a", "a"}));
}

TEST(TensorFromProtoTest, ReadsNoValuesAsZeros) {
  ExpectEqual(Read("dtype: DT_FLOAT" + Dims({2})),
              Tensor::Of<float>({2}, {0, 0}));
  ExpectEqual(Read("dtype: DT_STRING tensor_shape {}"),
              Tensor::Scalar<std::string>(""));
  ExpectEqual(Read("dtype: DT_COMPLEX64 scomplex_val: 7 tensor_shape {}"),
              Tensor::Scalar<std::complex<float>>(0));
}

TEST(TensorFromProtoTest, IgnoresMoreValuesThanElements) {
  ExpectEqual(Read("dtype: DT_FLOAT float_val: [1, 2, 3]" + Dims({2})),
              Tensor::Of<float>({2}, {1, 2}));
  ExpectEqual(Read("dtype: DT_FLOAT float_val: 1" + Dims({0, 5})),
              Tensor::Zeros(kFloat, {0, 5}).value());
}

TEST(TensorFromProtoTest, PrefersContent) {
  ExpectEqual(Read("dtype: DT_INT16 tensor_content: '\\001\\000\\376\\377' "
                   "int_val: 7" +
                   Dims({2})),
              Tensor::Of<int16_t>({2}, {1, -2}));
  ExpectEqual(
      Read("dtype: DT_BOOL tensor_content: '\\000\\001\\200'" + Dims({3})),
      Tensor::Of<bool>({3}, {false, true, true}));
  ExpectEqual(
      Read("dtype: DT_STRING tensor_content: '\\002\\000\\001abc'" + Dims({3})),
      Tensor::Of<std::string>({3}, {"ab", "", "c"}));
}

TEST(TensorFromProtoTest, RefusesContentOfAnotherSize) {
  for (const std::string& text :
       {"dtype: DT_FLOAT tensor_content: '1234567'" + Dims({2}),
        "dtype: DT_FLOAT tensor_content: '123456789'" + Dims({2}),
        "dtype: DT_STRING tensor_content: '\\002a'" + Dims({1}),
        "dtype: DT_STRING tensor_content: '\\001ab'" + Dims({1}),
        "dtype: DT_STRING tensor_content: '\\200\\200\\200'" + Dims({3}),
        "dtype: DT_STRING tensor_content: 'abc'" + Dims({4}),
        "dtype: DT_RESOURCE tensor_content: 'a'" + Dims({1})}) {
    EXPECT_THAT(Read(text),
                StatusIs(StatusCode::kInvalidArgument, "tensor_content"))
        << text;
  }
}

TEST(TensorFromProtoTest, RefusesClaimsBeyondTheBudget) {
  // 2^90 elements.
  EXPECT_THAT(
      Read("dtype: DT_FLOAT float_val: 1" + Dims({1 << 30, 1 << 30, 1 << 30})),
      StatusIs(StatusCode::kInvalidArgument, "too large"));
  // 2^60 elements, without as many values or bytes.
  for (const char* text : {"dtype: DT_FLOAT float_val: 1", "dtype: DT_STRING",
                           "dtype: DT_INT8", "dtype: DT_VARIANT"}) {
    EXPECT_THAT(Read(text + Dims({1 << 30, 1 << 30})),
                StatusIs(StatusCode::kResourceExhausted, "claims 11529215"));
  }
  for (const char* dtype : {"DT_FLOAT", "DT_STRING"}) {
    EXPECT_THAT(Read(absl::StrCat("dtype: ", dtype, " tensor_content: 'ab'",
                                  Dims({1 << 30, 1 << 30}))),
                StatusIs(StatusCode::kInvalidArgument, "got 2 bytes"));
  }
}

TEST(TensorFromProtoTest, TakesOnlyClaimsFromTheBudget) {
  TensorBudget budget = {100};
  TensorProto proto;
  proto.set_dtype(DT_FLOAT);
  proto.mutable_tensor_shape()->add_dim()->set_size(20);
  for (int i = 0; i < 5; ++i) proto.add_float_val(1);
  EXPECT_OK(TensorFromProto(proto, budget));  // Claims 15 elements.
  EXPECT_EQ(budget.bytes, 40);
  EXPECT_THAT(TensorFromProto(proto, budget),
              StatusIs(StatusCode::kResourceExhausted,
                       "claims 15 elements more than its message holds"));
  proto.clear_float_val();
  proto.set_tensor_content(std::string(80, '\0'));
  EXPECT_OK(TensorFromProto(proto, budget));
  EXPECT_EQ(budget.bytes, 40);
}

TEST(TensorFromProtoTest, RefusesShapesThatAreNotKnown) {
  for (const std::string& shape : {Dims({-1}), Dims({2, -5}),
                                   std::string("tensor_shape { unknown_rank: "
                                               "true }")}) {
    EXPECT_THAT(Read("dtype: DT_FLOAT " + shape),
                StatusIs(StatusCode::kInvalidArgument));
  }
}

TEST(TensorFromProtoTest, RefusesDTypesThatAreNone) {
  EXPECT_THAT(Read("tensor_shape {}"),
              StatusIs(StatusCode::kInvalidArgument, "expected a DataType"));
  EXPECT_THAT(Read("dtype: DT_FLOAT_REF tensor_shape {}"),
              StatusIs(StatusCode::kInvalidArgument, "DT_FLOAT_REF"));
  EXPECT_THAT(Read("dtype: DT_INT4 tensor_shape {}"),
              StatusIs(StatusCode::kUnimplemented, "DT_INT4"));
  TensorProto proto;
  proto.set_dtype(static_cast<DataType>(77));
  TensorBudget budget;
  EXPECT_THAT(TensorFromProto(proto, budget),
              StatusIs(StatusCode::kInvalidArgument, "got 77"));
  EXPECT_THAT(Read("dtype: DT_VARIANT variant_val { type_name: 'x' }"),
              StatusIs(StatusCode::kUnimplemented, "variant"));
}

TEST(TensorFromProtoTest, PassesOnThatMemoryIsNotToBeHad) {
  AllocationFailure failure(0, AllocationFailure::kOnce);
  EXPECT_THAT(Read("dtype: DT_FLOAT float_val: 1" + Dims({2})),
              StatusIs(StatusCode::kResourceExhausted));
}

void ExpectRoundTrip(const Tensor& tensor) {
  TensorProto proto;
  ASSERT_OK(TensorToProto(tensor, proto));
  // Through bytes, as in a file.
  TensorProto read;
  ASSERT_TRUE(read.ParseFromString(proto.SerializeAsString()));
  TensorBudget budget;
  ExpectEqual(TensorFromProto(read, budget), tensor);
}

TEST(TensorToProtoTest, IsReadBackForEveryDTypeAndSize) {
  for (DType dtype :
       {kFloat, kDouble, kInt32, kUint8, kInt16, kInt8, kComplex64, kInt64,
        kBool, kBfloat16, kUint16, kComplex128, kHalf, kUint32, kUint64}) {
    for (const Shape& shape :
         {Shape(), Shape({1}), Shape({7}), Shape({2, 300}), Shape({0})}) {
      ExpectRoundTrip(Uniform(dtype, shape, 0, 100));
      ExpectRoundTrip(Tensor::Zeros(dtype, shape).value());
    }
  }
  ExpectRoundTrip(Tensor::Of<std::string>({3}, {"", "a", "\xff"}));
}

TEST(TensorToProtoTest, KeepsTheBitsOfSpecialValues) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (float value : {-0.0f, nan, -nan, std::numeric_limits<float>::infinity(),
                      std::numeric_limits<float>::denorm_min()}) {
    TensorProto proto;
    ASSERT_OK(TensorToProto(Tensor::Scalar(value), proto));
    TensorBudget budget;
    ASSERT_OK_AND_ASSIGN(const Tensor tensor, TensorFromProto(proto, budget));
    EXPECT_EQ(std::bit_cast<uint32_t>(tensor.scalar<float>()),
              std::bit_cast<uint32_t>(value));
  }
}

TEST(TensorToProtoTest, WritesTheFormsThatTensorFlowReads) {
  TensorProto proto;
  ASSERT_OK(TensorToProto(Tensor::Scalar(1.5f), proto));
  EXPECT_EQ(proto.float_val_size(), 1);
  EXPECT_TRUE(proto.tensor_content().empty());
  ASSERT_OK(TensorToProto(Tensor::Of<float>({2}, {1, 2}), proto));
  EXPECT_EQ(proto.float_val_size(), 0);
  EXPECT_EQ(proto.tensor_content().size(), 8u);
  ASSERT_OK(TensorToProto(Tensor::Of<std::string>({2}, {"a", "b"}), proto));
  EXPECT_EQ(proto.string_val_size(), 2);
}

TEST(TensorToProtoTest, WritesEqualElementsAsOne) {
  const Tensor zeros = Tensor::Zeros(kFloat, {1000, 1000}).value();
  TensorProto proto;
  ASSERT_OK(TensorToProto(zeros, proto));
  EXPECT_LT(proto.ByteSizeLong(), 100u);
  ExpectRoundTrip(zeros);
  ExpectRoundTrip(Tensor::Vector<int8_t>(std::vector<int8_t>(5000, -3)));
  // Equal values of different bits are not equal.
  ExpectRoundTrip(Tensor::Of<float>({2}, {0.0f, -0.0f}));
  ASSERT_OK(TensorToProto(Tensor::Of<float>({2}, {0.0f, -0.0f}), proto));
  EXPECT_EQ(proto.tensor_content().size(), 8u);
}

TEST(TensorToProtoTest, RefusesWhatHasNoForm) {
  TensorProto proto;
  EXPECT_THAT(TensorToProto(Tensor(), proto),
              StatusIs(StatusCode::kInvalidArgument, "got none"));
  EXPECT_THAT(TensorToProto(Tensor::Zeros(kVariant, {1}).value(), proto),
              StatusIs(StatusCode::kUnimplemented, "variant"));
  EXPECT_OK(TensorToProto(Tensor::Zeros(kVariant, {0}).value(), proto));
}

}  // namespace
}  // namespace thalweg
