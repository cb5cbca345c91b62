#include "thalweg/graph/dlpack.h"

#include <gtest/gtest.h>

#include <cstring>
#include <iterator>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "thalweg/graph/dlpack_abi.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

constexpr DLDataType kFloat32 = {kDLFloat, 32, 1};

// Another library's tensor of either kind: counts the calls of its deleter.
template <class Managed>
class Producer {
 public:
  Producer(void* data, DLDataType type, std::vector<int64_t> shape,
           std::vector<int64_t> strides = {})
      : shape_(std::move(shape)), strides_(std::move(strides)) {
    managed.dl_tensor = {
        .data = data,
        .device = {kDLCPU, 0},
        .ndim = static_cast<int32_t>(shape_.size()),
        .dtype = type,
        .shape = shape_.data(),
        .strides = strides_.empty() ? nullptr : strides_.data(),
        .byte_offset = 0};
    managed.manager_ctx = this;
    managed.deleter = [](Managed* self) {
      ++static_cast<Producer*>(self->manager_ctx)->deleted;
    };
    if constexpr (std::is_same_v<Managed, DLManagedTensorVersioned>) {
      managed.version = {1, 0};
    }
  }

  Managed managed = {};
  int deleted = 0;

 private:
  std::vector<int64_t> shape_;
  std::vector<int64_t> strides_;
};

template <class Managed>
absl::StatusOr<Managed*> Give(const Tensor& tensor);
template <>
absl::StatusOr<DLManagedTensor*> Give(const Tensor& tensor) {
  return ToDlpack(tensor);
}
template <>
absl::StatusOr<DLManagedTensorVersioned*> Give(const Tensor& tensor) {
  return ToDlpackVersioned(tensor);
}

template <class Managed>
class DlpackTest : public testing::Test {
 protected:
  using Other = Producer<Managed>;

  // FromDlpack refuses with this, and calls the deleter once.
  void ExpectRefused(Other& other, absl::StatusCode code,
                     const std::string& message) {
    EXPECT_THAT(FromDlpack(&other.managed), StatusIs(code, message));
    EXPECT_EQ(other.deleted, 1);
  }

  float values_[6] = {0, 1, 2, 3, 4, 5};
};

using Kinds = testing::Types<DLManagedTensor, DLManagedTensorVersioned>;
TYPED_TEST_SUITE(DlpackTest, Kinds);

TYPED_TEST(DlpackTest, MemoryInCOrderIsSharedUntilTheLastTensorGoes) {
  typename TestFixture::Other other(this->values_, kFloat32, {2, 3});
  {
    ASSERT_OK_AND_ASSIGN(Tensor x, FromDlpack(&other.managed));
    EXPECT_EQ(x.raw(), this->values_);
    EXPECT_EQ(x.dtype(), kFloat);
    EXPECT_EQ(x.shape(), Shape({2, 3}));
    Tensor row = x.Slice(1, 2);
    x = Tensor();
    EXPECT_EQ(other.deleted, 0);
    EXPECT_EQ(row.data<float>()[2], 5);
  }
  EXPECT_EQ(other.deleted, 1);
}

TYPED_TEST(DlpackTest, ADeleterMayBeMissing) {
  typename TestFixture::Other other(this->values_, kFloat32, {6});
  other.managed.deleter = nullptr;
  EXPECT_OK(FromDlpack(&other.managed));
}

TYPED_TEST(DlpackTest, TheByteOffsetCounts) {
  typename TestFixture::Other other(this->values_, kFloat32, {2});
  other.managed.dl_tensor.byte_offset = 3 * sizeof(float);
  ASSERT_OK_AND_ASSIGN(Tensor x, FromDlpack(&other.managed));
  EXPECT_EQ(x.raw(), this->values_ + 3);
}

TYPED_TEST(DlpackTest, AScalarHasNoShapeArray) {
  typename TestFixture::Other other(this->values_ + 4, kFloat32, {});
  other.managed.dl_tensor.shape = nullptr;
  ASSERT_OK_AND_ASSIGN(Tensor x, FromDlpack(&other.managed));
  EXPECT_EQ(x.shape(), Shape());
  EXPECT_EQ(x.scalar<float>(), 4);
}

