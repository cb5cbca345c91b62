#include "thalweg/tools/support/idx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "thalweg/tests/support/temp_folder.h"

namespace thalweg {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Gzipped(const std::string& bytes) {
  const TempFolder folder;
  const std::string path = folder.File("gzipped");
  const gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  return ReadBytes(path);
}

absl::StatusOr<IdxArray> ReadIdxOf(const std::string& bytes) {
  const TempFolder folder;
  return ReadIdx(folder.Write("file", bytes), 1 << 22);
}

// A 2x3 array of 1 to 6.
const std::string kMatrix("\0\0\x08\2\0\0\0\2\0\0\0\3\1\2\3\4\5\6", 18);

TEST(ReadIdxTest, ReadsShapeAndValues) {
  const auto array = ReadIdxOf(kMatrix);
  ASSERT_TRUE(array.ok()) << array.status();
  EXPECT_THAT(array->shape, ElementsAre(2, 3));
  EXPECT_THAT(array->values, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(ReadIdxTest, ReadsGzippedFiles) {
  const auto array = ReadIdxOf(Gzipped(kMatrix));
  ASSERT_TRUE(array.ok()) << array.status();
  EXPECT_THAT(array->values, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(ReadIdxTest, ReadsMoreThanOneChunk) {
  std::string bytes("\0\0\x08\1\0\x20\0\3", 8);  // 2 MiB and 3
  for (int i = 0; i < (2 << 20) + 3; ++i) bytes += static_cast<char>(i % 251);
  const auto array = ReadIdxOf(Gzipped(bytes));
  ASSERT_TRUE(array.ok()) << array.status();
  ASSERT_EQ(array->values.size(), (2u << 20) + 3);
  for (int i : {0, (1 << 20) - 1, 1 << 20, (2 << 20) + 2})
    EXPECT_EQ(array->values[i], i % 251) << i;
}

TEST(ReadIdxTest, ReadsAnArrayWithoutElements) {
  const auto array =
      ReadIdxOf(std::string("\0\0\x08\2\xff\xff\xff\xff\0\0\0\0", 12));
  ASSERT_TRUE(array.ok()) << array.status();
  EXPECT_TRUE(array->values.empty());
}

struct BadFile {
  std::string name;
  std::string bytes;
  absl::StatusCode code;
  std::string message;
};

class BadIdxTest : public testing::TestWithParam<BadFile> {};

TEST_P(BadIdxTest, IsRefusedInWords) {
  const auto array = ReadIdxOf(GetParam().bytes);
  EXPECT_EQ(array.status().code(), GetParam().code);
  EXPECT_THAT(std::string(array.status().message()),
              HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadIdxTest,
    testing::Values(
        BadFile{"NoBytes", "", absl::StatusCode::kDataLoss,
                "ends in its magic number: expected 4 bytes, got 0"},
        BadFile{"NotIdx", "PK\3\4", absl::StatusCode::kInvalidArgument,
                "expected two zero bytes first, got 0x50 0x4b"},
        BadFile{"Floats", std::string("\0\0\x0d\1\0\0\0\0", 8),
                absl::StatusCode::kInvalidArgument,
                "expected element type 0x08 (unsigned byte), got 0x0d"},
        BadFile{"ShortShape", std::string("\0\0\x08\2\0\0\0\1", 8),
                absl::StatusCode::kDataLoss,
                "ends in its shape: expected 8 bytes, got 4"},
        BadFile{"Huge",
                std::string("\0\0\x08\3\xff\xff\xff\xff\xff\xff\xff\xff"
                            "\xff\xff\xff\xff",
                            16),
                absl::StatusCode::kInvalidArgument,
                "shape [4294967295,4294967295,4294967295] exceeds the limit "
                "of 4194304 bytes"},
        BadFile{"TooFew", kMatrix.substr(0, 15), absl::StatusCode::kDataLoss,
                "expected 6 values for its shape [2,3], got 3"},
        BadFile{"TooMany", kMatrix + "x", absl::StatusCode::kDataLoss,
                "expected 6 values for its shape [2,3], got more"}),
    [](const auto& info) { return info.param.name; });

TEST(ReadIdxTest, ATruncatedGzipStreamIsDataLoss) {
  const std::string whole = Gzipped(kMatrix);
  const auto array = ReadIdxOf(whole.substr(0, whole.size() - 10));
  EXPECT_EQ(array.status().code(), absl::StatusCode::kDataLoss)
      << array.status();
}

TEST(ReadIdxTest, AWrongChecksumIsDataLoss) {
  std::string bytes = Gzipped(kMatrix);
  bytes[bytes.size() - 6] ^= 1;
  const auto array = ReadIdxOf(bytes);
  EXPECT_EQ(array.status().code(), absl::StatusCode::kDataLoss)
      << array.status();
}

TEST(ReadIdxTest, AMissingFileIsNotFound) {
  const auto array = ReadIdx(TempFolder().File("no_such_file"));
  EXPECT_EQ(array.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(array.status().message()),
              HasSubstr("no_such_file: No such file or directory"));
}

TEST(ReadIdxTest, AFolderIsNoFile) {
  EXPECT_FALSE(ReadIdx(TempFolder().path()).ok());
}

}  // namespace
}  // namespace thalweg
