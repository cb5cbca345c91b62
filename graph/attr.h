// Attr: the value of a node's attribute; AttrMap: all of a node's attributes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "thalweg/graph/dtype.h"
#include "thalweg/graph/shape.h"
#include "thalweg/graph/tensor.h"

namespace thalweg {

class AttrMap;

// A function of the graph's library and the attributes it is called with.
struct FunctionRef {
  std::string name;
  std::shared_ptr<const AttrMap> attrs;  // Null when there are none.
};

// The name of an attribute of the enclosing function ("placeholder" of
// AttrValue); only in function bodies.
struct AttrPlaceholder {
  std::string name;
};

// An empty list whose element type its message does not say.
struct EmptyList {};

using Attr =
    std::variant<std::monostate, std::string, int64_t, float, bool, DType,
                 Shape, Tensor, FunctionRef, AttrPlaceholder, EmptyList,
                 std::vector<std::string>, std::vector<int64_t>,
                 std::vector<float>, std::vector<bool>, std::vector<DType>,
                 std::vector<Shape>, std::vector<Tensor>,
                 std::vector<FunctionRef>>;

// Equal values; tensors by dtype, shape and bytes.
bool AttrsEqual(const Attr& a, const Attr& b);
// The same names, each with equal values.
bool AttrsEqual(const AttrMap& a, const AttrMap& b);
// For errors and dumps: "DT_FLOAT", "[1, 2]", "\"SAME\"".
std::string AttrToString(const Attr& attr);

// Attributes by name, in order of their names.
class AttrMap {
 public:
  using Entry = std::pair<std::string, Attr>;

  // Null when absent.
  const Attr* Find(absl::string_view name) const;
  // The value when present and of type T, else null.
  template <class T>
  const T* Get(absl::string_view name) const {
    const Attr* attr = Find(name);
    return attr == nullptr ? nullptr : std::get_if<T>(attr);
  }
  // Adds or replaces.
  void Set(absl::string_view name, Attr value);
  void Erase(absl::string_view name);

  bool empty() const { return entries_.empty(); }
  size_t size() const { return entries_.size(); }
  std::vector<Entry>::const_iterator begin() const { return entries_.begin(); }
  std::vector<Entry>::const_iterator end() const { return entries_.end(); }

 private:
  std::vector<Entry> entries_;
};

}  // namespace thalweg
