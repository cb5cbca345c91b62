#include "thalweg/graph/location.h"

#include <cstring>

#include "absl/strings/str_cat.h"

namespace thalweg {

std::string Location::ToString() const {
  if (file == nullptr || file[0] == '\0') return "";
  const char* slash = std::strrchr(file, '/');
  return absl::StrCat(slash == nullptr ? file : slash + 1, ":", line);
}

}  // namespace thalweg