TYPED_TEST(DlpackTest, StridesOfCOrderAreNoReasonToCopy) {
  // Along an axis of one element a stride means nothing.
  typename TestFixture::Other other(this->values_, kFloat32, {2, 1, 3},
                                    {3, INT64_MIN, 1});
  ASSERT_OK_AND_ASSIGN(Tensor x, FromDlpack(&other.managed));
  EXPECT_EQ(x.raw(), this->values_);
}

TYPED_TEST(DlpackTest, OtherStridesAreCopiedAndGivenBackAtOnce) {
  struct Case {
    std::vector<int64_t> shape, strides;
    int first;
    std::vector<float> expected;
  };
  const Case cases[] = {
      {{3, 2}, {1, 3}, 0, {0, 3, 1, 4, 2, 5}},  // Transposed.
      {{2, 2}, {3, 2}, 0, {0, 2, 3, 5}},        // Every second column.
      {{3}, {-2}, 5, {5, 3, 1}},                // Backwards.
      {{2, 2}, {0, 1}, 1, {1, 2, 1, 2}},        // One row twice.
  };
  for (const Case& c : cases) {
    typename TestFixture::Other other(this->values_ + c.first, kFloat32,
                                      c.shape, c.strides);
    ASSERT_OK_AND_ASSIGN(Tensor x, FromDlpack(&other.managed));
    EXPECT_EQ(other.deleted, 1);
    EXPECT_EQ(x.shape(), Shape(absl::Span<const int64_t>(c.shape)));
    EXPECT_EQ(
        std::vector<float>(x.flat<float>().begin(), x.flat<float>().end()),
        c.expected);
  }
}

TYPED_TEST(DlpackTest, ElementsOfEachSizeAreGathered) {
  alignas(16) unsigned char bytes[64];
  std::iota(std::begin(bytes), std::end(bytes), 0);
  const DLDataType types[] = {{kDLUInt, 8, 1},
                              {kDLInt, 16, 1},
                              {kDLUInt, 32, 1},
                              {kDLFloat, 64, 1},
                              {kDLComplex, 128, 1}};
  for (const DLDataType& type : types) {
    // Backwards.
    const size_t size = type.bits / 8;
    typename TestFixture::Other other(bytes + 3 * size, type, {4}, {-1});
    ASSERT_OK_AND_ASSIGN(Tensor x, FromDlpack(&other.managed));
    for (size_t i = 0; i < 4 * size; ++i) {
      EXPECT_EQ(x.data<unsigned char>()[i], (3 - i / size) * size + i % size);
    }
  }
}

TYPED_TEST(DlpackTest, MemoryThatIsNotAlignedIsCopied) {
  alignas(8) char bytes[4 * sizeof(float)] = {};
  const float value = 7;
  std::memcpy(bytes + 1 + sizeof(float), &value, sizeof(float));
  typename TestFixture::Other other(bytes + 1, kFloat32, {2});
  ASSERT_OK_AND_ASSIGN(Tensor x, FromDlpack(&other.managed));
  EXPECT_EQ(x.data<float>()[1], 7);
  EXPECT_EQ(other.deleted, 1);
  // Halves of a complex number are what counts.
  typename TestFixture::Other complex(this->values_ + 1, {kDLComplex, 64, 1},
                                      {2});
  ASSERT_OK_AND_ASSIGN(Tensor z, FromDlpack(&complex.managed));
  EXPECT_EQ(z.raw(), this->values_ + 1);
}

TYPED_TEST(DlpackTest, NoElementsNeedNoMemory) {
  typename TestFixture::Other other(nullptr, kFloat32, {3, 0, 2});
  ASSERT_OK_AND_ASSIGN(Tensor x, FromDlpack(&other.managed));
  EXPECT_EQ(x.shape(), Shape({3, 0, 2}));
  EXPECT_EQ(other.deleted, 1);
}

