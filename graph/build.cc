#include "thalweg/graph/build.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/literal.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::StatusOr<Node*> AddConstant(Graph& graph, std::string name, Tensor value,
                                  Location location) {
  NodeSpec spec;
  spec.op = OpRegistry::FindByTrait(Trait::kConstant);
  if (spec.op == nullptr) {
    return absl::InternalError("no op of trait kConstant is linked in");
  }
  spec.name = std::move(name);
  spec.location = location;
  spec.attrs.Set("dtype", value.dtype());
  spec.attrs.Set("value", std::move(value));
  graph.ApplyScopes(spec);
  // A constant has nothing to wait for.
  spec.control_inputs.clear();
  return graph.AddNode(std::move(spec));
}

// Turns one wrapper call into a node.
class Builder {
 public:
  Builder(Graph graph, const OpSchema& op,
          absl::Span<const BuildArgument> arguments, AttrMap attrs,
          Location location)
      : graph_(std::move(graph)), op_(op), arguments_(arguments) {
    spec_.op = &op;
    spec_.attrs = std::move(attrs);
    spec_.location = location;
    spec_.name = graph_.ScopedName(op.name());
  }

  absl::StatusOr<Node*> Run() {
    RETURN_IF_ERROR(CheckArguments());
    ResolveTypes();
    RETURN_IF_ERROR(CollectInputs());
    graph_.ApplyScopes(spec_);
    return graph_.AddNode(std::move(spec_));
  }

  // "MatMul 'layer1/MatMul' (train.cc:41): ".
  std::string Prefix() const {
    const std::string location = spec_.location.ToString();
    return absl::StrCat(op_.name(), " '", spec_.name, "'",
                        location.empty() ? "" : " (" + location + ")", ": ");
  }

