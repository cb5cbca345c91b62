#include "thalweg/graph/shape_proto.h"

#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "thalweg/proto/tensor.pb.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

absl::StatusOr<Shape> Read(const std::string& text) {
  TensorShapeProto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &proto));
  return ShapeFromProto(proto);
}

TEST(ShapeProtoTest, IsReadBack) {
  for (const Shape& shape :
       {Shape(), Shape({2, 3}), Shape({-1, 0}), Shape::Unknown()}) {
    TensorShapeProto proto;
    ShapeToProto(shape, proto);
    EXPECT_EQ(ShapeFromProto(proto).value(), shape);
  }
}

TEST(ShapeProtoTest, DropsNamesOfDimensions) {
  EXPECT_EQ(Read("dim { size: 2 name: 'batch' }").value(), Shape({2}));
}

TEST(ShapeProtoTest, RefusesWhatIsNoShape) {
  using absl::StatusCode;
  EXPECT_THAT(Read("dim { size: -2 }"),
              StatusIs(StatusCode::kInvalidArgument, "-2"));
  EXPECT_THAT(Read("unknown_rank: true dim { size: 2 }"),
              StatusIs(StatusCode::kInvalidArgument, "unknown rank"));
  EXPECT_THAT(Read("dim { size: 4294967296 } dim { size: 4294967296 }"),
              StatusIs(StatusCode::kInvalidArgument, "too large"));
  TensorShapeProto proto;
  for (int i = 0; i < 100'000; ++i) proto.add_dim();
  EXPECT_THAT(ShapeFromProto(proto),
              StatusIs(StatusCode::kInvalidArgument, "dimensions"));
}

}  // namespace
}  // namespace thalweg
