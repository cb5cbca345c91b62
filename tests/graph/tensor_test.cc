#include "thalweg/graph/tensor.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "gtest/gtest.h"
#include "thalweg/graph/allocation_failure.h"

namespace thalweg {
namespace {

TEST(TensorTest, HoldsTheValuesGiven) {
  const auto x = Tensor::Of<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(x.dtype(), kFloat);
  EXPECT_EQ(x.shape(), (Shape{2, 3}));
  EXPECT_EQ(x.num_elements(), 6);
  EXPECT_EQ(x.num_bytes(), 24u);
  EXPECT_EQ(x.flat<float>()[4], 5);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(x.raw()) % 64, 0u);
  EXPECT_TRUE(x.owned());
  EXPECT_TRUE(x.unique());
}

TEST(TensorTest, DefaultIsNoTensor) {
  const Tensor none;
  EXPECT_FALSE(none);
  EXPECT_EQ(none.num_bytes(), 0u);
  EXPECT_EQ(none.ToString(), "no tensor");
}

TEST(TensorTest, CopiesShareABufferAndDeepCopiesDoNot) {
  Tensor x = Tensor::Of<int32_t>({2}, {1, 2});
  const Tensor shared = x;
  const Tensor deep = x.Copy().value();
  EXPECT_FALSE(x.unique());
  EXPECT_TRUE(deep.unique());
  x.mutable_data<int32_t>()[0] = 7;
  EXPECT_EQ(shared.data<int32_t>()[0], 7);
  EXPECT_EQ(deep.data<int32_t>()[0], 1);
}

TEST(TensorTest, SlicesShareTheBufferAndKeepItAlive) {
  Tensor rows;
  {
    Tensor x = Tensor::Of<int16_t>({3, 2}, {1, 2, 3, 4, 5, 6});
    rows = x.Slice(1, 3);
    x.mutable_data<int16_t>()[2] = 9;
    EXPECT_EQ(x.buffer().get(), rows.buffer().get());
  }
  EXPECT_EQ(rows.shape(), (Shape{2, 2}));
  EXPECT_EQ(rows.data<int16_t>()[0], 9);
  EXPECT_EQ(rows.data<int16_t>()[3], 6);
  EXPECT_EQ(rows.Slice(1, 1).num_elements(), 0);
}

TEST(TensorTest, ReshapedHasTheSameElements) {
  const Tensor x = Tensor::Of<double>({2, 2}, {1, 2, 3, 4});
  const Tensor flat = x.Reshaped({4});
  EXPECT_EQ(flat.raw(), x.raw());
  EXPECT_EQ(flat.shape(), (Shape{4}));
  EXPECT_EQ(x.WithDType(kInt64).dtype(), kInt64);
}

TEST(TensorTest, BorrowedMemoryIsNotCopiedAndGivenBackOnce) {
  int calls = 0;
  float memory[6] = {1, 2, 3, 4, 5, 6};
  Tensor row;
  {
    const Tensor x = Tensor::Borrow(kFloat, {3, 2}, memory, [&] { ++calls; });
    EXPECT_EQ(x.raw(), memory);
    EXPECT_TRUE(x.owned());
    row = x.Slice(2, 3);
  }
  EXPECT_EQ(row.data<float>()[1], 6);
  EXPECT_EQ(calls, 0);
  row = Tensor();
  EXPECT_EQ(calls, 1);
}

TEST(TensorTest, AViewIsCopiedByWhoKeepsIt) {
  int32_t memory[2] = {3, 4};
  const Tensor view = Tensor::View(kInt32, {2}, memory);
  EXPECT_FALSE(view.owned());
  const Tensor kept = view.ToOwned().value();
  memory[0] = 0;
  EXPECT_EQ(kept.data<int32_t>()[0], 3);
  EXPECT_EQ(kept.ToOwned().value().raw(), kept.raw());
}

TEST(TensorTest, StringsAreConstructedCopiedAndDestroyed) {
  const std::string text = "long enough that it lies on the heap, surely";
  Tensor x = Tensor::Allocate(kString, {2, 2}).value();
  EXPECT_EQ(x.data<std::string>()[3], "");
  x.mutable_data<std::string>()[3] = text;
  const Tensor copy = x.Copy().value();
  const Tensor row = x.Slice(1, 2);
  x = Tensor();
  EXPECT_EQ(copy.data<std::string>()[3], text);
  EXPECT_EQ(row.data<std::string>()[1], text);
}

TEST(TensorTest, ResourcesAndVariantsAreReleasedWithTheLastTensor) {
  class Nothing final : public Resource {
   public:
    absl::string_view type_name() const override { return "Nothing"; }
  };
  auto resource = std::make_shared<Nothing>();
  Tensor x = Tensor::Scalar(ResourceHandle("box", "thing", resource));
  EXPECT_EQ(resource.use_count(), 2);
  EXPECT_EQ(x.ToString(), "resource []: <resource 'thing'>");
  x = Tensor();
  EXPECT_EQ(resource.use_count(), 1);
  EXPECT_EQ(Tensor::Allocate(kVariant, {1})->ToString(),
            "variant [1]: <empty>");
}

TEST(TensorTest, ZeroElementsAreATensorToo) {
  for (DType dtype : {kFloat, kString, kResource, kVariant}) {
    const Tensor x = Tensor::Allocate(dtype, {2, 0}).value();
    EXPECT_TRUE(x);
    EXPECT_TRUE(x.owned());
    EXPECT_EQ(x.num_bytes(), 0u);
    EXPECT_EQ(x.Copy()->shape(), (Shape{2, 0}));
  }
  const Tensor none = Tensor::Of<float>({0, 3}, {});
  EXPECT_EQ(none.Slice(0, 0).num_elements(), 0);
}

TEST(TensorTest, ZerosOverwritesWhatABlockHeldBefore) {
  {
    Tensor dirty = Tensor::Allocate(kInt64, {1000}).value();
    for (int64_t& element : dirty.mutable_flat<int64_t>()) element = -1;
  }
  const Tensor zeros = Tensor::Zeros(kInt64, {1000}).value();
  for (int64_t element : zeros.flat<int64_t>()) ASSERT_EQ(element, 0);
  EXPECT_EQ(Tensor::Zeros(kString, {1})->scalar<std::string>(), "");
}

TEST(TensorTest, ShapesThatNoTensorCanHaveAreRefused) {
  const int64_t big = int64_t{1} << 32;
  EXPECT_EQ(Tensor::Allocate(kFloat, {2, -1}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Tensor::Allocate(kFloat, Shape::Unknown()).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Tensor::Allocate(kInvalid, {2}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Tensor::Allocate(kInt8, {big, big}).status().code(),
            absl::StatusCode::kInvalidArgument);
  // The elements can be counted, the bytes cannot.
  EXPECT_EQ(Tensor::Allocate(kComplex128, {big, big / 4}).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(
      Tensor::Allocate(kFloat, {big, big / 4}).status().message(),
      "OOM when allocating tensor with shape[4294967296,1073741824] and type "
      "float");
}

TEST(TensorTest, FailedAllocationIsAnError) {
  const Tensor x = Tensor::Of<float>({2}, {1, 2});
  AllocationFailure failure(0, AllocationFailure::kFromThenOn);
  EXPECT_EQ(x.Copy().status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Tensor::Allocate(kString, {3}).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(Tensor::Of<float>({2}, {1, 2}));
}

TEST(TensorTest, PrintsAFewElements) {
  EXPECT_EQ(Tensor::Of<float>({2, 2}, {1, 2.5, -3, 4}).ToString(),
            "float [2,2]: 1 2.5 -3 4");
  EXPECT_EQ(Tensor::Of<int8_t>({3}, {1, -2, 3}).ToString(2),
            "int8 [3]: 1 -2 ...");
  EXPECT_EQ(Tensor::Scalar(Half(0.5f)).ToString(), "half []: 0.5");
  EXPECT_EQ(Tensor::Scalar(std::complex<float>(1, -2)).ToString(),
            "complex64 []: (1,-2)");
  EXPECT_EQ(Tensor::Scalar<std::string>("a\n").ToString(),
            "string []: \"a\\n\"");
}

}  // namespace
}  // namespace thalweg
