#include "thalweg/tests/tools/program.h"

#include <sys/wait.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "thalweg/tests/support/paths.h"
#include "thalweg/tests/support/temp_folder.h"

namespace thalweg {
namespace {

std::string Quoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

}  // namespace

ProgramResult RunProgram(const std::string& name,
                         const std::vector<std::string>& arguments) {
  const TempFolder folder;
  std::string line = Quoted(absl::StrCat(THALWEG_BINARY_DIR, "/", name));
  for (const std::string& argument : arguments)
    absl::StrAppend(&line, " ", Quoted(argument));
  absl::StrAppend(&line, " </dev/null >", Quoted(folder.File("out")), " 2>",
                  Quoted(folder.File("err")));
  const int status = std::system(line.c_str());
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .out = ReadBytes(folder.File("out")),
          .err = ReadBytes(folder.File("err"))};
}

ProgramResult Thalweg(const std::vector<std::string>& arguments) {
  return RunProgram("thalweg", arguments);
}

}  // namespace thalweg