TYPED_TEST(DlpackTest, ElementsAtANullAddressAreRefused) {
  typename TestFixture::Other other(nullptr, kFloat32, {2});
  this->ExpectRefused(other, absl::StatusCode::kInvalidArgument,
                      "elements of shape [2] at a null address");
}

TYPED_TEST(DlpackTest, ANullPointerIsRefused) {
  EXPECT_THAT(FromDlpack(static_cast<TypeParam*>(nullptr)),
              StatusIs(absl::StatusCode::kInvalidArgument, "null pointer"));
}

TYPED_TEST(DlpackTest, OtherDevicesAreRefused) {
  typename TestFixture::Other other(this->values_, kFloat32, {2});
  other.managed.dl_tensor.device = {kDLCUDA, 1};
  this->ExpectRefused(other, absl::StatusCode::kUnimplemented,
                      "got device type 2");
}

TYPED_TEST(DlpackTest, OtherElementTypesAreRefused) {
  const DLDataType types[] = {
      {kDLFloat, 32, 4},         // A vector of four.
      {kDLInt, 4, 1},            // Half a byte.
      {kDLFloat, 8, 1},          // Of the eight-bit floats' time.
      {kDLBool, 1, 1},           // Bits.
      {kDLComplex, 32, 1},       // Of two halves.
      {kDLOpaqueHandle, 64, 1},  // Pointers.
      {17, 8, 1},                // Of later versions.
  };
  for (const DLDataType& type : types) {
    typename TestFixture::Other other(this->values_, type, {1});
    this->ExpectRefused(other, absl::StatusCode::kUnimplemented,
                        "no dtype for elements of type code");
  }
}

TYPED_TEST(DlpackTest, ShapesThatMakeNoSenseAreRefused) {
  constexpr int64_t kHuge = int64_t{1} << 40;
  struct Case {
    std::vector<int64_t> shape, strides;
    const char* message;
  };
  const Case cases[] = {
      {{2, -1}, {}, "expected dimensions >= 0, got -1"},
      {{kHuge, kHuge}, {}, "too large"},
      // As many bytes as there is no number for.
      {{int64_t{1} << 62}, {}, "does not fit the address space"},
      {{4}, {kHuge << 20}, "does not fit the address space"},
      {{4}, {INT64_MIN}, "does not fit the address space"},
      {{2, 2}, {INT64_MAX / 8, INT64_MAX / 8}, "along axis 1"},
      {std::vector<int64_t>(300, 1), {}, "at most 254"},
  };
  for (const Case& c : cases) {
    typename TestFixture::Other other(this->values_, kFloat32, c.shape,
                                      c.strides);
    this->ExpectRefused(other, absl::StatusCode::kInvalidArgument, c.message);
  }
  typename TestFixture::Other negative(this->values_, kFloat32, {2});
  negative.managed.dl_tensor.ndim = -1;
  this->ExpectRefused(negative, absl::StatusCode::kInvalidArgument,
                      "got -1 dimensions");
  typename TestFixture::Other shapeless(this->values_, kFloat32, {2});
  shapeless.managed.dl_tensor.shape = nullptr;
  this->ExpectRefused(shapeless, absl::StatusCode::kInvalidArgument,
                      "got 1 dimensions at a null address");
}

TYPED_TEST(DlpackTest, EveryPlainDtypeButQuantizedOnesGoesOutAndComesBack) {
  constexpr DTypeSet kExchanged = kNumbers | DTypeSet(kBool);
  for (int number = 1; number < kNumDTypes; ++number) {
    const DType dtype = static_cast<DType>(number);
    ASSERT_OK_AND_ASSIGN(Tensor x, Tensor::Zeros(dtype, {2, 3}));
    absl::StatusOr<TypeParam*> managed = Give<TypeParam>(x);
    if (!kExchanged.contains(dtype)) {
      EXPECT_THAT(managed, StatusIs(absl::StatusCode::kUnimplemented,
                                    "DLPack has no elements of type"));
      continue;
    }
    ASSERT_OK(managed);
    ASSERT_OK_AND_ASSIGN(Tensor y, FromDlpack(*managed));
    EXPECT_EQ(y.dtype(), dtype);
    EXPECT_EQ(y.shape(), x.shape());
    EXPECT_EQ(y.raw(), x.raw());
  }
}

