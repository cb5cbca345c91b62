#include "thalweg/graph/op_schema.h"

#include <array>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thalweg {
namespace {

// Mistakes in a schema are ours and show in every start of the program.
[[noreturn]] void Die(const OpSchema& schema, const std::string& what) {
  std::fprintf(stderr, "%s:%d: op %s: %s\n", schema.file(), schema.line(),
               schema.name().c_str(), what.c_str());
  std::abort();
}

std::map<std::string, std::unique_ptr<OpSchema>, std::less<>>& Schemas() {
  static auto* schemas =
      new std::map<std::string, std::unique_ptr<OpSchema>, std::less<>>;
  return *schemas;
}

// For each bit of the traits, the first schema by name that has it.
constexpr int kTraitBits = 32;
std::array<const OpSchema*, kTraitBits>& SchemasByTrait() {
  static auto* schemas = new std::array<const OpSchema*, kTraitBits>{};
  return *schemas;
}

std::pair<AttrKind, bool> KindOf(const Attr& attr) {
  struct Visitor {
    using Result = std::pair<AttrKind, bool>;
    Result operator()(const std::string&) { return {AttrKind::kString, false}; }
    Result operator()(int64_t) { return {AttrKind::kInt, false}; }
    Result operator()(float) { return {AttrKind::kFloat, false}; }
    Result operator()(bool) { return {AttrKind::kBool, false}; }
    Result operator()(DType) { return {AttrKind::kType, false}; }
    Result operator()(const Shape&) { return {AttrKind::kShape, false}; }
    Result operator()(const Tensor&) { return {AttrKind::kTensor, false}; }
    Result operator()(const FunctionRef&) {
      return {AttrKind::kFunction, false};
    }
    Result operator()(const std::vector<std::string>&) {
      return {AttrKind::kString, true};
    }
    Result operator()(const std::vector<int64_t>&) {
      return {AttrKind::kInt, true};
    }
    Result operator()(const std::vector<float>&) {
      return {AttrKind::kFloat, true};
    }
    Result operator()(const std::vector<bool>&) {
      return {AttrKind::kBool, true};
    }
    Result operator()(const std::vector<DType>&) {
      return {AttrKind::kType, true};
    }
    Result operator()(const std::vector<Shape>&) {
      return {AttrKind::kShape, true};
    }
    Result operator()(const std::vector<Tensor>&) {
      return {AttrKind::kTensor, true};
    }
    Result operator()(const std::vector<FunctionRef>&) {
      return {AttrKind::kFunction, true};
    }
    Result operator()(std::monostate) { return {AttrKind::kInt, false}; }
    Result operator()(const AttrPlaceholder&) {
      return {AttrKind::kInt, false};
    }
    Result operator()(const EmptyList&) { return {AttrKind::kInt, true}; }
  };
  return std::visit(Visitor(), attr);
}

ArgSpec Argument(const char* name) {
  ArgSpec arg;
  arg.name = name;
  return arg;
}

ArgSpec Typed(const char* name, const char* type_attr) {
  ArgSpec arg = Argument(name);
  arg.type_attr = type_attr;
  return arg;
}

ArgSpec Typed(const char* name, DType type) {
  ArgSpec arg = Argument(name);
  arg.type = type;
  return arg;
}

ArgSpec Reference(const char* name, const char* type_attr) {
  ArgSpec arg = Typed(name, type_attr);
  arg.is_ref = true;
  return arg;
}

template <class Type>
ArgSpec List(const char* name, const char* number_attr, Type type) {
  ArgSpec arg = Typed(name, type);
  arg.number_attr = number_attr;
  return arg;
}

ArgSpec Types(const char* name, const char* type_list_attr) {
  ArgSpec arg = Argument(name);
  arg.type_list_attr = type_list_attr;
  return arg;
}

std::string ArgToString(const ArgSpec& arg) {
  std::string type = !arg.type_list_attr.empty() ? arg.type_list_attr
                     : !arg.type_attr.empty()
                         ? arg.type_attr
                         : std::string(DTypeName(arg.type));
  if (!arg.number_attr.empty()) type = absl::StrCat(arg.number_attr, "*", type);
  if (arg.is_ref) type = absl::StrCat("Ref(", type, ")");
  return absl::StrCat(arg.name, ":", type);
}

std::string AttrSpecToString(const AttrSpec& attr) {
  std::string text = absl::StrCat("attr=", attr.name, ":", attr.TypeString());
  if (!attr.required()) {
    absl::StrAppend(&text, ",default=", AttrToString(attr.default_value));
  }
  if (attr.minimum) absl::StrAppend(&text, ",min=", *attr.minimum);
  if (!attr.allowed_types.empty() && attr.allowed_types != kAnyType) {
    absl::StrAppend(&text, ",allowed=[", attr.allowed_types.ToString(), "]");
  }
  if (!attr.allowed_strings.empty()) {
    absl::StrAppend(&text, ",allowed=[",
                    absl::StrJoin(attr.allowed_strings, ", "), "]");
  }
  return text;
}

}  // namespace

