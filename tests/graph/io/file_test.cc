#include "thalweg/graph/io/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"

namespace thalweg {
namespace {

using absl::StatusCode;

int NumFiles(const TempFolder& folder) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    count += !entry.path().empty();
  }
  return count;
}

TEST(ReadFileTest, GivesAllBytes) {
  TempFolder folder;
  std::string bytes(200'000, 'x');
  bytes[77] = '\0';
  EXPECT_EQ(ReadFile(folder.Write("a", bytes), 1 << 20).value(), bytes);
  EXPECT_EQ(ReadFile(folder.Write("b", ""), 0).value(), "");
}

TEST(ReadFileTest, ReadsFilesThatDoNotKnowTheirSize) {
  ASSERT_OK_AND_ASSIGN(const std::string text,
                       ReadFile("/proc/self/status", 1 << 20));
  EXPECT_NE(text.find("Name:"), std::string::npos);
}

TEST(ReadFileTest, RefusesMoreThanAskedFor) {
  TempFolder folder;
  EXPECT_EQ(ReadFile(folder.Write("a", "12345"), 5).value(), "12345");
  EXPECT_THAT(ReadFile(folder.Write("a", "123456"), 5),
              StatusIs(StatusCode::kResourceExhausted,
                       "expected at most 5 bytes, got 6"));
  EXPECT_THAT(ReadFile("/dev/zero", 1000),
              StatusIs(StatusCode::kResourceExhausted, "/dev/zero"));
}

TEST(ReadFileTest, NamesWhatIsNotThere) {
  EXPECT_THAT(ReadFile("/no/such/file", 10),
              StatusIs(StatusCode::kNotFound, "/no/such/file"));
}

TEST(ReadFileTest, RefusesFolders) {
  TempFolder folder;
  EXPECT_THAT(ReadFile(folder.path(), 10),
              StatusIs(StatusCode::kInvalidArgument, "got a folder"));
}

TEST(WriteFileTest, ReplacesAndLeavesNothingElse) {
  TempFolder folder;
  const std::string path = folder.Write("a", "a long old content");
  ASSERT_OK(WriteFileAtomically(path, "new"));
  EXPECT_EQ(ReadBytes(path), "new");
  EXPECT_EQ(NumFiles(folder), 1);
}

TEST(WriteFileTest, KeepsPermissions) {
  TempFolder folder;
  const std::string path = folder.Write("a", "old");
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  ASSERT_OK(WriteFileAtomically(path, "new"));
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
}

TEST(WriteFileTest, WritesWhereALinkPoints) {
  TempFolder folder;
  const std::string path = folder.Write("a", "old");
  const std::string link = folder.File("link");
  std::filesystem::create_symlink(path, link);
  ASSERT_OK(WriteFileAtomically(link, "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(ReadBytes(path), "new");
}

TEST(WriteFileTest, LeavesDevicesWhereTheyAre) {
  ASSERT_OK(WriteFileAtomically("/dev/null", "gone"));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(WriteFileTest, NamesAPathThatCannotBe) {
  TempFolder folder;
  EXPECT_THAT(WriteFileAtomically(folder.File("no/such/file"), "x"),
              StatusIs(StatusCode::kNotFound, "no/such/file"));
  EXPECT_THAT(WriteFileAtomically(folder.path(), "x"),
              StatusIs(StatusCode::kInvalidArgument, "got a folder"));
  EXPECT_EQ(NumFiles(folder), 0);
}

}  // namespace
}  // namespace thalweg
