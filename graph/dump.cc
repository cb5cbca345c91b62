#include "thalweg/graph/dump.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace thalweg {
namespace {

// Attributes may hold whole tensors.
constexpr size_t kMaxAttrLength = 80;
constexpr size_t kMaxBoxes = 20;

std::string OutputToString(const Node& node, int i) {
  return absl::StrCat(DTypeName(node.output_dtype(i)),
                      node.output_is_ref(i) ? "_ref " : " ",
                      node.output_shape(i).ToString());
}

std::string InputToString(const Edge& edge) {
  if (!edge) return "?";
  return edge.index == 0 ? edge.node->name() : edge.ToString();
}

// Appends elements with commas in between.
class List {
 public:
  explicit List(std::string& to) : to_(to) {}
  void Add(absl::string_view element) {
    absl::StrAppend(&to_, first_ ? "" : ", ", element);
    first_ = false;
  }

 private:
  std::string& to_;
  bool first_ = true;
};

std::string AttrText(const Attr& attr) {
  std::string text = AttrToString(attr);
  if (text.size() > kMaxAttrLength) {
    text.resize(kMaxAttrLength);
    text += "...";
  }
  return text;
}

void AppendLine(const Node& node, std::string& text) {
  absl::StrAppend(&text, node.name(), " = ", node.op().name(), "(");
  List inputs(text);
  for (const Edge& edge : node.inputs()) inputs.Add(InputToString(edge));
  for (const Node* control : node.control_inputs()) {
    inputs.Add(absl::StrCat("^", control->name()));
  }
  text += ")";
  if (!node.attrs().empty()) {
    text += " {";
    List attrs(text);
    for (const auto& [name, attr] : node.attrs()) {
      attrs.Add(absl::StrCat(name, "=", AttrText(attr)));
    }
    text += "}";
  }
  if (node.num_outputs() > 0) {
    text += " -> ";
    List outputs(text);
    for (int i = 0; i < node.num_outputs(); ++i) {
      outputs.Add(OutputToString(node, i));
    }
  }
  if (!node.device().empty()) absl::StrAppend(&text, " on ", node.device());
  text += "\n";
}

// A string in dot's quotes.
std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::CEscape(text), "\"");
}

// A node, the scopes around it and its name in the innermost one.
struct Placed {
  explicit Placed(const Node* n)
      : node(n), scopes(absl::StrSplit(n->name(), '/')) {
    name = scopes.back();
    scopes.pop_back();
    // More boxes in each other show nothing.
    if (scopes.size() > kMaxBoxes) scopes.resize(kMaxBoxes);
  }
  const Node* node;
  std::vector<absl::string_view> scopes;
  absl::string_view name;
};

// Opens and closes the boxes of name scopes as nodes are written by scope.
class ScopeBoxes {
 public:
  explicit ScopeBoxes(std::string& text) : text_(text) {}

  // Opens the scopes of the next node and closes the others.
  void Enter(const std::vector<absl::string_view>& scopes) {
    size_t common = 0;
    while (common < open_.size() && common < scopes.size() &&
           open_[common] == scopes[common]) {
      ++common;
    }
    while (open_.size() > common) Close();
    for (size_t i = common; i < scopes.size(); ++i) {
      absl::StrAppend(&text_, Indent(), "subgraph cluster_", count_++, " {\n");
      open_.push_back(scopes[i]);
      absl::StrAppend(&text_, Indent(), "label=", Quoted(scopes[i]), ";\n");
    }
  }
  void CloseAll() {
    while (!open_.empty()) Close();
  }
  std::string Indent() const {
    return std::string(2 * (open_.size() + 1), ' ');
  }

 private:
  void Close() {
    open_.pop_back();
    absl::StrAppend(&text_, Indent(), "}\n");
  }

  std::string& text_;
  std::vector<absl::string_view> open_;
  int count_ = 0;
};

void AppendNodes(const Graph& graph, std::string& text) {
  std::vector<Placed> nodes;
  for (const auto& node : graph.nodes()) {
    if (node) nodes.emplace_back(node.get());
  }
  // So that the nodes of one scope, and of scopes in it, come together.
  std::stable_sort(
      nodes.begin(), nodes.end(),
      [](const Placed& a, const Placed& b) { return a.scopes < b.scopes; });
  ScopeBoxes boxes(text);
  for (const Placed& placed : nodes) {
    boxes.Enter(placed.scopes);
    const std::string label =
        absl::StrCat(placed.name, "\n", placed.node->op().name());
    absl::StrAppend(&text, boxes.Indent(), "n", placed.node->id(),
                    " [label=", Quoted(label), "];\n");
  }
  boxes.CloseAll();
}

void AppendEdges(const Node& node, std::string& text) {
  for (const Edge& edge : node.inputs()) {
    if (!edge) continue;
    absl::StrAppend(&text, "  n", edge.node->id(), " -> n", node.id(),
                    " [label=", Quoted(OutputToString(*edge.node, edge.index)),
                    "];\n");
  }
  for (const Node* control : node.control_inputs()) {
    absl::StrAppend(&text, "  n", control->id(), " -> n", node.id(),
                    " [style=dashed];\n");
  }
}

}  // namespace

std::string DumpGraph(const Graph& graph) {
  std::string text;
  for (const auto& node : graph.nodes()) {
    if (node) AppendLine(*node, text);
  }
  return text;
}

std::string GraphToDot(const Graph& graph) {
  std::string text =
      "digraph {\n  node [shape=box, style=rounded, fontsize=10];\n"
      "  edge [fontsize=8];\n";
  AppendNodes(graph, text);
  for (const auto& node : graph.nodes()) {
    if (node) AppendEdges(*node, text);
  }
  return text + "}\n";
}

}  // namespace thalweg
