#include "thalweg/graph/node_signature.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status Invalid(const NodeSpec& spec, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(
      what, "; ", spec.op->ToString(), "; NodeDef: {{node ", spec.name, "}}"));
}

absl::Status MissingAttr(const NodeSpec& spec, const AttrSpec& attr_spec) {
  return absl::InvalidArgumentError(
      absl::StrCat("NodeDef missing attr '", attr_spec.name, "' from ",
                   spec.op->ToString(), "; NodeDef: {{node ", spec.name, "}}"));
}

bool HasKind(const Attr& attr, AttrKind kind, bool is_list) {
  switch (kind) {
    case AttrKind::kString:
      return is_list ? std::holds_alternative<std::vector<std::string>>(attr)
                     : std::holds_alternative<std::string>(attr);
    case AttrKind::kInt:
      return is_list ? std::holds_alternative<std::vector<int64_t>>(attr)
                     : std::holds_alternative<int64_t>(attr);
    case AttrKind::kFloat:
      return is_list ? std::holds_alternative<std::vector<float>>(attr)
                     : std::holds_alternative<float>(attr);
    case AttrKind::kBool:
      return is_list ? std::holds_alternative<std::vector<bool>>(attr)
                     : std::holds_alternative<bool>(attr);
    case AttrKind::kType:
      return is_list ? std::holds_alternative<std::vector<DType>>(attr)
                     : std::holds_alternative<DType>(attr);
    case AttrKind::kShape:
      return is_list ? std::holds_alternative<std::vector<Shape>>(attr)
                     : std::holds_alternative<Shape>(attr);
    case AttrKind::kTensor:
      return is_list ? std::holds_alternative<std::vector<Tensor>>(attr)
                     : std::holds_alternative<Tensor>(attr);
    case AttrKind::kFunction:
      return is_list ? std::holds_alternative<std::vector<FunctionRef>>(attr)
                     : std::holds_alternative<FunctionRef>(attr);
  }
  return false;
}

Attr EmptyListOf(AttrKind kind) {
  switch (kind) {
    case AttrKind::kString:
      return std::vector<std::string>();
    case AttrKind::kInt:
      return std::vector<int64_t>();
    case AttrKind::kFloat:
      return std::vector<float>();
    case AttrKind::kBool:
      return std::vector<bool>();
    case AttrKind::kType:
      return std::vector<DType>();
    case AttrKind::kShape:
      return std::vector<Shape>();
    case AttrKind::kTensor:
      return std::vector<Tensor>();
    case AttrKind::kFunction:
      return std::vector<FunctionRef>();
  }
  return EmptyList();
}

size_t ListSize(const Attr& attr) {
  return std::visit(
      [](const auto& value) -> size_t {
        if constexpr (requires { value.size(); } &&
                      !std::is_same_v<std::decay_t<decltype(value)>,
                                      std::string>) {
          return value.size();
        } else {
          return 0;
        }
      },
      attr);
}

