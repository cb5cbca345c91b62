#include "thalweg/graph/attr_fields.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

// Answers all types of member with one template, Derived::Visit.
template <class Derived>
class AnyField : public AttrFields {
 protected:
  void Field(const char* name, std::string& value, bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, int64_t& value, bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, float& value, bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, bool& value, bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, DType& value, bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, Shape& value, bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, Tensor& value, bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, FunctionRef& value, bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, std::vector<std::string>& value,
             bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, std::vector<int64_t>& value,
             bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, std::vector<float>& value,
             bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, std::vector<bool>& value,
             bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, std::vector<DType>& value,
             bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, std::vector<Shape>& value,
             bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, std::vector<Tensor>& value,
             bool required) override {
    derived().Visit(name, value, required);
  }
  void Field(const char* name, std::vector<FunctionRef>& value,
             bool required) override {
    derived().Visit(name, value, required);
  }

 private:
  Derived& derived() { return static_cast<Derived&>(*this); }
};

class Collector final : public AnyField<Collector> {
 public:
  template <class T>
  void Visit(const char* name, T& value, bool required) {
    fields.push_back({name, Attr(value), required});
  }
  std::vector<AttrField> fields;
};

template <class T>
void Clear(std::vector<T>& list) {
  list.clear();
}

class Reader final : public AnyField<Reader> {
 public:
  explicit Reader(const AttrMap& attrs) : attrs_(attrs) {}

  template <class T>
  void Visit(const char* name, T& value, bool) {
    const Attr* attr = attrs_.Find(name);
    if (attr == nullptr || !status.ok()) return;
    if (const T* found = std::get_if<T>(attr)) {
      value = *found;
      return;
    }
    if constexpr (requires { Clear(value); }) {
      if (std::holds_alternative<EmptyList>(*attr)) return Clear(value);
    }
    status = absl::InvalidArgumentError(absl::StrCat(
        "Attr ", name, " has a value of another type: expected ", "one like ",
        AttrToString(Attr(value)), ", got ", AttrToString(*attr)));
  }
  absl::Status status;

 private:
  const AttrMap& attrs_;
};

class Writer final : public AnyField<Writer> {
 public:
  explicit Writer(AttrMap& attrs) : attrs_(attrs) {}

  template <class T>
  void Visit(const char* name, T& value, bool) {
    attrs_.Set(name, value);
  }

 private:
  AttrMap& attrs_;
};

}  // namespace

std::vector<AttrField> CollectAttrFields(void (*visit)(AttrFields&)) {
  Collector collector;
  visit(collector);
  return std::move(collector.fields);
}

absl::Status ReadAttrFields(const AttrMap& attrs,
                            void (*visit)(void*, AttrFields&), void* object) {
  Reader reader(attrs);
  visit(object, reader);
  return reader.status;
}

void WriteAttrFields(void (*visit)(void*, AttrFields&), void* object,
                     AttrMap& attrs) {
  Writer writer(attrs);
  visit(object, writer);
}

}  // namespace thalweg