 private:
  absl::Status CheckArguments() const {
    if (arguments_.size() != op_.inputs().size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("expected ", op_.inputs().size(), " inputs, got ",
                       arguments_.size()));
    }
    for (size_t i = 0; i < arguments_.size(); ++i) {
      for (const Input& input : arguments_[i].inputs()) {
        RETURN_IF_ERROR(CheckInput(op_.inputs()[i].name, input));
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckInput(const std::string& name, const Input& input) const {
    if (input.literal_kind() != Input::Literal::kNone) {
      if (input.value()) return absl::OkStatus();
      return absl::InvalidArgumentError(
          absl::StrCat("input '", name,
                       "': the rows of a matrix differ in "
                       "length"));
    }
    if (!input.output()) {
      return absl::InvalidArgumentError(
          absl::StrCat("input '", name, "' is an invalid Output"));
    }
    if (!(input.output().graph() == graph_)) {
      return absl::InvalidArgumentError(
          absl::StrCat("input '", name, "' (", input.output().name(),
                       ") belongs to another graph"));
    }
    return absl::OkStatus();
  }

  // Types: from Outputs first, then defaults, then the literals themselves.
  void ResolveTypes() {
    for (bool literals : {false, true}) {
      for (size_t i = 0; i < arguments_.size(); ++i) {
        const ArgSpec& arg = op_.inputs()[i];
        if (arg.type_attr.empty() || spec_.attrs.Find(arg.type_attr)) continue;
        if (literals) {
          SetDefaultType(arg.type_attr, arguments_[i].inputs());
        } else {
          SetTypeFromOutputs(arg.type_attr, arguments_[i].inputs());
        }
      }
    }
  }

  void SetTypeFromOutputs(const std::string& attr,
                          absl::Span<const Input> inputs) {
    for (const Input& input : inputs) {
      if (input.literal_kind() == Input::Literal::kNone) {
        spec_.attrs.Set(attr, input.output().dtype());
        return;
      }
    }
  }

  void SetDefaultType(const std::string& attr, absl::Span<const Input> inputs) {
    // A tensor of stated dtype counts more than the schema's default.
    for (const Input& input : inputs) {
      if (input.literal_kind() == Input::Literal::kExact) {
        spec_.attrs.Set(attr, input.value().dtype());
        return;
      }
    }
    const AttrSpec* attr_spec = op_.FindAttr(attr);
    const DType* by_default =
        attr_spec == nullptr ? nullptr
                             : std::get_if<DType>(&attr_spec->default_value);
    if (by_default != nullptr) {
      spec_.attrs.Set(attr, *by_default);
    } else if (!inputs.empty()) {
      spec_.attrs.Set(attr, NaturalType(inputs[0]));
    }
  }

  // The dtype of a literal that nothing else decides.
  static DType NaturalType(const Input& input) {
    switch (input.literal_kind()) {
      case Input::Literal::kInteger:
        return kInt32;
      case Input::Literal::kReal:
        return kFloat;
      default:
        return input.value().dtype();
    }
  }

  absl::Status CollectInputs() {
    for (size_t i = 0; i < arguments_.size(); ++i) {
      const ArgSpec& arg = op_.inputs()[i];
      absl::Span<const Input> inputs = arguments_[i].inputs();
      if (!arg.number_attr.empty() && !spec_.attrs.Find(arg.number_attr)) {
        spec_.attrs.Set(arg.number_attr, static_cast<int64_t>(inputs.size()));
      }
      for (const Input& input : inputs) {
        ASSIGN_OR_RETURN(Edge edge, Connect(arg, input));
        spec_.inputs.push_back(edge);
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Edge> Connect(const ArgSpec& arg, const Input& input) {
    if (input.literal_kind() == Input::Literal::kNone) {
      return input.output().edge();
    }
    DType dtype = arg.type;
    if (!arg.type_attr.empty()) dtype = *spec_.attrs.Get<DType>(arg.type_attr);
    if (!arg.type_list_attr.empty()) dtype = NaturalType(input);
    Tensor value = input.value();
    if (input.literal_kind() != Input::Literal::kExact) {
      absl::StatusOr<Tensor> converted = ConvertLiteral(value, dtype);
      if (!converted.ok()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "input '", arg.name, "': ", converted.status().message()));
      }
      value = *std::move(converted);
    }
    const std::string name =
        graph_.UniqueName(absl::StrCat(spec_.name, "/", arg.name));
    ASSIGN_OR_RETURN(Node * node, AddConstant(graph_, name, std::move(value),
                                              input.location()));
    return node->output(0);
  }

  Graph graph_;
  const OpSchema& op_;
  absl::Span<const BuildArgument> arguments_;
  NodeSpec spec_;
};

// The first Output's graph, valid or not.
const Graph* FindGraph(absl::Span<const BuildArgument> arguments) {
  for (const BuildArgument& argument : arguments) {
    for (const Input& input : argument.inputs()) {
      if (input.literal_kind() == Input::Literal::kNone &&
          input.output().graph().state() != nullptr) {
        return &input.output().graph();
      }
    }
  }
  return nullptr;
}

Location FindLocation(absl::Span<const BuildArgument> arguments,
                      Location location) {
  if (location.file != nullptr) return location;
  for (const BuildArgument& argument : arguments) {
    for (const Input& input : argument.inputs()) return input.location();
  }
  return location;
}

}  // namespace

Operation BuildNode(const Graph* graph, const OpSchema& op,
                    absl::Span<const BuildArgument> arguments, AttrMap attrs,
                    Location location) {
  if (graph == nullptr) graph = FindGraph(arguments);
  if (graph == nullptr) return Operation();
  Graph target = *graph;
  if (!target.status().ok()) return Operation(target, nullptr);
  Builder builder(target, op, arguments, std::move(attrs),
                  FindLocation(arguments, location));
  const std::string prefix = builder.Prefix();
  absl::StatusOr<Node*> node = builder.Run();
  if (node.ok()) return Operation(target, *node);
  const absl::string_view message = node.status().message();
  target.Fail(
      absl::Status(node.status().code(), absl::StartsWith(message, prefix)
                                             ? std::string(message)
                                             : absl::StrCat(prefix, message)));
  return Operation(target, nullptr);
}

Output Constant(const Graph& graph, Tensor value, Text name) {
  Graph target = graph;
  absl::StatusOr<Node*> node = AddConstant(
      target, target.ScopedName(name.view()), std::move(value), Location());
  if (node.ok()) return Output(target, *node, 0);
  target.Fail(node.status());
  return Output(target, nullptr, 0);
}

}  // namespace thalweg