absl::Status CheckAllowed(const NodeSpec& spec, const AttrSpec& attr_spec,
                          const Attr& attr) {
  auto refuse = [&](absl::string_view got, absl::string_view allowed) {
    return Invalid(
        spec, absl::StrCat("Value for attr '", attr_spec.name, "' of ", got,
                           " is not in the list of allowed values: ", allowed));
  };
  auto check_type = [&](DType dtype) {
    return attr_spec.allowed_types.empty() ||
                   attr_spec.allowed_types.contains(dtype)
               ? absl::OkStatus()
               : refuse(DTypeName(dtype), attr_spec.allowed_types.ToString());
  };
  auto check_string = [&](const std::string& value) {
    return attr_spec.allowed_strings.empty() ||
                   absl::c_linear_search(attr_spec.allowed_strings, value)
               ? absl::OkStatus()
               : refuse(absl::StrCat("\"", value, "\""),
                        absl::StrJoin(attr_spec.allowed_strings, ", "));
  };
  if (const auto* type = std::get_if<DType>(&attr)) return check_type(*type);
  if (const auto* types = std::get_if<std::vector<DType>>(&attr)) {
    for (DType type : *types) RETURN_IF_ERROR(check_type(type));
  }
  if (const auto* value = std::get_if<std::string>(&attr)) {
    return check_string(*value);
  }
  if (const auto* values = std::get_if<std::vector<std::string>>(&attr)) {
    for (const std::string& value : *values) {
      RETURN_IF_ERROR(check_string(value));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMinimum(const NodeSpec& spec, const AttrSpec& attr_spec,
                          const Attr& attr) {
  if (!attr_spec.minimum.has_value()) return absl::OkStatus();
  const int64_t* value = std::get_if<int64_t>(&attr);
  if (value != nullptr && *value < *attr_spec.minimum) {
    return Invalid(
        spec, absl::StrCat("Value for attr '", attr_spec.name, "' of ", *value,
                           " must be at least minimum ", *attr_spec.minimum));
  }
  if (attr_spec.is_list &&
      static_cast<int64_t>(ListSize(attr)) < *attr_spec.minimum) {
    return Invalid(spec,
                   absl::StrCat("Length for attr '", attr_spec.name, "' of ",
                                ListSize(attr), " must be at least minimum ",
                                *attr_spec.minimum));
  }
  return absl::OkStatus();
}

// Counts and types that the inputs determine, where the attribute is absent.
void InferAttrs(NodeSpec& spec) {
  const auto& args = spec.op->inputs();
  int singles = 0;
  int lists = 0;
  for (const ArgSpec& arg : args) (arg.is_list() ? lists : singles) += 1;
  const int in_lists = static_cast<int>(spec.inputs.size()) - singles;
  size_t next = 0;
  for (const ArgSpec& arg : args) {
    int count = 1;
    if (!arg.number_attr.empty()) {
      const auto* number = spec.attrs.Get<int64_t>(arg.number_attr);
      count = number != nullptr ? static_cast<int>(*number)
                                : (in_lists > 0 ? in_lists / lists : 0);
      if (number == nullptr && count >= 0) {
        spec.attrs.Set(arg.number_attr, int64_t{count});
      }
    } else if (!arg.type_list_attr.empty()) {
      const auto* types =
          spec.attrs.Get<std::vector<DType>>(arg.type_list_attr);
      count = types != nullptr ? static_cast<int>(types->size())
                               : std::max(0, in_lists / lists);
      if (types == nullptr && spec.attrs.Find(arg.type_list_attr) == nullptr) {
        std::vector<DType> inferred;
        for (int i = 0; i < count && next + i < spec.inputs.size(); ++i) {
          inferred.push_back(spec.inputs[next + i].dtype());
        }
        spec.attrs.Set(arg.type_list_attr, inferred);
      }
    }
    if (!arg.type_attr.empty() && spec.attrs.Find(arg.type_attr) == nullptr) {
      for (int i = 0; i < count && next + i < spec.inputs.size(); ++i) {
        if (!spec.inputs[next + i]) continue;
        spec.attrs.Set(arg.type_attr, spec.inputs[next + i].dtype());
        break;
      }
    }
    next += count;
    if (next > spec.inputs.size()) return;
  }
}

absl::Status CheckAttrs(const NodeSpec& spec) {
  for (const AttrSpec& attr_spec : spec.op->attrs()) {
    const Attr& attr = *spec.attrs.Find(attr_spec.name);
    if (std::holds_alternative<AttrPlaceholder>(attr)) continue;
    if (!HasKind(attr, attr_spec.kind, attr_spec.is_list)) {
      return Invalid(
          spec, absl::StrCat("AttrValue had value ", AttrToString(attr),
                             " when '", attr_spec.TypeString(),
                             "' expected for attr '", attr_spec.name, "'"));
    }
    RETURN_IF_ERROR(CheckAllowed(spec, attr_spec, attr));
    RETURN_IF_ERROR(CheckMinimum(spec, attr_spec, attr));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PortType>> ResolvePorts(
    const NodeSpec& spec, const std::vector<ArgSpec>& args) {
  std::vector<PortType> ports;
  for (const ArgSpec& arg : args) {
    if (!arg.type_list_attr.empty()) {
      const auto* types =
          spec.attrs.Get<std::vector<DType>>(arg.type_list_attr);
      if (types == nullptr) continue;
      for (DType type : *types) ports.push_back({type, arg.is_ref});
      continue;
    }
    int64_t count = 1;
    if (!arg.number_attr.empty()) {
      const auto* number = spec.attrs.Get<int64_t>(arg.number_attr);
      count = number == nullptr ? 0 : *number;
      // Each counted output needs an entry: a bound keeps a hostile count
      // from exhausting memory.
      if (count < 0 || count > 1 << 20) {
        return Invalid(spec, absl::StrCat("attr '", arg.number_attr, "' of ",
                                          count, " is out of range"));
      }
    }
    DType dtype = arg.type;
    if (!arg.type_attr.empty()) {
      const auto* type = spec.attrs.Get<DType>(arg.type_attr);
      dtype = type == nullptr ? DType::kInvalid : *type;
    }
    ports.insert(ports.end(), count, {dtype, arg.is_ref});
  }
  return ports;
}

std::string PortTypeName(PortType type) {
  return absl::StrCat(DTypeName(type.dtype), type.is_ref ? "_ref" : "");
}

}  // namespace

absl::Status CheckInput(absl::string_view node_name, int index, const Edge& got,
                        PortType expected) {
  const PortType type = {got.dtype(), got.node->output_is_ref(got.index)};
  if (type.dtype == expected.dtype && (type.is_ref || !expected.is_ref)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "Input ", index, " of node ", node_name, " was passed ",
      PortTypeName(type), " from ", got.ToString(),
      " incompatible with expected ", PortTypeName(expected), "."));
}

absl::Status RequireAttrs(const NodeSpec& spec) {
  for (const AttrSpec& attr_spec : spec.op->attrs()) {
    if (attr_spec.required() && spec.attrs.Find(attr_spec.name) == nullptr) {
      return MissingAttr(spec, attr_spec);
    }
  }
  return absl::OkStatus();
}

absl::Status CompleteAttrs(NodeSpec& spec) {
  InferAttrs(spec);
  for (const AttrSpec& attr_spec : spec.op->attrs()) {
    const Attr* attr = spec.attrs.Find(attr_spec.name);
    if (attr == nullptr) {
      if (attr_spec.required()) return MissingAttr(spec, attr_spec);
      spec.attrs.Set(attr_spec.name, attr_spec.default_value);
    } else if (std::holds_alternative<EmptyList>(*attr) && attr_spec.is_list) {
      spec.attrs.Set(attr_spec.name, EmptyListOf(attr_spec.kind));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<NodeSignature> ResolveSignature(const NodeSpec& spec) {
  RETURN_IF_ERROR(CheckAttrs(spec));
  NodeSignature signature;
  ASSIGN_OR_RETURN(signature.inputs, ResolvePorts(spec, spec.op->inputs()));
  ASSIGN_OR_RETURN(signature.outputs, ResolvePorts(spec, spec.op->outputs()));
  return signature;
}

absl::Status CheckInputs(const NodeSpec& spec, const NodeSignature& signature) {
  const std::vector<PortType>& expected = signature.inputs;
  if (expected.size() != spec.inputs.size()) {
    const std::string types = absl::StrJoin(
        expected, ", ", [](std::string* out, const PortType& type) {
          absl::StrAppend(out, PortTypeName(type));
        });
    return Invalid(spec, absl::StrCat("NodeDef expected inputs '", types,
                                      "' do not match ", spec.inputs.size(),
                                      " inputs specified"));
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    const Edge& edge = spec.inputs[i];
    if (!edge) {
      if (spec.op->Is(Trait::kMerge)) continue;
      return Invalid(spec, absl::StrCat("input ", i, " is not connected"));
    }
    RETURN_IF_ERROR(
        CheckInput(spec.name, static_cast<int>(i), edge, expected[i]));
  }
  return absl::OkStatus();
}

}  // namespace thalweg
