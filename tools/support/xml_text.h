// EscapeXml: any bytes as text of an XML or SVG file.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace thalweg {

// Fit for content and for quoted attributes. Bytes that XML has no place for
// (control characters, what is no UTF-8) become question marks.
std::string EscapeXml(absl::string_view text);

}  // namespace thalweg