std::string AttrSpec::TypeString() const {
  constexpr const char* kNames[] = {"string", "int",   "float",  "bool",
                                    "type",   "shape", "tensor", "func"};
  const char* type = kNames[static_cast<int>(kind)];
  return is_list ? absl::StrCat("list(", type, ")") : std::string(type);
}

OpSchema::OpSchema(const char* name, const char* file, int line)
    : name_(name), file_(file), line_(line) {}

OpSchema& OpSchema::Input(const char* name, const char* type_attr) {
  inputs_.push_back(Typed(name, type_attr));
  return *this;
}
OpSchema& OpSchema::Input(const char* name, DType type) {
  inputs_.push_back(Typed(name, type));
  return *this;
}
OpSchema& OpSchema::RefInput(const char* name, const char* type_attr) {
  inputs_.push_back(Reference(name, type_attr));
  return *this;
}
OpSchema& OpSchema::InputList(const char* name, const char* number_attr,
                              const char* type_attr) {
  inputs_.push_back(List(name, number_attr, type_attr));
  return *this;
}
OpSchema& OpSchema::InputList(const char* name, const char* number_attr,
                              DType type) {
  inputs_.push_back(List(name, number_attr, type));
  return *this;
}
OpSchema& OpSchema::InputTypes(const char* name, const char* type_list_attr) {
  inputs_.push_back(Types(name, type_list_attr));
  return *this;
}
OpSchema& OpSchema::Output(const char* name, const char* type_attr) {
  outputs_.push_back(Typed(name, type_attr));
  return *this;
}
OpSchema& OpSchema::Output(const char* name, DType type) {
  outputs_.push_back(Typed(name, type));
  return *this;
}
OpSchema& OpSchema::RefOutput(const char* name, const char* type_attr) {
  outputs_.push_back(Reference(name, type_attr));
  return *this;
}
OpSchema& OpSchema::OutputList(const char* name, const char* number_attr,
                               const char* type_attr) {
  outputs_.push_back(List(name, number_attr, type_attr));
  return *this;
}
OpSchema& OpSchema::OutputList(const char* name, const char* number_attr,
                               DType type) {
  outputs_.push_back(List(name, number_attr, type));
  return *this;
}
OpSchema& OpSchema::OutputTypes(const char* name, const char* type_list_attr) {
  outputs_.push_back(Types(name, type_list_attr));
  return *this;
}

AttrSpec& OpSchema::AddAttr(const char* name, AttrKind kind) {
  if (FindAttr(name) != nullptr) {
    Die(*this, absl::StrCat("attribute ", name, " declared twice"));
  }
  AttrSpec spec;
  spec.name = name;
  spec.kind = kind;
  return attrs_.emplace_back(std::move(spec));
}

AttrSpec& OpSchema::MustFindAttr(const char* name) {
  for (AttrSpec& attr : attrs_) {
    if (attr.name == name) return attr;
  }
  Die(*this, absl::StrCat("no attribute ", name));
}

OpSchema& OpSchema::AddFields(std::vector<AttrField> fields) {
  for (AttrField& field : fields) {
    const auto [kind, is_list] = KindOf(field.initial);
    AttrSpec& spec = AddAttr(field.name.c_str(), kind);
    spec.is_list = is_list;
    if (!field.required) spec.default_value = std::move(field.initial);
  }
  return *this;
}

OpSchema& OpSchema::Attr(const char* name, DTypeSet allowed,
                         DType default_type) {
  AttrSpec& spec = AddAttr(name, AttrKind::kType);
  if (allowed != kAnyType) spec.allowed_types = allowed;
  if (default_type != DType::kInvalid) spec.default_value = default_type;
  return *this;
}

