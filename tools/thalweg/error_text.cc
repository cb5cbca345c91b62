#include "absl/strings/str_cat.h"
#include "thalweg/tools/thalweg/command.h"

namespace thalweg::command {

std::string CodeName(const absl::Status& status) {
  return absl::StatusCodeToString(status.code());
}

std::string ErrorText(const absl::Status& status) {
  return absl::StrCat(CodeName(status), ": ", status.message());
}

}  // namespace thalweg::command
