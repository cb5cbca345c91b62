#include "thalweg/graph/attr.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

template <class T>
constexpr bool is_list = false;
template <class T>
constexpr bool is_list<std::vector<T>> = true;

bool IsEmptyList(const Attr& attr) {
  return std::visit(
      [](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, EmptyList>) {
          return true;
        } else if constexpr (is_list<T>) {
          return value.empty();
        } else {
          return false;
        }
      },
      attr);
}

template <class T>
bool SameElements(const Tensor& a, const Tensor& b,
                  bool (*same)(const T&, const T&)) {
  return std::equal(a.data<T>(), a.data<T>() + a.num_elements(), b.data<T>(),
                    same);
}

template <class T>
bool Same(const T& a, const T& b) {
  return a == b;
}
bool Same(std::monostate, std::monostate) { return true; }
bool Same(EmptyList, EmptyList) { return true; }
// By bits: 0 and -0 are different attributes, NaN equals itself.
bool Same(float a, float b) {
  return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b);
}
bool Same(const AttrPlaceholder& a, const AttrPlaceholder& b) {
  return a.name == b.name;
}

bool Same(const Tensor& a, const Tensor& b) {
  if (a.dtype() != b.dtype() || !(a.shape() == b.shape())) return false;
  switch (a.dtype()) {
    case kString:
      return SameElements<std::string>(
          a, b, [](const auto& x, const auto& y) { return x == y; });
    case kResource:
      return SameElements<ResourceHandle>(
          a, b, [](const auto& x, const auto& y) {
            return x.container() == y.container() && x.name() == y.name() &&
                   x.resource() == y.resource();
          });
    case kVariant:
      return SameElements<Variant>(a, b, [](const auto& x, const auto& y) {
        return x.value() == y.value();
      });
    default:
      return a.num_bytes() == 0 || a.raw() == b.raw() ||
             std::memcmp(a.raw(), b.raw(), a.num_bytes()) == 0;
  }
}

bool Same(const FunctionRef& a, const FunctionRef& b) {
  if (a.name != b.name) return false;
  static const AttrMap& none = *new AttrMap();
  const AttrMap& x = a.attrs ? *a.attrs : none;
  return AttrsEqual(x, b.attrs ? *b.attrs : none);
}

template <class T>
bool Same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& x, const T& y) { return Same(x, y); });
}

std::string Print(std::monostate) { return "unset"; }
std::string Print(EmptyList) { return "[]"; }
std::string Print(const std::string& value) {
  return absl::StrCat("\"", absl::CHexEscape(value), "\"");
}
std::string Print(int64_t value) { return absl::StrCat(value); }
std::string Print(float value) { return absl::StrCat(value); }
std::string Print(bool value) { return value ? "true" : "false"; }
std::string Print(DType value) {
  return absl::StrCat("DT_", absl::AsciiStrToUpper(DTypeName(value)));
}
std::string Print(const Shape& value) { return value.ToString(); }
std::string Print(const Tensor& value) {
  return absl::StrCat("Tensor<", value.ToString(), ">");
}
std::string Print(const AttrPlaceholder& value) {
  return absl::StrCat("$", value.name);
}

std::string Print(const FunctionRef& value) {
  if (!value.attrs || value.attrs->empty()) return value.name;
  std::string text;
  for (const auto& [name, attr] : *value.attrs) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", name, "=",
                    AttrToString(attr));
  }
  return absl::StrCat(value.name, "[", text, "]");
}

template <class T>
std::string Print(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", Print(value));
  }
  return absl::StrCat("[", text, "]");
}

bool NameLess(const AttrMap::Entry& entry, absl::string_view name) {
  return absl::string_view(entry.first) < name;
}

}  // namespace

bool AttrsEqual(const Attr& a, const Attr& b) {
  if (a.index() != b.index()) return IsEmptyList(a) && IsEmptyList(b);
  return std::visit(
      [&b](const auto& value) {
        return Same(value, std::get<std::decay_t<decltype(value)>>(b));
      },
      a);
}

bool AttrsEqual(const AttrMap& a, const AttrMap& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const AttrMap::Entry& x, const AttrMap::Entry& y) {
                      return x.first == y.first &&
                             AttrsEqual(x.second, y.second);
                    });
}

std::string AttrToString(const Attr& attr) {
  return std::visit([](const auto& value) { return Print(value); }, attr);
}

const Attr* AttrMap::Find(absl::string_view name) const {
  auto it = std::lower_bound(entries_.begin(), entries_.end(), name, NameLess);
  return it != entries_.end() && it->first == name ? &it->second : nullptr;
}

void AttrMap::Set(absl::string_view name, Attr value) {
  auto it = std::lower_bound(entries_.begin(), entries_.end(), name, NameLess);
  if (it != entries_.end() && it->first == name) {
    it->second = std::move(value);
  } else {
    entries_.emplace(it, std::string(name), std::move(value));
  }
}

void AttrMap::Erase(absl::string_view name) {
  auto it = std::lower_bound(entries_.begin(), entries_.end(), name, NameLess);
  if (it != entries_.end() && it->first == name) entries_.erase(it);
}

}  // namespace thalweg