OpSchema& OpSchema::TypeList(const char* name, DTypeSet allowed,
                             int64_t minimum) {
  AttrSpec& spec = AddAttr(name, AttrKind::kType);
  spec.is_list = true;
  if (allowed != kAnyType) spec.allowed_types = allowed;
  spec.minimum = minimum;
  return *this;
}

OpSchema& OpSchema::Number(const char* name, int64_t minimum) {
  AddAttr(name, AttrKind::kInt).minimum = minimum;
  return *this;
}

OpSchema& OpSchema::Allowed(const char* attr, DTypeSet types) {
  MustFindAttr(attr).allowed_types = types;
  return *this;
}
OpSchema& OpSchema::Allowed(const char* attr, std::vector<std::string> values) {
  MustFindAttr(attr).allowed_strings = std::move(values);
  return *this;
}
OpSchema& OpSchema::Minimum(const char* attr, int64_t minimum) {
  MustFindAttr(attr).minimum = minimum;
  return *this;
}

OpSchema& OpSchema::Traits(std::initializer_list<Trait> traits) {
  for (Trait trait : traits) traits_ |= static_cast<uint32_t>(trait);
  return *this;
}
OpSchema& OpSchema::MayOverwrite(std::initializer_list<int> inputs) {
  for (int input : inputs) overwritable_ |= 1u << input;
  return *this;
}
OpSchema& OpSchema::FusedForm(const char* op) {
  fused_form_ = op;
  return *this;
}
OpSchema& OpSchema::Shape(ShapeFunction function) {
  shape_ = function;
  return *this;
}
OpSchema& OpSchema::Value(ShapeFunction function) {
  value_ = function;
  return *this;
}
OpSchema& OpSchema::Gradient(GradientFunction function) {
  gradient_ = function;
  return *this;
}
OpSchema& OpSchema::NotDifferentiable(const char* why) {
  not_differentiable_ = why;
  return *this;
}
OpSchema& OpSchema::Deprecated(int version, const char* explanation) {
  deprecated_version_ = version;
  deprecation_ = explanation;
  return *this;
}

const AttrSpec* OpSchema::FindAttr(absl::string_view name) const {
  for (const AttrSpec& attr : attrs_) {
    if (attr.name == name) return &attr;
  }
  return nullptr;
}

bool OpSchema::pure() const {
  if (Is(Trait::kStateful) || Is(Trait::kPlaceholder) || Is(Trait::kGroup) ||
      Is(Trait::kFeed) || Is(Trait::kFetch) || Is(Trait::kReadReference)) {
    return false;
  }
  for (const ArgSpec& arg : inputs_) {
    if (arg.is_ref) return false;
  }
  return true;
}

std::string OpSchema::ToString() const {
  auto join = [](const std::vector<ArgSpec>& args) {
    return absl::StrJoin(args, ", ", [](std::string* out, const ArgSpec& arg) {
      absl::StrAppend(out, ArgToString(arg));
    });
  };
  std::string text = absl::StrCat(
      "Op<name=", name_, "; signature=", join(inputs_), " -> ", join(outputs_));
  for (const AttrSpec& attr : attrs_) {
    absl::StrAppend(&text, "; ", AttrSpecToString(attr));
  }
  if (Is(Trait::kStateful)) absl::StrAppend(&text, "; is_stateful=true");
  return absl::StrCat(text, ">");
}

OpRegistration::OpRegistration(const OpSchema& schema) {
  auto [it, inserted] =
      Schemas().emplace(schema.name(), std::make_unique<OpSchema>(schema));
  if (!inserted) {
    Die(schema, absl::StrCat("registered before at ", it->second->file(), ":",
                             it->second->line()));
  }
  schema_ = it->second.get();
  for (int bit = 0; bit < kTraitBits; ++bit) {
    if (!schema_->Is(static_cast<Trait>(1u << bit))) continue;
    const OpSchema*& first = SchemasByTrait()[bit];
    if (first == nullptr || schema_->name() < first->name()) first = schema_;
  }
}

const OpSchema* OpRegistry::Find(absl::string_view name) {
  auto it = Schemas().find(name);
  return it == Schemas().end() ? nullptr : it->second.get();
}

const OpSchema* OpRegistry::FindByTrait(Trait trait) {
  return SchemasByTrait()[std::countr_zero(static_cast<uint32_t>(trait))];
}

std::vector<const OpSchema*> OpRegistry::All() {
  std::vector<const OpSchema*> all;
  for (const auto& [name, schema] : Schemas()) all.push_back(schema.get());
  return all;
}

}  // namespace thalweg
