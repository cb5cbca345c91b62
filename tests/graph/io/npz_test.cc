#include "thalweg/graph/io/npz.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/io/npy.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using absl::StatusCode;
using testing::Not;
using std::string_literals::operator""s;

NamedTensors Example() {
  return {{"x:0", Tensor::Of<float>({3}, {1, 2, 3})},
          {"layer/weights", Uniform(kDouble, {4, 5}, -1, 1)},
          {"names", Tensor::Of<std::string>({2}, {"a", "bc"})},
          {"empty", Tensor::Zeros(kInt32, {0, 2}).value()},
          {"\xc3\xa9", Tensor::Scalar<bool>(true)}};
}

void ExpectSame(const absl::StatusOr<NamedTensors>& got,
                const NamedTensors& expected) {
  ASSERT_OK(got);
  ASSERT_EQ(got->size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ((*got)[i].first, expected[i].first);
    ExpectEqual((*got)[i].second, expected[i].second);
  }
}

TEST(NpzTest, ReadsBackStoredAndDeflated) {
  for (bool compress : {false, true}) {
    ASSERT_OK_AND_ASSIGN(const std::string bytes,
                         NpzBytes(Example(), {.compress = compress}));
    ExpectSame(ParseNpz(bytes), Example());
  }
}

TEST(NpzTest, CompressesWhatRepeats) {
  const NamedTensors zeros = {
      {"zeros", Tensor::Zeros(kFloat, {100, 100}).value()}};
  EXPECT_GT(NpzBytes(zeros)->size(), 40'000u);
  EXPECT_LT(NpzBytes(zeros, {.compress = true})->size(), 1'000u);
  ExpectSame(ParseNpz(NpzBytes(zeros, {.compress = true}).value()), zeros);
}

TEST(NpzTest, WritesEqualBytesForEqualTensors) {
  EXPECT_EQ(NpzBytes(Example()).value(), NpzBytes(Example()).value());
}

TEST(NpzTest, WritesAnArchiveOfNothing) {
  ASSERT_OK_AND_ASSIGN(const std::string bytes, NpzBytes({}));
  EXPECT_EQ(bytes, "PK\5\6"s + std::string(18, '\0'));
  ExpectSame(ParseNpz(bytes), {});
}

// Written by numpy 2.4: np.savez(file, **{"x:0": np.float32([1.5])}).
std::string NumpyArchive() {
  return "PK\3\4-\0\0\0\0\0\0\0!\0Ty."
         "\x83\xff\xff\xff\xff\xff\xff\xff\xff\7\0\x14"
         "\0x:0.npy\1\0\x10\0\x84\0\0\0\0\0\0\0\x84\0\0\0\0\0\0\0"s +
         NpyBytes(Tensor::Of<float>({1}, {1.5f})).value() +
         "PK\1\2-\3-\0\0\0\0\0\0\0!\0Ty."
         "\x83\x84\0\0\0\x84\0\0\0\7\0\0\0\0\0\0\0"
         "\0\0\0\0\x80\1\0\0\0\0x:0."
         "npyPK\5\6\0\0\0\0\1\0\1\0005\0\0\0\xbd\0\0\0"
         "\0\0"s;
}

TEST(NpzTest, ReadsNumpysArchives) {
  ExpectSame(ParseNpz(NumpyArchive()),
             {{"x:0", Tensor::Of<float>({1}, {1.5f})}});
}

TEST(NpzTest, RefusesAChangedByte) {
  std::string bytes = NumpyArchive();
  const size_t at = bytes.find("\xc0?PK");  // In the element.
  ASSERT_NE(at, std::string::npos);
  bytes[at] ^= 1;
  EXPECT_THAT(ParseNpz(bytes), StatusIs(StatusCode::kDataLoss, "x:0.npy"));
}

TEST(NpzTest, RefusesEveryPrefix) {
  const std::string bytes =
      NpzBytes({{"a", Tensor::Scalar<float>(1)},
                {"b", Tensor::Of<std::string>({1}, {"x"})}},
               {.compress = true})
          .value();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(ParseNpz(absl::string_view(bytes).substr(0, size)), Not(IsOk()))
        << size;
  }
}

TEST(NpzTest, SurvivesEveryBitFlip) {
  const std::string bytes = NpzBytes({{"a", Tensor::Of<int8_t>({2}, {1, 2})},
                                      {"b", Tensor::Scalar<float>(1)}},
                                     {.compress = true})
                                .value();
  int refused = 0;
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
    refused += !ParseNpz(flipped).ok();
  }
  EXPECT_GT(refused, 0);
}

TEST(NpzTest, RefusesEntriesThatAreNoArrays) {
  std::string bytes = NumpyArchive();
  for (size_t at = 0; (at = bytes.find(".npy", at)) != std::string::npos;) {
    bytes.replace(at, 4, ".txt");
  }
  EXPECT_THAT(ParseNpz(bytes),
              StatusIs(StatusCode::kInvalidArgument, "x:0.txt"));
}

TEST(NpzTest, RefusesOtherFiles) {
  EXPECT_THAT(ParseNpz("not an archive"), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(ParseNpz(""), StatusIs(StatusCode::kDataLoss));
  TempFolder folder;
  EXPECT_THAT(ReadNpz(folder.path()),
              StatusIs(StatusCode::kInvalidArgument, "got a folder"));
  EXPECT_THAT(ReadNpz(folder.File("absent.npz")),
              StatusIs(StatusCode::kNotFound, "absent.npz"));
  EXPECT_THAT(ReadNpz(folder.Write("text.npz", "not an archive")),
              StatusIs(StatusCode::kDataLoss, "text.npz"));
}

TEST(NpzTest, RefusesKeysThatCannotBe) {
  const Tensor one = Tensor::Scalar<float>(1);
  EXPECT_THAT(NpzBytes({{"a", one}, {"b", one}, {"a", one}}),
              StatusIs(StatusCode::kInvalidArgument, "'a' occurs twice"));
  EXPECT_THAT(NpzBytes({{"", one}}), StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(NpzBytes({{"half", Tensor::Zeros(kBfloat16, {}).value()}}),
              StatusIs(StatusCode::kUnimplemented, "entry 'half'"));
}

TEST(NpzTest, WritesAndReadsFiles) {
  TempFolder folder;
  const std::string path = folder.File("x.npz");
  ASSERT_OK(WriteNpz(Example(), path));
  ASSERT_OK_AND_ASSIGN(const NamedTensors tensors, ReadNpz(path));
  ExpectSame(tensors, Example());
  ASSERT_NE(FindTensor(tensors, "names"), nullptr);
  EXPECT_EQ(FindTensor(tensors, "names")->dtype(), kString);
  EXPECT_EQ(FindTensor(tensors, "name"), nullptr);
}

}  // namespace
}  // namespace thalweg
