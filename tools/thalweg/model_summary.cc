#include "thalweg/tools/thalweg/model_summary.h"

#include <optional>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/graph.h"
#include "thalweg/graph/import.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_proto.h"
#include "thalweg/graph/tensor_name.h"
#include "thalweg/kernels/kernel_registry.h"
#include "thalweg/proto/graph.pb.h"

namespace thalweg::command {
namespace {

constexpr const char* kDevice = "CPU";

bool Is(const NodeDef& node, Trait trait) {
  const OpSchema* schema = OpRegistry::Find(node.op());
  return schema != nullptr && schema->Is(trait);
}

const AttrValue* FindAttr(const NodeDef& node, const char* name) {
  const auto attr = node.attr().find(name);
  return attr == node.attr().end() ? nullptr : &attr->second;
}

// What a placeholder or variable declares.
TensorSummary Declared(const NodeDef& node) {
  TensorSummary tensor = {.name = absl::StrCat(node.name(), ":0")};
  if (const AttrValue* dtype = FindAttr(node, "dtype")) {
    tensor.dtype = DTypeFromNumber(dtype->type()).value_or(DType::kInvalid);
  }
  if (const AttrValue* shape = FindAttr(node, "shape")) {
    tensor.shape = ShapeFromProto(shape->shape()).value_or(Shape::Unknown());
  }
  return tensor;
}

// Handles of resources that hold one value.
bool IsVariable(const NodeDef& node) {
  return Is(node, Trait::kHandle) && FindAttr(node, "dtype") != nullptr &&
         FindAttr(node, "shape") != nullptr;
}

void AddTo(Amount& amount, DType dtype, const Shape& shape) {
  ++amount.count;
  if (!shape.IsFullyDefined()) return;
  amount.elements += shape.num_elements();
  if (IsPlain(dtype)) {
    amount.bytes +=
        shape.num_elements() * static_cast<int64_t>(DTypeSize(dtype));
  }
}

void AddConstant(const NodeDef& node, Amount& amount) {
  const AttrValue* value = FindAttr(node, "value");
  if (value == nullptr) return;
  const TensorProto& tensor = value->tensor();
  const auto shape = ShapeFromProto(tensor.tensor_shape());
  AddTo(amount, DTypeFromNumber(tensor.dtype()).value_or(DType::kInvalid),
        shape.value_or(Shape::Unknown()));
  for (const std::string& text : tensor.string_val()) {
    amount.bytes += static_cast<int64_t>(text.size());
  }
}

// Why a node of the op can't be run, "" when nothing is known against it.
std::string ReasonAgainst(const std::string& op,
                          const std::set<std::string>& functions) {
  if (functions.contains(op)) return "calls of functions can't be run";
  if (OpRegistry::Find(op) == nullptr) return "unknown op";
  for (const KernelCandidate* kernel : KernelRegistry::ForOp(op)) {
    if (kernel->Serves(kDevice)) return "";
  }
  return "no CPU kernel";
}

class Unsupported {
 public:
  explicit Unsupported(const GraphDef& def) {
    for (const FunctionDef& function : def.library().function()) {
      functions_.insert(function.signature().name());
    }
  }
  // `name`: of the node, with its function's in front.
  void Check(const std::string& op, const std::string& name) {
    const auto [known, added] = reasons_.emplace(op, "");
    if (added) known->second = ReasonAgainst(op, functions_);
    if (!known->second.empty()) Add(op, known->second, name);
  }
  // Of a node that was imported: its types, too.
  void CheckTypes(const Node& node) {
    const std::string& op = node.op().name();
    if (!reasons_[op].empty()) return;
    if (KernelRegistry::Candidates(node, kDevice).empty()) {
      Add(op, "no CPU kernel for these types", node.name());
    }
  }
  std::vector<UnsupportedOp> Take() && {
    std::vector<UnsupportedOp> list;
    for (auto& [key, entry] : found_) list.push_back(std::move(entry));
    return list;
  }

 private:
  void Add(const std::string& op, const std::string& reason,
           const std::string& node) {
    UnsupportedOp& entry = found_[{op, reason}];
    if (entry.count++ == 0) {
      entry.op = op;
      entry.reason = reason;
      entry.node = node;
    }
  }

