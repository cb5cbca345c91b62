#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/tools/program.h"
#include "thalweg/tests/tools/thalweg/small_graphs.h"

namespace thalweg {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(ConvertCommandTest, ThereAndBackGivesTheSameBytes) {
  const TempFolder folder;
  const std::string model = WriteCounter(folder);
  const std::string text = folder.File("counter.pbtxt");
  const std::string back = folder.File("back.pb");
  const auto there = Thalweg({"convert", model, text});
  ASSERT_EQ(there.exit_code, 0) << there.err;
  EXPECT_THAT(there.out, IsEmpty());
  EXPECT_THAT(ReadBytes(text), HasSubstr("op: \"VariableV2\""));
  ASSERT_EQ(Thalweg({"convert", text, back}).exit_code, 0);
  EXPECT_EQ(ReadBytes(back), ReadBytes(model));
  EXPECT_EQ(Thalweg({"run", text, "--init", "init", "--fetch", "total"}).out,
            "total: float []: 11\n");
}

TEST(ConvertCommandTest, RefusesWhatItCannotReadOrWrite) {
  const TempFolder folder;
  const std::string model = WriteDouble(folder);
  const std::string out = folder.File("out.pb");
  EXPECT_THAT(Thalweg({"convert", folder.File("absent.pb"), out}).err,
              StartsWith("NOT_FOUND: "));
  EXPECT_THAT(
      Thalweg({"convert", folder.Write("bad.pbtxt", "node { name: }"), out})
          .err,
      StartsWith("INVALID_ARGUMENT: "));
  for (const char* form : {"out.npz", "out.onnx", "folder/"}) {
    const auto run = Thalweg({"convert", model, folder.File(form)});
    EXPECT_EQ(run.exit_code, 1) << form;
    EXPECT_THAT(run.err, StartsWith("UNIMPLEMENTED: ")) << form;
  }
  EXPECT_EQ(Thalweg({"convert", model}).exit_code, 2);
}

}  // namespace
}  // namespace thalweg
