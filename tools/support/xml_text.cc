#include "thalweg/tools/support/xml_text.h"

#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

// The length of the UTF-8 sequence at the start of `text` if XML allows the
// character; 0 otherwise.
size_t CharacterLength(absl::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) {
    const bool allowed =
        first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
    return allowed ? 1 : 0;
  }
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  uint32_t code = first & (0x7fu >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0u) != 0x80) return 0;
    code = code << 6 | (next & 0x3fu);
  }
  const bool is_overlong = (length == 3 && code < 0x800) ||
                           (length == 4 && code < 0x10000) || code > 0x10ffff;
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  return is_overlong || is_surrogate || code == 0xfffe || code == 0xffff
             ? 0
             : length;
}

}  // namespace

std::string EscapeXml(absl::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) {
      escaped += '?';
    } else if (text[0] == '&') {
      escaped += "&amp;";
    } else if (text[0] == '<') {
      escaped += "&lt;";
    } else if (text[0] == '>') {
      escaped += "&gt;";
    } else if (text[0] == '"') {
      escaped += "&quot;";
    } else {
      absl::StrAppend(&escaped, text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return escaped;
}

}  // namespace thalweg
