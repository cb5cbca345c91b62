// AttrFields: how an op's attribute struct names its members, once, for the
// schema, the wrapper and the kernels.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/attr.h"

namespace thalweg {

// An attribute struct is an aggregate with an initialiser for each member and
// a Fields function:
//
//   struct MatMulAttrs {
//     bool transpose_a = false;
//     bool transpose_b = false;
//     void Fields(AttrFields& fields) {
//       fields("transpose_a", transpose_a)("transpose_b", transpose_b);
//     }
//   };
//
// Initialisers are the attributes' defaults; an attribute without a default is
// marked fields.Required("padding", padding).
class AttrFields {
 public:
  virtual ~AttrFields() = default;

  template <class T>
  AttrFields& operator()(const char* name, T& value) {
    Field(name, value, /*required=*/false);
    return *this;
  }
  template <class T>
  AttrFields& Required(const char* name, T& value) {
    Field(name, value, /*required=*/true);
    return *this;
  }

 protected:
  virtual void Field(const char* name, std::string& value, bool required) = 0;
  virtual void Field(const char* name, int64_t& value, bool required) = 0;
  virtual void Field(const char* name, float& value, bool required) = 0;
  virtual void Field(const char* name, bool& value, bool required) = 0;
  virtual void Field(const char* name, DType& value, bool required) = 0;
  virtual void Field(const char* name, Shape& value, bool required) = 0;
  virtual void Field(const char* name, Tensor& value, bool required) = 0;
  virtual void Field(const char* name, FunctionRef& value, bool required) = 0;
  virtual void Field(const char* name, std::vector<std::string>& value,
                     bool required) = 0;
  virtual void Field(const char* name, std::vector<int64_t>& value,
                     bool required) = 0;
  virtual void Field(const char* name, std::vector<float>& value,
                     bool required) = 0;
  virtual void Field(const char* name, std::vector<bool>& value,
                     bool required) = 0;
  virtual void Field(const char* name, std::vector<DType>& value,
                     bool required) = 0;
  virtual void Field(const char* name, std::vector<Shape>& value,
                     bool required) = 0;
  virtual void Field(const char* name, std::vector<Tensor>& value,
                     bool required) = 0;
  virtual void Field(const char* name, std::vector<FunctionRef>& value,
                     bool required) = 0;
};

// One member of an attribute struct, as the schema sees it.
struct AttrField {
  std::string name;
  Attr initial;  // The member's initialiser.
  bool required;
};

// The members that `visit` (a call of Fields on a fresh struct) names.
std::vector<AttrField> CollectAttrFields(void (*visit)(AttrFields&));
// Sets the members from `attrs`; absent ones keep their initialisers.
// INVALID_ARGUMENT when a value has another type than its member.
absl::Status ReadAttrFields(const AttrMap& attrs,
                            void (*visit)(void*, AttrFields&), void* object);
// Adds all members to `attrs`.
void WriteAttrFields(void (*visit)(void*, AttrFields&), void* object,
                     AttrMap& attrs);

template <class Attrs>
void VisitFields(void* object, AttrFields& fields) {
  static_cast<Attrs*>(object)->Fields(fields);
}

// The typed attributes of a node.
template <class Attrs>
absl::StatusOr<Attrs> ReadAttrs(const AttrMap& map) {
  Attrs attrs;
  absl::Status status = ReadAttrFields(map, &VisitFields<Attrs>, &attrs);
  if (!status.ok()) return status;
  return attrs;
}

}  // namespace thalweg