  std::set<std::string> functions_;
  std::map<std::string, std::string> reasons_;  // By op.
  std::map<std::pair<std::string, std::string>, UnsupportedOp> found_;
};

// All of a group's members assign first values.
bool IsInitializer(const NodeDef& group,
                   const std::map<absl::string_view, const NodeDef*>& nodes) {
  if (!Is(group, Trait::kGroup) || group.input_size() == 0) return false;
  for (const std::string& input : group.input()) {
    const auto member = nodes.find(ParseTensorName(input).node);
    if (member == nodes.end() || !Is(*member->second, Trait::kWritesVariable) ||
        Is(*member->second, Trait::kReadsVariable)) {
      return false;
    }
  }
  return true;
}

// Among several, as where values are restored too, the one of the usual name.
std::string FindInit(const GraphDef& def) {
  std::map<absl::string_view, const NodeDef*> nodes;
  for (const NodeDef& node : def.node()) nodes.emplace(node.name(), &node);
  std::string init;
  for (const NodeDef& node : def.node()) {
    if (!IsInitializer(node, nodes)) continue;
    if (init.empty() || node.name() == "init") init = node.name();
  }
  return init;
}

void AddOutputs(const NodeDef& node, const Graph& graph,
                ModelSummary& summary) {
  if (Node* imported = graph.FindNode(node.name())) {
    for (int i = 0; i < imported->num_outputs(); ++i) {
      const Edge edge = imported->output(i);
      summary.outputs.push_back({edge.ToString(), edge.dtype(), edge.shape()});
    }
    if (imported->num_outputs() == 0) summary.targets.push_back(node.name());
    return;
  }
  const OpSchema* schema = OpRegistry::Find(node.op());
  if (schema != nullptr && schema->outputs().empty()) {
    summary.targets.push_back(node.name());
  } else {
    summary.outputs.push_back({.name = absl::StrCat(node.name(), ":0")});
  }
}

// What nobody reads, but for what computes nothing.
void AddSinks(const GraphDef& def, const Graph& graph, ModelSummary& summary) {
  std::set<absl::string_view> read;
  for (const NodeDef& node : def.node()) {
    for (const std::string& input : node.input()) {
      read.insert(ParseTensorName(input).node);
    }
  }
  for (const NodeDef& node : def.node()) {
    if (read.contains(node.name()) || Is(node, Trait::kPlaceholder) ||
        Is(node, Trait::kConstant) || Is(node, Trait::kHandle) ||
        node.name() == summary.init) {
      continue;
    }
    AddOutputs(node, graph, summary);
  }
}

void AddNode(const NodeDef& node, ModelSummary& summary) {
  ++summary.ops[node.op()];
  ++summary.devices[node.device()];
  for (const std::string& input : node.input()) {
    summary.control_edges += absl::StartsWith(input, "^");
  }
  if (Is(node, Trait::kPlaceholder)) summary.inputs.push_back(Declared(node));
  if (Is(node, Trait::kConstant)) AddConstant(node, summary.constant_amount);
  if (IsVariable(node)) {
    summary.variables.push_back(Declared(node));
    const TensorSummary& variable = summary.variables.back();
    AddTo(summary.variable_amount, variable.dtype, variable.shape);
  }
}

void AddFunctions(const GraphDef& def, Unsupported& unsupported,
                  ModelSummary& summary) {
  for (const FunctionDef& function : def.library().function()) {
    const OpDef& signature = function.signature();
    summary.functions.push_back({signature.name(), signature.input_arg_size(),
                                 signature.output_arg_size(),
                                 function.node_def_size()});
    for (const NodeDef& node : function.node_def()) {
      unsupported.Check(node.op(),
                        absl::StrCat(signature.name(), "/", node.name()));
    }
  }
}

}  // namespace

ModelSummary Summarize(const GraphDef& def) {
  ModelSummary summary;
  summary.producer = def.versions().producer();
  summary.min_consumer = def.versions().min_consumer();
  summary.bad_consumers.assign(def.versions().bad_consumers().begin(),
                               def.versions().bad_consumers().end());
  summary.nodes = def.node_size();
  summary.init = FindInit(def);
  Unsupported unsupported(def);
  for (const NodeDef& node : def.node()) {
    AddNode(node, summary);
    unsupported.Check(node.op(), node.name());
  }
  AddFunctions(def, unsupported, summary);
  Graph graph;
  summary.import_status = ImportGraphDef(def, {}, graph).status();
  for (const auto& node : graph.nodes()) {
    if (node != nullptr) unsupported.CheckTypes(*node);
  }
  summary.unsupported = std::move(unsupported).Take();
  AddSinks(def, graph, summary);
  return summary;
}

}  // namespace thalweg::command
