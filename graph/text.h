// Text: the parameter type of names in public interfaces.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/strings/string_view.h"

namespace thalweg {

// A view of characters that is made from literals, std::string,
// std::string_view and absl::string_view alike. It does not own: use it for
// parameters only.
class Text {
 public:
  Text(const char* text) : view_(text) {}
  Text(const std::string& text) : view_(text.data(), text.size()) {}
  Text(std::string_view text) : view_(text.data(), text.size()) {}
  Text(absl::string_view text) : view_(text) {}

  operator absl::string_view() const { return view_; }
  absl::string_view view() const { return view_; }
  std::string str() const { return std::string(view_.data(), view_.size()); }
  bool empty() const { return view_.empty(); }

 private:
  absl::string_view view_;
};

}  // namespace thalweg