TYPED_TEST(DlpackTest, WhatGoesOutIsDescribedInFull) {
  Tensor x =
      Tensor::Of<BFloat16>({2, 1, 3}, std::vector<BFloat16>(6, BFloat16(1.5f)));
  ASSERT_OK_AND_ASSIGN(TypeParam * managed, Give<TypeParam>(x));
  const DLTensor& out = managed->dl_tensor;
  EXPECT_EQ(out.data, x.raw());
  EXPECT_EQ(out.byte_offset, 0u);
  EXPECT_EQ(out.device.device_type, kDLCPU);
  EXPECT_EQ(out.device.device_id, 0);
  EXPECT_EQ(out.dtype.code, kDLBfloat);
  EXPECT_EQ(out.dtype.bits, 16);
  EXPECT_EQ(out.dtype.lanes, 1);
  EXPECT_EQ(std::vector<int64_t>(out.shape, out.shape + out.ndim),
            (std::vector<int64_t>{2, 1, 3}));
  EXPECT_EQ(std::vector<int64_t>(out.strides, out.strides + out.ndim),
            (std::vector<int64_t>{3, 3, 1}));
  managed->deleter(managed);
}

TYPED_TEST(DlpackTest, TheBufferLivesUntilTheConsumerIsDone) {
  int freed = 0;
  Tensor x = Tensor::Borrow(kFloat, {6}, this->values_, [&] { ++freed; });
  ASSERT_OK_AND_ASSIGN(TypeParam * managed, Give<TypeParam>(x.Slice(2, 6)));
  x = Tensor();
  EXPECT_EQ(freed, 0);
  EXPECT_EQ(managed->dl_tensor.data, this->values_ + 2);
  managed->deleter(managed);
  EXPECT_EQ(freed, 1);
}

TYPED_TEST(DlpackTest, MemoryThatIsNotTheTensorsOwnIsCopied) {
  ASSERT_OK_AND_ASSIGN(TypeParam * managed, Give<TypeParam>(Tensor::View(
                                                kFloat, {6}, this->values_)));
  EXPECT_NE(managed->dl_tensor.data, this->values_);
  EXPECT_EQ(static_cast<float*>(managed->dl_tensor.data)[5], 5);
  managed->deleter(managed);
}

uint64_t FlagsOf(const Tensor& tensor) {
  absl::StatusOr<DLManagedTensorVersioned*> managed = ToDlpackVersioned(tensor);
  EXPECT_OK(managed);
  const uint64_t flags = (*managed)->flags;
  EXPECT_EQ((*managed)->version.major, 1u);
  (*managed)->deleter(*managed);
  return flags;
}

TEST(DlpackVersionedTest, FlagsSayWhatOthersShareAndWhatIsACopy) {
  float values[2] = {};
  Tensor x = Tensor::Of<float>({2}, {1, 2});
  EXPECT_EQ(FlagsOf(x), 0u);
  const Tensor same = x;
  EXPECT_EQ(FlagsOf(x), DLPACK_FLAG_BITMASK_READ_ONLY);
  EXPECT_EQ(FlagsOf(Tensor::View(kFloat, {2}, values)),
            DLPACK_FLAG_BITMASK_IS_COPIED);
}

TEST(DlpackVersionedTest, AnotherMajorVersionIsRefused) {
  float value = 0;
  Producer<DLManagedTensorVersioned> other(&value, kFloat32, {1});
  other.managed.version = {2, 3};
  EXPECT_THAT(FromDlpack(&other.managed),
              StatusIs(absl::StatusCode::kUnimplemented, "got 2.3"));
  EXPECT_EQ(other.deleted, 1);
}

}  // namespace
}  // namespace thalweg
