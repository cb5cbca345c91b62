#include "thalweg/graph/tensor_name.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace thalweg {
namespace {

bool IsFirst(char c) { return absl::ascii_isalnum(c) || c == '.'; }
bool IsFurther(char c) {
  return IsFirst(c) || c == '_' || c == '-' || c == '/';
}

// A number without sign or leading zeros.
bool ParseIndex(absl::string_view text, int& index) {
  if (text.empty() || !absl::ascii_isdigit(text[0])) return false;
  if (text[0] == '0' && text.size() > 1) return false;
  return absl::SimpleAtoi(text, &index);
}

}  // namespace

TensorName ParseTensorName(absl::string_view name) {
  if (!name.empty() && name[0] == '^') {
    return {name.substr(1), TensorName::kControl};
  }
  const size_t colon = name.rfind(':');
  int index = 0;
  if (colon != absl::string_view::npos &&
      ParseIndex(name.substr(colon + 1), index)) {
    return {name.substr(0, colon), index};
  }
  return {name, 0};
}

bool IsValidNodeName(absl::string_view name) {
  bool first = true;
  for (char c : name) {
    if (!(first ? IsFirst(c) : IsFurther(c) || c == '>')) return false;
    first = c == '>';
  }
  return !first;
}

}  // namespace thalweg
