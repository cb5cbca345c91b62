#include "thalweg/tools/support/mnist.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "thalweg/tests/support/paths.h"
#include "thalweg/tests/support/temp_folder.h"

namespace thalweg {
namespace {

using ::testing::Each;
using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr char kData[] = THALWEG_SOURCE_DIR "/data/mnist";

TEST(ReadMnistTest, ReadsTheImagesOfThisRepository) {
  const auto mnist = ReadMnist(kData);
  ASSERT_TRUE(mnist.ok()) << mnist.status();
  EXPECT_EQ(mnist->train.count, 4000);
  EXPECT_EQ(mnist->test.count, 1000);
  int digits[10] = {};
  for (const MnistImages* part : {&mnist->train, &mnist->test}) {
    EXPECT_EQ(part->rows, 28);
    EXPECT_EQ(part->columns, 28);
    EXPECT_EQ(part->pixels.size(), static_cast<size_t>(part->count) * 28 * 28);
    EXPECT_EQ(part->labels.size(), static_cast<size_t>(part->count));
    for (const uint8_t label : part->labels) ++digits[label];
  }
  EXPECT_THAT(digits, Each(500));
}

// Reads the four files, one of them replaced, or missing if `bytes` is empty.
absl::StatusOr<Mnist> ReadWith(const std::string& name,
                               const std::string& bytes) {
  const TempFolder folder;
  std::filesystem::copy(kData, folder.path());
  std::filesystem::remove(folder.File(name + ".gz"));
  if (!bytes.empty()) folder.Write(name, bytes);
  return ReadMnist(folder.path());
}

TEST(ReadMnistTest, NamesTheFileThatIsMissing) {
  const auto mnist = ReadWith("t10k-labels-idx1-ubyte", "");
  EXPECT_EQ(mnist.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(mnist.status().message()),
              EndsWith("/t10k-labels-idx1-ubyte[.gz]"));
}

TEST(ReadMnistTest, EveryImageHasALabel) {
  const auto mnist = ReadWith("t10k-labels-idx1-ubyte",
                              std::string("\0\0\x08\1\0\0\0\2\1\2", 10));
  EXPECT_EQ(mnist.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(mnist.status().message()),
              HasSubstr("got 1000 images and 2 labels"));
}

TEST(ReadMnistTest, LabelsAreDigits) {
  std::string bytes("\0\0\x08\1\0\0\x03\xe8", 8);
  bytes.resize(bytes.size() + 1000);
  bytes[8 + 17] = 10;
  const auto mnist = ReadWith("t10k-labels-idx1-ubyte", bytes);
  EXPECT_EQ(mnist.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(mnist.status().message()),
              HasSubstr("expected labels 0 to 9, got 10 at 17"));
}

TEST(ReadMnistTest, ImagesHaveThreeDimensions) {
  const auto mnist = ReadWith("train-images-idx3-ubyte",
                              std::string("\0\0\x08\1\0\0\0\1\1", 9));
  EXPECT_THAT(std::string(mnist.status().message()),
              HasSubstr("expected rank 3, got 1"));
}

}  // namespace
}  // namespace thalweg
